// SPDX-License-Identifier: MIT
// Bans: who may not come into a meeting, and until when. A ban is against one account or one guest
// entry; the person is put out at once. The calls block: worker threads only, any number of them
// at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/services.hpp"

namespace meetings {

// Names the person by account or guest, or by seat.
struct NewBan {
  std::optional<std::string> user_id{};
  std::optional<std::string> participant_id{};
  std::optional<base::WallTime> until{};
  std::optional<std::string> reason{};
};

class Bans {
 public:
  static constexpr std::size_t kMostPerMeeting = 500;

  explicit Bans(Services services) : s_(services) {}

  // A second ban of the same person replaces the first one. Refuses with forbidden for somebody
  // whom the caller does not outrank, and with too_many where the meeting has so many bans.
  Outcome<Ban> put(const Claims& claims, std::string_view id_or_code, const NewBan& fields,
                   const base::IpAddress& client);
  // Those that hold now, the oldest first.
  Outcome<std::vector<Ban>> list(const Claims& claims, std::string_view id_or_code,
                                 const base::IpAddress& client);
  Outcome<void> lift(const Claims& claims, std::string_view id_or_code, std::string_view ban,
                     const base::IpAddress& client);

 private:
  Services s_;
};

}  // namespace meetings
