// SPDX-License-Identifier: MIT
#include "meetings/google/event.hpp"

#include <chrono>

#include "base/crypto.hpp"
#include "meetings/form.hpp"

namespace meetings::google {
namespace {

using base::Json;

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";
constexpr std::size_t kIdBytes = 20;  // 160 bits: 32 characters
constexpr std::size_t kLongestTitle = 1024;

std::string base32hex(base::Bytes bytes) {
  std::string out;
  unsigned bits = 0, count = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8U) | std::to_integer<unsigned>(byte);
    for (count += 8; count >= 5; count -= 5) out += kDigits[(bits >> (count - 5)) & 31U];
  }
  if (count > 0) out += kDigits[(bits << (5 - count)) & 31U];
  return out;
}

// "20261202T150000Z", as Google names the dates of a series, and as RFC 5545 writes UTC.
std::string print_utc(base::WallTime at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  return print_local_time(LocalTime{seconds.time_since_epoch()}) + 'Z';
}

// RFC 3339 with the zone's offset at that moment: "2026-12-02T16:00:00+01:00".
std::string print_in_zone(base::WallTime at, const TimeZone& zone) {
  const auto utc = std::chrono::floor<std::chrono::seconds>(at);
  const LocalTime local = zone.local_time(at);
  const auto offset =
      std::chrono::floor<std::chrono::minutes>(local.time_since_epoch() - utc.time_since_epoch());
  // The clock of the place, printed as if it were UTC's.
  std::string text = base::print_iso8601(base::WallTime{local.time_since_epoch()});
  text.pop_back();
  const auto minutes = std::chrono::abs(offset).count();
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return text + (offset.count() < 0 ? '-' : '+') + two(minutes / 60) + ':' + two(minutes % 60);
}

Json time_json(const CalendarEvent& event, base::WallTime at) {
  if (!event.zone)
    return Json::object({{"dateTime", base::print_iso8601(at)}, {"timeZone", "UTC"}});
  return Json::object(
      {{"dateTime", print_in_zone(at, *event.zone->rules)}, {"timeZone", event.zone->name}});
}

// The lines of RFC 5545 without DTSTART and DTEND, which stand in `start` and `end`.
Json recurrence_json(const CalendarEvent& event) {
  Json lines = Json::array();
  lines.push("RRULE:" + event.rule);
  if (!event.exceptions.empty() && event.zone) {
    std::string line = "EXDATE;TZID=" + event.zone->name + ':';
    for (const base::WallTime at : event.exceptions) {
      if (line.back() != ':') line += ',';
      line += print_local_time(event.zone->rules->local_time(at));
    }
    lines.push(line);
  }
  return lines;
}

std::string cut(std::string text) {
  if (text.size() <= kLongestTitle) return text;
  std::size_t end = kLongestTitle;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace

std::string date_name(base::WallTime original_start) { return print_utc(original_start); }

std::string event_id(const CalendarEvent& event, unsigned generation) {
  std::string name = "lectern\n" + event.uid;
  if (generation > 0) name += '\n' + std::to_string(generation);
  const auto digest = base::sha256(base::as_bytes(name));
  std::string id = base32hex(base::Bytes{digest}.first(kIdBytes));
  if (event.recurrence_id) id += '_' + print_utc(*event.recurrence_id);
  return id;
}

Json event_body(const CalendarEvent& event) {
  Json body = Json::object({{"summary", cut(event.title)},
                            {"description", event.description},
                            {"location", event.url},
                            {"status", event.cancelled ? "cancelled" : "confirmed"},
                            {"start", time_json(event, event.starts_at)},
                            {"end", time_json(event, event.ends_at)},
                            {"reminders", Json::object({{"useDefault", true}})}});
  if (!event.url.empty())
    body.set("source", Json::object({{"title", cut(event.title)}, {"url", event.url}}));
  if (!event.rule.empty()) body.set("recurrence", recurrence_json(event));
  Json own = Json::object(
      {{"lecternUid", event.uid}, {"lecternSequence", std::to_string(event.sequence)}});
  return body.set("extendedProperties", Json::object({{"private", own}}));
}

Request request_of(Act act, std::string_view base, const CalendarEvent& event,
                   unsigned generation) {
  const std::string events = std::string{base} + "/calendars/primary/events";
  const std::string one = events + '/' + encode_form(event_id(event, generation));
  constexpr std::string_view kQuietly = "?sendUpdates=none";
  switch (act) {
    case Act::insert: {
      Json body = event_body(event);
      body.set("id", event_id(event, generation));
      return {"POST", events + std::string{kQuietly}, body.print()};
    }
    case Act::patch:
    case Act::patch_date: break;
    case Act::remove: return {"DELETE", one + std::string{kQuietly}};
  }
  return {"PATCH", one + std::string{kQuietly}, event_body(event).print()};
}

}  // namespace meetings::google
