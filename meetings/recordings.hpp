// SPDX-License-Identifier: MIT
// Recordings: who finds, watches, shares and removes what was recorded. How it comes here is in
// meetings/uploads.hpp. The calls block: worker threads only, any number of them at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/recording.hpp"
#include "meetings/recording_files.hpp"
#include "meetings/services.hpp"

namespace meetings {

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
  static constexpr std::size_t kMostListed = 500;
  static constexpr std::chrono::hours kLongestLink{24 * 365};

  // `files` outlives this.
  Recordings(Services services, RecordingFiles& files) : s_(services), files_(files) {}

  // The films of a meeting, or its material. Hosts see all, the owner those that are the owner's,
  // and everybody with a seat those for the participants.
  Outcome<std::vector<Recording>> of_meeting(const Claims& claims, std::string_view id_or_code,
                                             bool material, const base::IpAddress& client);
  Outcome<std::vector<Recording>> of_person(const Claims& claims);
  Outcome<Recording> find(const Claims& claims, std::string_view id);
  // Owner and hosts.
  Outcome<Recording> change(const Claims& claims, std::string_view id,
                            const RecordingChange& change);
  Outcome<void> remove(const Claims& claims, std::string_view id);
  // Films only. A new link replaces the one before.
  Outcome<SharedLink> share(const Claims& claims, std::string_view id, base::WallTime until);
  Outcome<void> unshare(const Claims& claims, std::string_view id);

  struct Media {
    Recording recording;
    OpenMedia file;
  };
  // What a media element asks for without a token: a ticket of find(), which names the recording
  // and ends after some hours.
  std::string ticket(const Recording& recording) const;
  // Refuses with not_found where the recording has no such format.
  Outcome<Media> open_by_ticket(std::string_view id, std::string_view ticket,
                                RecordingFormat format = RecordingFormat::original);
  Outcome<Recording> find_by_link(std::string_view token);

  // Removes files without a row in the store. Call it about once an hour.
  Outcome<std::size_t> sweep_files();

 private:
  struct Seen {
    StoredRecording stored;
    bool owns = false;  // or hosts the meeting
  };
  Outcome<Seen> see(UnitOfWork& work, const Claims& claims, std::string_view id);

  Services s_;
  RecordingFiles& files_;
};

}  // namespace meetings
