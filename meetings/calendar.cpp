// SPDX-License-Identifier: MIT
#include "meetings/calendar.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "base/version.hpp"
#include "meetings/ical_time.hpp"
#include "meetings/zone_rules.hpp"

namespace meetings {
namespace {

using std::chrono::seconds;

constexpr std::size_t kLongestName = 200;
// Zones are described from the first event on, and so long after the last one, because a series
// goes on.
constexpr std::chrono::days kZoneAfter{365 * 3};

struct FreeComponent {
  void operator()(icalcomponent* component) const noexcept { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

icaltimetype in_utc(base::WallTime at) {
  icaltimetype out = to_ical(LocalTime{std::chrono::floor<seconds>(at).time_since_epoch()});
  out.zone = icaltimezone_get_utc_timezone();
  return out;
}

// One line of UTF-8 without what a parameter cannot hold: old programs show the escapes of RFC 6868
// as they stand.
std::string as_name(std::string_view text) {
  std::string out;
  for (const char c : base::shortened(text, kLongestName)) {
    if (!base::is_control(c) && c != '"' && c != '^') out += c;
  }
  return out;
}

// What a URI may hold (RFC 3986): no blanks, no line ends.
std::string as_uri(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c != '\x7f' && c != '"' && c != '<' && c != '>') out += c;
  }
  return out;
}

// RFC 6068 section 2.
std::string as_mailto(std::string_view address) {
  std::string out = "mailto:";
  for (const char c : as_uri(address)) {
    switch (c) {
      case '%': out += "%25"; break;
      case '?': out += "%3F"; break;
      case '#': out += "%23"; break;
      default: out += c;
    }
  }
  return out;
}

// Text of several lines.
std::string as_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!base::is_control(c) || c == '\n') out += c;
  }
  return out;
}

void add_x(icalcomponent* to, const char* name, const std::string& value) {
  icalproperty* property = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(property, name);
  icalcomponent_add_property(to, property);
}

// A time of the event: in UTC, or on the clocks of its zone.
icaltimetype time_of(const CalendarEvent& event, base::WallTime at) {
  return event.zone ? to_ical(event.zone->rules->local_time(at)) : in_utc(at);
}

void add_time(icalcomponent* to, const CalendarEvent& event, icalproperty* property) {
  if (event.zone)
    icalproperty_add_parameter(property, icalparameter_new_tzid(event.zone->name.c_str()));
  icalcomponent_add_property(to, property);
}

icalparameter_partstat partstat_of(InviteStatus status) noexcept {
  switch (status) {
    case InviteStatus::accepted: return ICAL_PARTSTAT_ACCEPTED;
    case InviteStatus::declined: return ICAL_PARTSTAT_DECLINED;
    case InviteStatus::tentative: return ICAL_PARTSTAT_TENTATIVE;
    case InviteStatus::pending:
    case InviteStatus::revoked: break;
  }
  return ICAL_PARTSTAT_NEEDSACTION;
}

void add_name(icalproperty* to, const CalendarPerson& person) {
  if (const std::string name = as_name(person.name); !name.empty())
    icalproperty_add_parameter(to, icalparameter_new_cn(name.c_str()));
}

