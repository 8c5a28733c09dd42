// SPDX-License-Identifier: MIT
// Teaching: a world with a series of lessons, for the tests of series.
#pragma once

#include <string>
#include <string_view>

#include "tests/meetings/world.hpp"

namespace lectern_test {

using namespace meetings;
using namespace std::chrono_literals;

inline base::WallTime utc(std::string_view text) { return *base::parse_iso8601(text); }

// It is Friday, 15 January 2027, 08:00 in UTC. Lessons are on Fridays at 10:00 in Berlin (09:00).
struct Teaching : World {
  Claims host = person("host"), other = person("other");
  Meeting room = lessons("FREQ=WEEKLY;COUNT=4");
  static constexpr auto kWeek = 24h * 7;
  const base::WallTime first = utc("2027-01-15T09:00:00Z");
  const base::WallTime second = first + kWeek, third = first + 2 * kWeek;

  Meeting lessons(std::string rule) {
    return meeting(host, {.type = MeetingType::scheduled,
                          .scheduled_at = utc("2027-01-15T09:00:00Z"),
                          .duration_minutes = 45,
                          .timezone = "Europe/Berlin",
                          .recurrence = std::move(rule)});
  }
  void go_to(base::WallTime at) {
    clock.advance(at - clock.wall_now());
    const auto again = [&](const char* email) {
      return claims(OK(accounts.login(email, "correct horse")).access);
    };
    host = again("host@example.org");
    other = again("other@example.org");
  }
  // The starts of a part of the series as "01-15 …"; cancelled ones have an x.
  std::string dates(const std::string& code) {
    std::string out;
    for (const auto& [one, state] :
         OK(series.list(host, code, {.from = first - 24h, .to = first + 24h * 300}, kClient))
             .occurrences)
      out += base::print_iso8601(one.starts_at).substr(5, 5) +
             (state == OccurrenceState::cancelled ? "x " : " ");
    return out;
  }
  Outcome<MeetingView> change_one(base::WallTime at, const MeetingChange& fields,
                                  const KnownVersions& known = {}) {
    return series.change_one(host, room.code, at, fields, known, kClient);
  }
  Outcome<MeetingView> change_following(base::WallTime at, const MeetingChange& fields,
                                        const KnownVersions& known = {}) {
    return series.change_following(host, room.code, at, fields, known, kClient, &passwords);
  }
  Outcome<MeetingView> change_all(const MeetingChange& fields) {
    return rooms.change(host, room.code, fields, {}, kClient, &passwords);
  }
  Outcome<void> cancel_one(base::WallTime at) {
    return series.cancel_one(host, room.code, at, {}, kClient);
  }
  Outcome<void> cancel_following(base::WallTime at) {
    return series.cancel_following(host, room.code, at, {}, kClient);
  }
  MeetingView details() { return OK(rooms.details(room.code, host)); }
};

}  // namespace lectern_test
