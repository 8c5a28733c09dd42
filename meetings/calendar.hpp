// SPDX-License-Identifier: MIT
// Writes iCalendar (RFC 5545, 5546 and 7986) by libical. Values come in as they are: what could end
// a property is taken out here, because libical writes line ends inside addresses and URLs as they
// stand. A single event is in UTC, which every program reads; an event of a zone has TZID and a
// VTIMEZONE. Pure; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meetings/model.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

// publish: for reading only (a feed); request and cancel: of an invitation, in a mail.
enum class CalendarMethod : std::uint8_t { publish, request, cancel };
// "PUBLISH", "REQUEST", "CANCEL".
std::string_view to_string(CalendarMethod method) noexcept;

struct CalendarPerson {
  std::string name;
  std::string address;
};

struct CalendarGuest {
  CalendarPerson person;
  InviteStatus status = InviteStatus::pending;
};

struct CalendarZone {
  std::string name;  // IANA
  std::shared_ptr<const TimeZone> rules;
};

struct CalendarEvent {
  std::string uid;
  std::int64_t sequence = 0;
  base::WallTime stamp;    // when this was said
  base::WallTime created;  // when the meeting was made
  base::WallTime starts_at;
  base::WallTime ends_at;
  std::string title;
  std::string description;
  std::string comment{};  // that the host wrote about this message; empty: none
  std::string url;        // that opens the meeting
  bool cancelled = false;
  // Of a series, and of one date of it:
  std::optional<CalendarZone> zone{};
  std::string rule{};                             // RRULE; empty: none
  std::vector<base::WallTime> exceptions{};       // EXDATE: dates that do not take place
  std::optional<base::WallTime> recurrence_id{};  // the date that this event changes
  // Of invitations:
  std::optional<CalendarPerson> organizer{};
  std::vector<CalendarGuest> guests{};
  std::optional<std::chrono::minutes> alarm{};  // so long before the start
};

struct Calendar {
  CalendarMethod method = CalendarMethod::publish;
  std::string name{};  // empty: none
  std::vector<CalendarEvent> events;
};

// Lines end with CRLF and have at most 75 bytes.
std::string print_calendar(const Calendar& calendar);

}  // namespace meetings
