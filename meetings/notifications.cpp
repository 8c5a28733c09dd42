// SPDX-License-Identifier: MIT
#include "meetings/notifications.hpp"

#include "meetings/lookups.hpp"

namespace meetings {

Outcome<std::vector<Notification>> Notifications::list(const Claims& claims) {
  TRY(require_account(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Notification>> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    return work.notifications().list(claims.user_id, kMostPerPerson);
  });
}

Outcome<std::size_t> Notifications::mark_read(const Claims& claims,
                                              const std::vector<std::string>& ids) {
  TRY(require_account(claims));
  if (ids.size() > kMostAtOnce)
    return refuse_field("ids", "ids takes at most " + std::to_string(kMostAtOnce) + " ids.");
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    for (const std::string& id : ids) work.notifications().mark_read(claims.user_id, id, now);
    return work.notifications().count_unread(claims.user_id);
  });
}

Outcome<std::size_t> Notifications::mark_read_up_to(const Claims& claims, std::string_view id) {
  TRY(require_account(claims));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    work.notifications().mark_read_up_to(claims.user_id, id, now);
    return work.notifications().count_unread(claims.user_id);
  });
}

}  // namespace meetings
