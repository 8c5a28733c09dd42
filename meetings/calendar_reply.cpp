// SPDX-License-Identifier: MIT
#include "meetings/calendar_reply.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace meetings {
namespace {

constexpr std::size_t kMostAnswers = 20;
constexpr std::size_t kMostParts = 20;
constexpr std::size_t kDeepest = 8;

struct FreeComponent {
  void operator()(icalcomponent* component) const noexcept { icalcomponent_free(component); }
};

auto refuse_reply(const char* why) { return refuse_field("message", why); }

// libical walks into nested components by recursion.
bool is_deep(const std::string& text) {
  std::size_t depth = 0, deepest = 0;
  for (std::size_t at = 0; at != std::string::npos && at < text.size();) {
    const std::string line = base::to_upper(text.substr(at, 6));
    if (line == "BEGIN:") deepest = std::max(deepest, ++depth);
    else if (line.starts_with("END:") && depth > 0) --depth;
    const std::size_t end = text.find('\n', at);
    at = end == std::string::npos ? end : end + 1;
  }
  return deepest > kDeepest;
}

// libical drops a property whose value it cannot read, and without its date an answer would be one
// for the whole series.
std::size_t count_dates(const std::string& text) {
  constexpr std::string_view kName = "RECURRENCE-ID";
  std::size_t count = 0;
  for (std::size_t at = 0; at != std::string::npos && at < text.size();) {
    const std::string_view line = std::string_view{text}.substr(at, kName.size());
    if (base::equals_ignoring_case(line, kName)) ++count;
    const std::size_t end = text.find('\n', at);
    at = end == std::string::npos ? end : end + 1;
  }
  return count;
}

// "MAILTO:Ada@Example.org" is "ada@example.org".
std::string address_of(const char* value) {
  if (value == nullptr) return {};
  std::string text = base::to_lower(base::trim(value));
  if (text.starts_with("mailto:")) text.erase(0, 7);
  return base::decode_percent(text, false).value_or(std::string{});
}

std::optional<base::WallTime> utc_of(const icaltimetype& time) {
  if (icaltime_is_null_time(time) || !icaltime_is_valid_time(time)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{time.year},
                                         std::chrono::month{static_cast<unsigned>(time.month)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  if (!date.ok() || time.year < 1970 || time.year > 9999) return std::nullopt;
  return base::WallTime{std::chrono::sys_days{date}} + std::chrono::hours{time.hour} +
         std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
}

InviteStatus status_of(icalparameter_partstat partstat) noexcept {
  switch (partstat) {
    case ICAL_PARTSTAT_ACCEPTED: return InviteStatus::accepted;
    case ICAL_PARTSTAT_DECLINED: return InviteStatus::declined;
    case ICAL_PARTSTAT_TENTATIVE: return InviteStatus::tentative;
    default: return InviteStatus::pending;  // no answer, or that of somebody else
  }
}

std::vector<CalendarAnswer> answers_of(icalcomponent* event) {
  std::vector<CalendarAnswer> answers;
  for (icalproperty* property = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
       property != nullptr && answers.size() < kMostAnswers;
       property = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
    icalparameter* partstat = icalproperty_get_first_parameter(property, ICAL_PARTSTAT_PARAMETER);
    if (partstat == nullptr) continue;
    answers.push_back({address_of(icalproperty_get_attendee(property)),
                       status_of(icalparameter_get_partstat(partstat))});
  }
  return answers;
}

icalproperty* property_of(icalcomponent* event, icalproperty_kind kind) {
  return icalcomponent_get_first_property(event, kind);
}

// The zone of the program may come along as VTIMEZONE, which nobody computes with: its rules are
// the sender's.
Outcome<NamedDate> read_date(icalproperty* property) {
  const icaltimetype time = icalproperty_get_recurrenceid(property);
  const auto at = utc_of(time);
  if (!at) return refuse_reply("The answer names a date that no calendar has.");
  NamedDate date;
  date.local = LocalTime{std::chrono::floor<std::chrono::seconds>(*at).time_since_epoch()};
  date.whole_day = time.is_date != 0;
  date.in_utc = icaltime_is_utc(time) != 0;
  if (icalparameter* zone = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER)) {
    const char* const name = icalparameter_get_tzid(zone);
    date.zone = name == nullptr ? std::string{} : std::string{name};
  }
  date.following = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr;
  return date;
}

Outcome<CalendarReplyPart> read_part(icalcomponent* event) {
  const char* const uid = icalcomponent_get_uid(event);
  if (uid == nullptr) return refuse_reply("The answer names no event (UID).");
  CalendarReplyPart part;
  part.uid = uid;
  if (icalproperty* stamp = property_of(event, ICAL_DTSTAMP_PROPERTY))
    part.stamp = utc_of(icalproperty_get_dtstamp(stamp));
  if (icalproperty* date = property_of(event, ICAL_RECURRENCEID_PROPERTY)) {
    TRY(part.date, read_date(date));
  }
  part.answers = answers_of(event);
  return part;
}

}  // namespace

Outcome<CalendarReply> read_reply(const std::string& calendar) {
  if (calendar.size() > kLongestReply || is_deep(calendar))
    return refuse_reply("The calendar is too long.");
  const std::unique_ptr<icalcomponent, FreeComponent> whole{
      icalparser_parse_string(calendar.c_str())};
  if (!whole || icalcomponent_isa(whole.get()) != ICAL_VCALENDAR_COMPONENT)
    return refuse_reply("This is no calendar.");
  if (icalcomponent_get_method(whole.get()) != ICAL_METHOD_REPLY)
    return refuse_reply("The calendar is no answer to an invitation (METHOD:REPLY).");
  CalendarReply reply;
  for (icalcomponent* event = icalcomponent_get_first_component(whole.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr && reply.parts.size() < kMostParts;
       event = icalcomponent_get_next_component(whole.get(), ICAL_VEVENT_COMPONENT)) {
    TRY(auto part, read_part(event));
    reply.parts.push_back(std::move(part));
    icalproperty* const organizer = property_of(event, ICAL_ORGANIZER_PROPERTY);
    if (organizer != nullptr && reply.organizer.empty())
      reply.organizer = address_of(icalproperty_get_organizer(organizer));
  }
  if (reply.parts.empty()) return refuse_reply("The answer names no event (UID).");
  const auto named = std::ranges::count_if(
      reply.parts, [](const CalendarReplyPart& part) { return part.date.has_value(); });
  if (reply.parts.size() < kMostParts && static_cast<std::size_t>(named) < count_dates(calendar))
    return refuse_reply("The answer names a date that cannot be read.");
  return reply;
}

}  // namespace meetings
