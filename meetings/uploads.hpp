// SPDX-License-Identifier: MIT
// Uploads: what is kept of a meeting on its way from a browser to here. Who may record a meeting or
// keep its material, how much room a person has, and what an upload becomes when its bytes have
// come (meetings/recordings.hpp).
// They come by the tus protocol (api/tus.cpp). The calls block: worker threads only, any number of
// them at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
  bool mp4 = false;  // films that are WebM get a copy as MP4 (meetings/mp4_copies.hpp)
};

struct NewRecording {
  std::string meeting;  // id or code
  std::string title;
  std::string type;
  std::optional<std::int64_t> length;  // bytes; absent: not known yet
  RecordingKind kind = RecordingKind::film;
  // Absent: of a film no, of the material yes.
  std::optional<bool> for_participants{};
};

// An upload in progress, as its owner sees it.
struct Upload {
  Recording recording;
  std::int64_t offset = 0;    // bytes that are on the disk
  base::WallTime expires_at;  // then it is finished as it is
};

class Uploads {
 public:
  static constexpr std::size_t kMostAtOnce = 4;          // of one person
  static constexpr std::chrono::hours kPatience{24};     // for the next byte of an upload
  static constexpr std::chrono::hours kAfterTheEnd{24};  // a meeting takes recordings so long

  // `files` outlives this.
  Uploads(Services services, RecordingFiles& files, RecordingsConfig config)
      : s_(services), files_(files), config_(config) {}

  const RecordingsConfig& config() const noexcept { return config_; }
  Outcome<RecordingUse> use(const Claims& claims);

  // The owner of an upload has it; everybody else gets not_found.
  Outcome<Upload> begin(const Claims& claims, const NewRecording& fields,
                        const base::IpAddress& client);
  // Where to go on. A request that still writes is ended.
  Outcome<Upload> find(const Claims& claims, std::string_view id);
  // Takes bytes from `offset` on: at most `announced`, if the client has said so. `length` says how
  // long the upload will be, where that was not known.
  class Receiver {
   public:
    Outcome<void> append(std::string_view bytes);
    // Everything is on the disk. The upload is over where its length is reached.
    Outcome<Upload> commit();
    void undo() noexcept { writer_->undo(); }

   private:
    friend class Uploads;
    Receiver(Uploads& all, RecordingId id, std::unique_ptr<RecordingWriter> writer,
             std::int64_t room)
        : all_(all), id_(std::move(id)), writer_(std::move(writer)), room_(room) {}

    Uploads& all_;
    RecordingId id_;
    std::unique_ptr<RecordingWriter> writer_;
    std::int64_t room_;  // bytes that it may still add
  };
  Outcome<std::unique_ptr<Receiver>> receive(const Claims& claims, std::string_view id,
                                             std::int64_t offset,
                                             std::optional<std::int64_t> announced,
                                             std::optional<std::int64_t> length);
  // The upload is as long as what has come.
  Outcome<Upload> end(const Claims& claims, std::string_view id);
  Outcome<void> cancel(const Claims& claims, std::string_view id);

  // Finishes the uploads whose bytes have all come, and those that were left. How many. Call it
  // often; one call at a time.
  Outcome<std::size_t> finish();

 private:
  Outcome<StoredRecording> own(UnitOfWork& work, const Claims& claims, std::string_view id);
  Outcome<void> check_room(UnitOfWork& work, const UserId& person, std::int64_t more);
  std::int64_t largest(RecordingKind kind) const noexcept;
  Upload shown(Recording recording, std::int64_t offset) const;
  Outcome<Upload> record_progress(const RecordingId& id, std::int64_t size, bool over);
  Outcome<bool> finish_one(const RecordingId& id);

  Services s_;
  RecordingFiles& files_;
  RecordingsConfig config_;
};

}  // namespace meetings
