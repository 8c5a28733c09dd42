// SPDX-License-Identifier: MIT
// Notification: a notice (meetings/events.hpp) as one person keeps it, until long after it was
// told: unread, then read. Announcements stores one for each person whom a notice goes to, in the
// transaction that causes the notice, so a person who is away finds it later. Values; the
// repository: inside a unit of work only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "meetings/events.hpp"

namespace meetings {

struct Notification {
  Notice notice;  // `to` is empty
  std::optional<base::WallTime> read_at;

  friend bool operator==(const Notification&, const Notification&) = default;
};

class NotificationRepository {
 public:
  virtual ~NotificationRepository() = default;
  // One for each person of `notice.to`. Who has a notification with this id keeps it as it is. Of
  // each kind only the `keep` newest ones of a person stay, so a crowd that knocks pushes out
  // nothing but other knocks.
  virtual void insert(const Notice& notice, std::size_t keep) = 0;
  // Newest first.
  virtual std::vector<Notification> list(const UserId& person, std::size_t limit) = 0;
  virtual std::size_t count_unread(const UserId& person) = 0;
  // The person has read this one. Does nothing if it was read before, or is not there.
  virtual void mark_read(const UserId& person, std::string_view id, base::WallTime now) = 0;
  // The same for this one and all that are older.
  virtual void mark_read_up_to(const UserId& person, std::string_view id, base::WallTime now) = 0;
};

}  // namespace meetings
