// SPDX-License-Identifier: MIT
// Times as a person reads them: on the clocks of the person's zone, in the person's language, with
// the zone. Pure; any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "meetings/notify/words.hpp"
#include "meetings/time_zone.hpp"

namespace meetings::notify {

// A zone and its name. Without rules it is UTC.
struct NamedZone {
  std::string name = "UTC";
  std::shared_ptr<const TimeZone> rules{};
};

// "Monday, 2 March 2026, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)".
std::string print_when(const Words& words, const NamedZone& zone, base::WallTime at,
                       const std::optional<std::chrono::minutes>& duration = {});
// "In 10 minutes", "In one hour", "In 24 hours", "In 2 days".
std::string print_remaining(const Words& words, std::chrono::seconds left);

}  // namespace meetings::notify
