// SPDX-License-Identifier: MIT
// Recurrence: the rule of a series (RFC 5545 section 3.3.10), as far as Lectern takes it: the rules
// that the common calendar programs read the same way.
//
//   FREQ=DAILY                                     every day
//   FREQ=WEEKLY[;BYDAY=MO,WE][;WKST=SU]            on these days of the week
//   FREQ=MONTHLY[;BYMONTHDAY=15 | ;BYDAY=2TU]      on a date, or on the second (-1: last) Tuesday
//   FREQ=YEARLY[;BYMONTH=3[;BYMONTHDAY=15 | ;BYDAY=-1SU]]
//
// each with INTERVAL, and with COUNT or UNTIL or without an end. Everything else is refused by name
// (BYSETPOS, BYHOUR, SECONDLY, …), before any library sees it. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "meetings/refusal.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

enum class Frequency : std::uint8_t { daily, weekly, monthly, yearly };

struct RuleDay {
  int nth = 0;  // 1 to 5: of the month; -1: the last of the month; 0: each one
  std::chrono::weekday day;

  friend bool operator==(const RuleDay&, const RuleDay&) = default;
};

struct Recurrence {
  // The last moment at which an occurrence may begin. A local time is one of the series' zone.
  using Until = std::variant<base::WallTime, LocalTime>;

  Frequency frequency = Frequency::daily;
  unsigned interval = 1;
  std::optional<unsigned> count{};
  std::optional<Until> until{};
  std::vector<RuleDay> by_day{};  // sorted, Monday first
  std::optional<unsigned> by_month_day{};
  std::optional<unsigned> by_month{};
  std::chrono::weekday week_start = std::chrono::Monday;

  friend bool operator==(const Recurrence&, const Recurrence&) = default;
};

// Reads a rule, with or without "RRULE:" in front, in upper or lower case. Refuses with bad_field
// for the field `recurrence`.
Outcome<Recurrence> parse_recurrence(std::string_view text);
// The same rule with its parts in one order and without those that change nothing.
std::string print_recurrence(const Recurrence& rule);
// A local UNTIL as the moment that it means; section 3.3.10 asks for that form where the start has
// a zone.
Recurrence with_fixed_end(Recurrence rule, const TimeZone& zone);

}  // namespace meetings
