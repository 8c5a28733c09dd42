// SPDX-License-Identifier: MIT
// Roles: appointing co-hosts, and choosing the presenters of a lecture. The role of a seat is in
// the store; a person in the room has the new role at once. The calls block: worker threads only,
// any number of them at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "meetings/services.hpp"

namespace meetings {

// Names the person by account or guest, or by seat.
struct NewRole {
  std::optional<std::string> user_id{};
  std::optional<std::string> participant_id{};
  Role role = Role::cohost;
};

class Announcements;

class Roles {
 public:
  static constexpr std::size_t kMostCohosts = 20;

  explicit Roles(Services services) : s_(services) {}

  // A co-host may be an account that has no seat yet; it gets one. The same role again changes
  // nothing. Refuses with forbidden what the caller's role does not allow.
  Outcome<StoredSeat> set(const Claims& claims, std::string_view id_or_code, const NewRole& fields,
                          const base::IpAddress& client);
  // For the meeting's host, who becomes a co-host; `seat` is of an account, which becomes the host.
  // In a series that was split, also of the parts that follow.
  Outcome<void> hand_over(const Claims& claims, std::string_view id_or_code, std::string_view seat,
                          const base::IpAddress& client);

 private:
  void give_to(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
               const StoredSeat& heir, const Claims& giver) const;

  Services s_;
};

}  // namespace meetings
