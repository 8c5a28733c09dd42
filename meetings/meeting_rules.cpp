// SPDX-License-Identifier: MIT
#include "meetings/meeting_rules.hpp"

#include "base/unicode.hpp"
#include "meetings/reminders.hpp"
#include "meetings/series_rules.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestTitle = 120;
constexpr std::size_t kLongestPassword = 128;
constexpr std::int64_t kFewestParticipants = 2;
constexpr std::int64_t kShortestMinutes = 5;
constexpr std::int64_t kLongestMinutes = 24 * 60;
constexpr std::size_t kLongestZone = 64;
// Accepts "now" from a clock that is a little wrong, but not a wrong year.
constexpr std::chrono::minutes kPast{5};
constexpr std::chrono::hours kFuture{24 * 366 * 5};

Outcome<void> check_time(MeetingType type, const std::optional<base::WallTime>& time,
                         base::WallTime now) {
  if (type == MeetingType::scheduled && !time)
    return refuse_field("scheduled_at", "A scheduled meeting needs its time.");
  if (type == MeetingType::instant && time) {
    return refuse_field("scheduled_at",
                        "An instant meeting has no time; set the type to scheduled.");
  }
  if (time && (*time < now - kPast || *time > now + kFuture))
    return refuse_field("scheduled_at", "The time must be in the future, within five years.");
  return {};
}

Outcome<void> check_duration(const std::optional<std::int64_t>& minutes) {
  if (minutes && (*minutes < kShortestMinutes || *minutes > kLongestMinutes))
    return refuse_field("duration_minutes", "duration_minutes takes 5 to 1440.");
  return {};
}

Outcome<void> check_timezone(const std::optional<std::string>& zone, const MeetingsConfig& config) {
  if (zone && (zone->empty() || zone->size() > kLongestZone || !config.is_timezone ||
               !config.is_timezone(*zone)))
    return refuse_field("timezone", "This is no time zone's name, such as Europe/Berlin.");
  return {};
}

Outcome<void> check_new_password(const std::optional<std::string>& password) {
  if (!password) return {};
  TRY(check_password("password", *password, 1, kLongestPassword));
  if (!base::shows_something(*password))
    return refuse_field("password", "password holds only blanks.");
  return {};
}

Outcome<unsigned> check_most(std::int64_t most, const MeetingsConfig& config) {
  if (most < kFewestParticipants || most > config.most_participants) {
    return refuse_field("max_participants", "max_participants takes 2 to " +
                                                std::to_string(config.most_participants) + ".");
  }
  return static_cast<unsigned>(most);
}

// The rule that the series shall have from now on; absent: its times stay as they are.
Outcome<std::optional<std::string>> new_rule(const Meeting& before, const Meeting& after,
                                             const std::optional<std::string>& wanted,
                                             const MeetingsConfig& config) {
  if (!before.series) return wanted;
  const auto zone = config.find_timezone ? config.find_timezone(*before.timezone) : nullptr;
  if (!zone) return refuse_field("timezone", "This server has no rules of this time zone.");
  if (wanted) {
    TRY(const auto rule, parse_recurrence(*wanted));
    if (print_recurrence(with_fixed_end(rule, *zone)) != before.series->rule) return wanted;
  }
  if (before.scheduled_at == after.scheduled_at && before.timezone == after.timezone)
    return std::optional<std::string>{};
  TRY(const auto rule, parse_recurrence(before.series->rule));
  return std::optional{movable_rule(rule, *zone)};
}

// The times of a series that has begun stay: its attendance names them.
Outcome<void> check_not_begun(const Meeting& before, base::WallTime now) {
  if (!before.scheduled_at || *before.scheduled_at > now) return {};
  return refuse_field(before.series ? "scope" : "recurrence",
                      "The first date has begun. Change the times from a later occurrence on "
                      "(scope=following).");
}

