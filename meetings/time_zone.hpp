// SPDX-License-Identifier: MIT
// Local times, and what a time zone says of them. The zones themselves come from the system's zone
// data (store/time_zones.hpp). Values; any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace meetings {

// A time on the clocks of some place, without the place.
using LocalTime = std::chrono::local_seconds;

// "20260302T100000", the DATE-TIME form of RFC 5545 section 3.3.5 without a zone. Years 1970 to
// 9999.
std::string print_local_time(LocalTime time);
// nullopt for every other form and for dates that no calendar has.
std::optional<LocalTime> parse_local_time(std::string_view text);

class TimeZone {
 public:
  // The answer to a local time. Clocks that are set back show a time twice; then `at` is the first
  // of the two (RFC 5545 section 3.3.5). Clocks that are set forward skip a time; then `exists` is
  // false, and `at` is the moment of the jump.
  struct Reading {
    bool exists = false;
    base::WallTime at;
  };

  virtual ~TimeZone() = default;
  virtual Reading read(LocalTime time) const = 0;
  virtual LocalTime local_time(base::WallTime at) const = 0;
};

// Null for a name without rules.
using FindTimeZone = std::function<std::unique_ptr<const TimeZone>(std::string_view)>;

}  // namespace meetings
