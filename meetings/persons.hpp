// SPDX-License-Identifier: MIT
// Persons: everything that is stored about one person, to take along and to erase
// (docs/data-protection.md). The person, an administrator or the operator asks for it. The calls
// block: worker threads only, any number of them at once; the call that takes a PasswordHasher runs
// in the hash pool.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/json.hpp"
#include "meetings/client.hpp"
#include "meetings/meetings.hpp"
#include "meetings/passwords.hpp"
#include "meetings/services.hpp"

namespace meetings {

class Persons {
 public:
  // Rows of one section of an export. A longer section is cut, and the export says so.
  static constexpr std::size_t kMostRows = 20'000;
  static constexpr std::size_t kMostRowsForOperator = 1'000'000;
  // Who has just signed in need not give the password again.
  static constexpr std::chrono::minutes kFreshSignIn{10};

  // `meetings` outlives this.
  Persons(Services services, Meetings& meetings) : s_(services), meetings_(meetings) {}

  // Accounts and guests. Secrets and their hashes are not in it.
  Outcome<base::Json> export_own(const Claims& claims);
  // For an administrator.
  Outcome<base::Json> export_by_admin(const Claims& claims, const UserId& person);
  Outcome<base::Json> export_by_operator(const UserId& person);

  // Removes the account and all that belongs to it, and anonymises the rest. Its open meetings go
  // to their first co-host, or are cancelled. Its sessions end at once. With a password: checks it,
  // with the limits of a login. Without one: the session must be fresh (forbidden). The last
  // administrator stays (forbidden).
  Outcome<void> erase_own(const Claims& claims, const std::optional<std::string>& password,
                          const Client& client, const PasswordHasher* hasher);
  // For an administrator, about somebody else; also about a guest.
  Outcome<void> erase_by_admin(const Claims& claims, const UserId& person);
  Outcome<void> erase_by_operator(const UserId& person);

 private:
  Outcome<base::Json> export_of(UnitOfWork& work, const UserId& person, std::size_t limit,
                                const Actor& by) const;
  Outcome<void> erase_if(const UserId& person, const Actor& by,
                         const std::function<Outcome<void>(UnitOfWork&)>& may);
  void close_meetings(UnitOfWork& work, Announcements& announced, const UserId& person,
                      const Actor& by, std::vector<MeetingId>& ended) const;

  Services s_;
  Meetings& meetings_;
};

}  // namespace meetings
