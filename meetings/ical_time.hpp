// SPDX-License-Identifier: MIT
// A local time as libical has it, for the dates of series and for calendars. Pure; any thread.
#pragma once

#include <libical/ical.h>

#include "meetings/time_zone.hpp"

namespace meetings {

// Without a zone.
icaltimetype to_ical(LocalTime time);

}  // namespace meetings
