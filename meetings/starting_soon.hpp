// SPDX-License-Identifier: MIT
// StartingSoon: tells people by a notice that a meeting of theirs begins within minutes. The store
// notes for each meeting when to look at it next; every change of the meeting sets this to "at
// once", so a moved meeting or date is told at its new time. Blocks: worker threads only; several
// daemons may sweep one database.
#pragma once

#include <chrono>
#include <cstddef>

#include "meetings/meetings.hpp"
#include "meetings/services.hpp"
#include "meetings/sweep_steps.hpp"

namespace meetings {

class StartingSoon {
 public:
  static constexpr std::chrono::minutes kLead{10};

  StartingSoon(Services services, FindTimeZone find_zone)
      : s_(services), find_zone_(std::move(find_zone)) {}

  // Call it every few seconds. How many notices it has put out.
  Outcome<std::size_t> sweep();

 private:
  Outcome<SweepStep> step(base::WallTime now);
  // True if it told somebody.
  Outcome<bool> look_at(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                        base::WallTime now) const;

  Services s_;
  FindTimeZone find_zone_;
};

}  // namespace meetings
