// SPDX-License-Identifier: MIT
// Notifications: what people have been told, read and unread. The WebSocket tells each notice at
// once (signaling/hub.hpp); this is where a person finds what came while no socket was open. Guests
// have none: refused with forbidden. The calls block: worker threads only, any number of them at
// once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "meetings/notification.hpp"
#include "meetings/services.hpp"

namespace meetings {

class Notifications {
 public:
  // Of each kind a person keeps so many, the newest.
  static constexpr std::size_t kMostOfKind = 100;
  static constexpr std::size_t kMostPerPerson = kMostOfKind * kNoticeKinds.size();
  static constexpr std::size_t kMostAtOnce = 100;

  explicit Notifications(Services services) : s_(services) {}

  // The caller's own, newest first.
  Outcome<std::vector<Notification>> list(const Claims& claims);
  // The caller has read these. An id that the caller does not have changes nothing. Returns how
  // many unread ones are left.
  Outcome<std::size_t> mark_read(const Claims& claims, const std::vector<std::string>& ids);
  // The same for this one and all older ones; what came after it stays unread.
  Outcome<std::size_t> mark_read_up_to(const Claims& claims, std::string_view id);

 private:
  Services s_;
};

}  // namespace meetings