Outcome<void> change_series(const Meeting& before, Meeting& meeting, const MeetingChange& fields,
                            const MeetingsConfig& config, base::WallTime now) {
  const bool starts = fields.recurrence && fields.recurrence->has_value();
  const bool stops = before.series && fields.recurrence && !starts;
  if (!before.series && !starts) return {};
  if (stops) {
    TRY(check_not_begun(before, now));
    meeting.series.reset();
    return {};
  }
  if (!meeting.duration_minutes)
    return refuse_field("duration_minutes", "A series needs its duration.");
  TRY(const auto rule, new_rule(before, meeting, fields.recurrence.value_or(std::nullopt), config));
  if (!rule) return {};
  TRY(check_not_begun(before, now));
  return plan_series(meeting, *rule, config.find_timezone);
}

std::optional<unsigned> as_minutes(const std::optional<std::int64_t>& minutes) {
  return minutes ? std::optional{static_cast<unsigned>(*minutes)} : std::nullopt;
}

}  // namespace

MeetingSettings default_settings(MeetingType type) noexcept {
  MeetingSettings settings;
  if (type != MeetingType::lecture) return settings;
  settings.share = AllowedTo::hosts;
  settings.unmute = AllowedTo::hosts;
  settings.whiteboard = AllowedTo::hosts;
  return settings;
}

Outcome<Meeting> check_new_meeting(const NewMeeting& fields, const MeetingsConfig& config,
                                   base::WallTime now) {
  TRY(auto title, check_line("title", fields.title, 1, kLongestTitle));
  TRY(check_new_password(fields.password));
  Meeting meeting;
  TRY(meeting.max_participants,
      check_most(fields.max_participants.value_or(config.default_participants), config));
  TRY(check_time(fields.type, fields.scheduled_at, now));
  TRY(check_duration(fields.duration_minutes));
  TRY(check_timezone(fields.timezone, config));
  meeting.title = std::move(title);
  meeting.type = fields.type;
  meeting.access = fields.access;
  meeting.waiting_room = fields.waiting_room;
  meeting.host_leaves = fields.host_leaves;
  if (fields.reminders) { TRY(meeting.reminders, check_reminders(*fields.reminders)); }
  meeting.settings = changed(default_settings(fields.type), fields.settings);
  meeting.has_password = fields.password.has_value();
  meeting.scheduled_at = fields.scheduled_at;
  meeting.duration_minutes = as_minutes(fields.duration_minutes);
  meeting.timezone = fields.timezone;
  meeting.created_at = now;
  if (fields.recurrence) TRY(plan_series(meeting, *fields.recurrence, config.find_timezone));
  return meeting;
}

Outcome<Meeting> check_change(const Meeting& before, const MeetingChange& fields,
                              const MeetingsConfig& config, base::WallTime now) {
  Meeting meeting = before;
  if (fields.title) { TRY(meeting.title, check_line("title", *fields.title, 1, kLongestTitle)); }
  meeting.access = fields.access.value_or(before.access);
  meeting.host_leaves = fields.host_leaves.value_or(before.host_leaves);
  meeting.settings = changed(before.settings, fields.settings);
  if (fields.reminders) {
    meeting.reminders.reset();
    if (*fields.reminders) { TRY(meeting.reminders, check_reminders(**fields.reminders)); }
  }
  meeting.waiting_room = fields.waiting_room.value_or(before.waiting_room);
  meeting.locked = fields.locked.value_or(before.locked);
  if (fields.password) {
    TRY(check_new_password(*fields.password));
    meeting.has_password = fields.password->has_value();
  }
  if (fields.max_participants) {
    TRY(meeting.max_participants, check_most(*fields.max_participants, config));
  }
  // A time that stays may be over by now.
  if (fields.scheduled_at && fields.scheduled_at != before.scheduled_at) {
    TRY(check_time(before.type, fields.scheduled_at, now));
    meeting.scheduled_at = fields.scheduled_at;
  }
  if (fields.duration_minutes) {
    TRY(check_duration(*fields.duration_minutes));
    meeting.duration_minutes = as_minutes(*fields.duration_minutes);
  }
  if (fields.timezone) {
    TRY(check_timezone(*fields.timezone, config));
    meeting.timezone = *fields.timezone;
  }
  TRY(change_series(before, meeting, fields, config, now));
  return meeting;
}

}  // namespace meetings