void add_people(icalcomponent* to, const CalendarEvent& event) {
  if (event.organizer) {
    icalproperty* organizer =
        icalproperty_new_organizer(as_mailto(event.organizer->address).c_str());
    add_name(organizer, *event.organizer);
    icalcomponent_add_property(to, organizer);
  }
  for (const CalendarGuest& guest : event.guests) {
    icalproperty* attendee = icalproperty_new_attendee(as_mailto(guest.person.address).c_str());
    icalproperty_add_parameter(attendee, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
    icalproperty_add_parameter(attendee, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
    icalproperty_add_parameter(attendee, icalparameter_new_partstat(partstat_of(guest.status)));
    icalproperty_add_parameter(attendee, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
    add_name(attendee, guest.person);
    icalcomponent_add_property(to, attendee);
  }
}

void add_dates(icalcomponent* to, const CalendarEvent& event) {
  add_time(to, event, icalproperty_new_dtstart(time_of(event, event.starts_at)));
  add_time(to, event, icalproperty_new_dtend(time_of(event, event.ends_at)));
  if (event.recurrence_id)
    add_time(to, event, icalproperty_new_recurrenceid(time_of(event, *event.recurrence_id)));
  if (!event.rule.empty()) {
    icalcomponent_add_property(
        to, icalproperty_new_rrule(icalrecurrencetype_from_string(event.rule.c_str())));
  }
  for (const base::WallTime at : event.exceptions)
    add_time(to, event, icalproperty_new_exdate(time_of(event, at)));
}

// RFC 7986 section 5.11; and the link where every program shows it.
void add_link(icalcomponent* to, const CalendarEvent& event) {
  const std::string url = as_uri(event.url);
  if (url.empty()) return;
  icalcomponent_add_property(to, icalproperty_new_location(url.c_str()));
  icalcomponent_add_property(to, icalproperty_new_url(url.c_str()));
  icalproperty* conference = icalproperty_new_conference(url.c_str());
  icalproperty_add_parameter(conference, icalparameter_new_value(ICAL_VALUE_URI));
  icalproperty_add_parameter(conference, icalparameter_new_feature(ICAL_FEATURE_VIDEO));
  icalcomponent_add_property(to, conference);
}

void add_alarm(icalcomponent* to, const CalendarEvent& event) {
  if (!event.alarm) return;
  icalcomponent* alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
  icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
  icalcomponent_add_property(alarm, icalproperty_new_description(as_text(event.title).c_str()));
  icaltriggertype trigger = icaltriggertype_from_int(
      -static_cast<int>(std::chrono::duration_cast<seconds>(*event.alarm).count()));
  icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
  icalcomponent_add_component(to, alarm);
}

// RFC 5546 section 3.2.5: a cancellation that only takes a guest off has no STATUS.
void add_status(icalcomponent* to, const CalendarEvent& event, CalendarMethod method) {
  if (event.cancelled)
    icalcomponent_add_property(to, icalproperty_new_status(ICAL_STATUS_CANCELLED));
  else if (method != CalendarMethod::cancel)
    icalcomponent_add_property(to, icalproperty_new_status(ICAL_STATUS_CONFIRMED));
}

icalcomponent* make_event(const CalendarEvent& event, CalendarMethod method) {
  icalcomponent* out = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  icalcomponent_add_property(out, icalproperty_new_uid(as_text(event.uid).c_str()));
  icalcomponent_add_property(out, icalproperty_new_dtstamp(in_utc(event.stamp)));
  icalcomponent_add_property(out, icalproperty_new_created(in_utc(event.created)));
  icalcomponent_add_property(out, icalproperty_new_sequence(static_cast<int>(event.sequence)));
  add_dates(out, event);
  icalcomponent_add_property(out, icalproperty_new_summary(as_text(event.title).c_str()));
  if (!event.description.empty())
    icalcomponent_add_property(out,
                               icalproperty_new_description(as_text(event.description).c_str()));
  if (!event.comment.empty())
    icalcomponent_add_property(out, icalproperty_new_comment(as_text(event.comment).c_str()));
  if (!event.cancelled) add_link(out, event);
  add_status(out, event, method);
  icalcomponent_add_property(out, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
  add_people(out, event);
  if (method != CalendarMethod::cancel && !event.cancelled) add_alarm(out, event);
  return out;
}

icalcomponent* make_observance(seconds from, seconds to, LocalTime start, const std::string& rule) {
  icalcomponent* out =
      icalcomponent_new(to > from ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);
  icalcomponent_add_property(out, icalproperty_new_dtstart(to_ical(start)));
  icalcomponent_add_property(out, icalproperty_new_tzoffsetfrom(static_cast<int>(from.count())));
  icalcomponent_add_property(out, icalproperty_new_tzoffsetto(static_cast<int>(to.count())));
  if (!rule.empty())
    icalcomponent_add_property(
        out, icalproperty_new_rrule(icalrecurrencetype_from_string(rule.c_str())));
  return out;
}

std::string rule_of(const YearlyShift& shift) {
  Recurrence rule;
  rule.frequency = Frequency::yearly;
  rule.by_month = static_cast<unsigned>(shift.month);
  rule.by_day = {shift.day};
  return print_recurrence(rule);
}

icalcomponent* make_zone(const std::string& name, const ZoneRules& rules) {
  constexpr std::chrono::year kFirst{1970};
  icalcomponent* out = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
  icalcomponent_add_property(out, icalproperty_new_tzid(name.c_str()));
  for (const YearlyShift& shift : rules.yearly)
    icalcomponent_add_component(
        out, make_observance(shift.from, shift.to, shift.in(kFirst), rule_of(shift)));
  if (rules.yearly.empty()) {
    const LocalTime start{std::chrono::local_days{kFirst / std::chrono::January / 1}};
    icalcomponent_add_component(out, make_observance(rules.first, rules.first, start, {}));
  }
  for (const ZoneShift& shift : rules.shifts)
    icalcomponent_add_component(out, make_observance(shift.from, shift.to, shift.local(), {}));
  return out;
}

// Each zone of the events once, with the years that it is needed for.
void add_zones(icalcomponent* to, const std::vector<CalendarEvent>& events) {
  struct Need {
    std::shared_ptr<const TimeZone> rules;
    base::WallTime from, to;
  };
  std::map<std::string, Need> needed;
  for (const CalendarEvent& event : events) {
    if (!event.zone) continue;
    const base::WallTime last = std::max(event.ends_at, event.stamp) + kZoneAfter;
    Need& need =
        needed.try_emplace(event.zone->name, Need{event.zone->rules, event.starts_at, last})
            .first->second;
    need.from = std::min(need.from, event.starts_at);
    need.to = std::max(need.to, last);
  }
  for (const auto& [name, need] : needed)
    icalcomponent_add_component(to, make_zone(name, zone_rules(*need.rules, need.from, need.to)));
}

icalproperty_method method_of(CalendarMethod method) noexcept {
  switch (method) {
    case CalendarMethod::publish: return ICAL_METHOD_PUBLISH;
    case CalendarMethod::request: return ICAL_METHOD_REQUEST;
    case CalendarMethod::cancel: break;
  }
  return ICAL_METHOD_CANCEL;
}

// How often a program may ask again (RFC 7986 section 5.7).
void add_feed_words(icalcomponent* to, const Calendar& calendar) {
  if (calendar.method != CalendarMethod::publish) return;
  icalcomponent_add_property(to, icalproperty_new_name(as_text(calendar.name).c_str()));
  add_x(to, "X-WR-CALNAME", as_text(calendar.name));
  icalproperty* interval = icalproperty_new_refreshinterval(icaldurationtype_from_int(3600));
  icalproperty_add_parameter(interval, icalparameter_new_value(ICAL_VALUE_DURATION));
  icalcomponent_add_property(to, interval);
  add_x(to, "X-PUBLISHED-TTL", "PT1H");
}

}  // namespace

std::string_view to_string(CalendarMethod method) noexcept {
  switch (method) {
    case CalendarMethod::publish: return "PUBLISH";
    case CalendarMethod::request: return "REQUEST";
    case CalendarMethod::cancel: break;
  }
  return "CANCEL";
}

std::string print_calendar(const Calendar& calendar) {
  const Component out{icalcomponent_new(ICAL_VCALENDAR_COMPONENT)};
  const std::string product = "-//Lectern//lecternd " + std::string{base::kVersion} + "//EN";
  icalcomponent_add_property(out.get(), icalproperty_new_prodid(product.c_str()));
  icalcomponent_add_property(out.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(out.get(), icalproperty_new_calscale("GREGORIAN"));
  icalcomponent_add_property(out.get(), icalproperty_new_method(method_of(calendar.method)));
  add_feed_words(out.get(), calendar);
  add_zones(out.get(), calendar.events);
  for (const CalendarEvent& event : calendar.events)
    icalcomponent_add_component(out.get(), make_event(event, calendar.method));
  char* const text = icalcomponent_as_ical_string_r(out.get());
  std::string printed = text == nullptr ? std::string{} : std::string{text};
  icalmemory_free_buffer(text);
  return printed;
}

}  // namespace meetings
