// SPDX-License-Identifier: MIT
// Meetings as events of the Google Calendar API v3: the requests that write, change and take away
// one. The ids are computed from the meeting, so a request that is sent twice makes one event. Our
// copy wins: what a person changes in an event is overwritten by the next change of the meeting.
// Google tells nobody (sendUpdates=none), because our own mails do. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "meetings/calendar.hpp"

namespace meetings::google {

// insert: an event that is not there. patch: one that is. patch_date: one date of a series, which
// Google makes with the series. remove: takes away an event, or a date.
enum class Act : std::uint8_t { insert, patch, patch_date, remove };

struct Request {
  std::string method;
  std::string url;
  std::string body{};  // JSON; empty: none
};

// The id of the event of this UID: 5 to 1024 characters of base32hex in lower case (RFC 4648
// section 7), as the reference of events.insert asks. One date of a series has the id that Google
// itself gives to it: the series' id and the original start.
// `generation` is 0 but where Google lets nobody use the id any more.
std::string event_id(const CalendarEvent& event, unsigned generation = 0);
// The name of one date of a series within it: "20261202T150000Z".
std::string date_name(base::WallTime original_start);

// The body of insert and patch. A single event is in UTC, one of a series in its zone.
base::Json event_body(const CalendarEvent& event);

// `base` as Addresses::calendar.
Request request_of(Act act, std::string_view base, const CalendarEvent& event,
                   unsigned generation = 0);

}  // namespace meetings::google
