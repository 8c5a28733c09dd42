// SPDX-License-Identifier: MIT
// What has to be done in a person's calendar so that it shows a meeting as it is now: the steps
// from what was written there to what should be there. A step that is done changes GoogleEvents, so
// work that breaks off goes on where it was. Pure; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "meetings/google/event.hpp"
#include "meetings/google_calendars.hpp"

namespace meetings::google {

struct Step {
  Act act = Act::insert;
  CalendarEvent event;
  std::string key;     // in GoogleEvents::written
  std::string digest;  // of what is there afterwards; empty: nothing
};

// The date of the series with this start by the rule, as a change that is none; nullopt if the
// series has none there.
using PlainDate = std::function<std::optional<CalendarEvent>(base::WallTime)>;

// `wanted` is what events_of() returns; empty: the meeting has no place in the calendar. A series
// that is written anew has its dates written anew, too: Google may have moved or dropped them.
std::vector<Step> steps_to(const std::string& uid, const std::vector<CalendarEvent>& wanted,
                           const GoogleEvents& there, const PlainDate& plain_date);

// The step is done.
void note_done(const Step& step, GoogleEvents& there);

}  // namespace meetings::google
