// SPDX-License-Identifier: MIT
// Recordings: who may record a meeting, keep it here, watch, share and remove it. Uploads come by
// the tus protocol (api/tus.cpp). The calls block: worker threads only, any number of them at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/recording.hpp"
#include "meetings/recording_files.hpp"
#include "meetings/services.hpp"

namespace meetings {

struct RecordingsConfig {
  bool enabled = true;
  std::int64_t largest = std::int64_t{4} << 30;            // bytes of one recording
  std::int64_t quota_per_person = std::int64_t{20} << 30;  // bytes
  std::int64_t quota = std::int64_t{200} << 30;            // bytes, of all
  std::chrono::seconds retention = std::chrono::hours{24 * 90};
};

struct NewRecording {
  std::string meeting;  // id or code
  std::string title;
  std::string type;
  std::optional<std::int64_t> length;  // bytes; absent: not known yet
};

// An upload in progress, as its owner sees it.
struct Upload {
  Recording recording;
  std::int64_t offset = 0;    // bytes that are on the disk
  base::WallTime expires_at;  // then it is finished as it is
};

struct RecordingChange {
  std::optional<std::string> title{};
  std::optional<bool> for_participants{};
};

struct SharedLink {
  std::string token;  // shown once
  base::WallTime until;
};

class Recordings {
 public:
  static constexpr std::size_t kMostUploads = 4;  // of one person at a time
  static constexpr std::size_t kMostListed = 500;
  static constexpr std::chrono::hours kPatience{24};     // for the next byte of an upload
  static constexpr std::chrono::hours kAfterTheEnd{24};  // a meeting takes recordings so long
  static constexpr std::chrono::hours kLongestLink{24 * 365};

  // `files` outlives this.
  Recordings(Services services, RecordingFiles& files, RecordingsConfig config)
      : s_(services), files_(files), config_(config) {}

  const RecordingsConfig& config() const noexcept { return config_; }

  // Uploads: their owner only, everybody else gets not_found.
  Outcome<Upload> begin(const Claims& claims, const NewRecording& fields,
                        const base::IpAddress& client);
  // Where to go on. A request that still writes is ended.
  Outcome<Upload> find_upload(const Claims& claims, std::string_view id);
  // Takes bytes from `offset` on: at most `announced`, if the client has said so. `length` says how
  // long the upload will be, where that was not known.
  class Receiver {
   public:
    Outcome<void> append(std::string_view bytes);
    // Everything is on the disk. The upload is over where its length is reached.
    Outcome<Upload> commit();
    void undo() noexcept { writer_->undo(); }

   private:
    friend class Recordings;
    Receiver(Recordings& all, RecordingId id, std::unique_ptr<RecordingWriter> writer,
             std::int64_t room)
        : all_(all), id_(std::move(id)), writer_(std::move(writer)), room_(room) {}

    Recordings& all_;
    RecordingId id_;
    std::unique_ptr<RecordingWriter> writer_;
    std::int64_t room_;  // bytes that it may still add
  };
  Outcome<std::unique_ptr<Receiver>> receive(const Claims& claims, std::string_view id,
                                             std::int64_t offset,
                                             std::optional<std::int64_t> announced,
                                             std::optional<std::int64_t> length);
  // The upload is as long as what has come.
  Outcome<Upload> end_upload(const Claims& claims, std::string_view id);
  Outcome<void> cancel_upload(const Claims& claims, std::string_view id);

  // Hosts see all recordings of their meeting, the owner those that are the owner's, and everybody
  // with a seat those for the participants.
  Outcome<std::vector<Recording>> of_meeting(const Claims& claims, std::string_view id_or_code,
                                             const base::IpAddress& client);
  Outcome<std::vector<Recording>> of_person(const Claims& claims);
  Outcome<RecordingUse> use(const Claims& claims);
  Outcome<Recording> find(const Claims& claims, std::string_view id);
  // Owner and hosts.
  Outcome<Recording> change(const Claims& claims, std::string_view id,
                            const RecordingChange& change);
  Outcome<void> remove(const Claims& claims, std::string_view id);
  // A new link replaces the one before.
  Outcome<SharedLink> share(const Claims& claims, std::string_view id, base::WallTime until);
  Outcome<void> unshare(const Claims& claims, std::string_view id);

  struct Media {
    Recording recording;
    OpenMedia file;
  };
  // What a media element asks for without a token: a ticket of find(), which names the recording
  // and ends after some hours.
  std::string ticket(const Recording& recording) const;
  Outcome<Media> open_by_ticket(std::string_view id, std::string_view ticket);
  Outcome<Recording> find_by_link(std::string_view token);

  // Finishes the uploads whose bytes have all come, and those that were left. How many. Call it
  // often; one call at a time.
  Outcome<std::size_t> finish_uploads();
  // Removes files without a row in the store. Call it about once an hour.
  Outcome<std::size_t> sweep_files();

 private:
  struct Seen {
    StoredRecording stored;
    bool owns = false;  // or hosts the meeting
  };
  Outcome<Seen> see(UnitOfWork& work, const Claims& claims, std::string_view id);
  Outcome<StoredRecording> own_upload(UnitOfWork& work, const Claims& claims, std::string_view id);
  Outcome<void> check_room(UnitOfWork& work, const UserId& person, std::int64_t more);
  Upload shown(Recording recording, std::int64_t offset) const;
  Outcome<Upload> record_progress(const RecordingId& id, std::int64_t size, bool over);
  Outcome<bool> finish_one(const RecordingId& id);

  Services s_;
  RecordingFiles& files_;
  RecordingsConfig config_;
};

}  // namespace meetings
