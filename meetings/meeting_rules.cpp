// SPDX-License-Identifier: MIT
#include "meetings/meeting_rules.hpp"

#include "base/unicode.hpp"
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

Outcome<void> check_supported(const NewMeeting& fields) {
  if (fields.type == MeetingType::lecture)
    return refuse_unsupported("type", "Lectures are not supported yet.");
  if (fields.access != MeetingAccess::public_) {
    return refuse_unsupported("access", "Only public meetings are supported yet.");
  }
  if (fields.waiting_room)
    return refuse_unsupported("waiting_room", "Waiting rooms are not supported yet.");
  if (fields.has_recurrence)
    return refuse_unsupported("recurrence", "Recurring meetings are not supported yet.");
  if (fields.has_invitees)
    return refuse_unsupported("invitees", "Invitations are not supported yet.");
  return {};
}

Outcome<void> check_time(const NewMeeting& fields, const MeetingsConfig& config,
                         base::WallTime now) {
  if (fields.type == MeetingType::scheduled && !fields.scheduled_at) {
    return refuse_field("scheduled_at", "A scheduled meeting needs its time.");
  }
  if (fields.type != MeetingType::scheduled && fields.scheduled_at) {
    return refuse_field("scheduled_at",
                        "Only a scheduled meeting has a time; set the type to scheduled.");
  }
  if (fields.scheduled_at &&
      (*fields.scheduled_at < now - kPast || *fields.scheduled_at > now + kFuture)) {
    return refuse_field("scheduled_at", "The time must be in the future, within five years.");
  }
  if (fields.duration_minutes &&
      (*fields.duration_minutes < kShortestMinutes || *fields.duration_minutes > kLongestMinutes)) {
    return refuse_field("duration_minutes", "duration_minutes takes 5 to 1440.");
  }
  if (fields.timezone && (fields.timezone->empty() || fields.timezone->size() > kLongestZone ||
                          !config.is_timezone || !config.is_timezone(*fields.timezone))) {
    return refuse_field("timezone", "This is no time zone's name, such as Europe/Berlin.");
  }
  return {};
}

}  // namespace

Outcome<Meeting> check_new_meeting(const NewMeeting& fields, const MeetingsConfig& config,
                                   base::WallTime now) {
  TRY(auto title, check_line("title", fields.title, 1, kLongestTitle));
  TRY(check_supported(fields));
  if (fields.password) {
    TRY(check_password("password", *fields.password, 1, kLongestPassword));
    if (!base::shows_something(*fields.password))
      return refuse_field("password", "password holds only blanks.");
  }
  const std::int64_t most = fields.max_participants.value_or(config.default_participants);
  if (most < kFewestParticipants || most > config.most_participants) {
    return refuse_field("max_participants", "max_participants takes 2 to " +
                                                std::to_string(config.most_participants) + ".");
  }
  TRY(check_time(fields, config, now));
  Meeting meeting;
  meeting.title = std::move(title);
  meeting.type = fields.type;
  meeting.access = fields.access;
  meeting.has_password = fields.password.has_value();
  meeting.max_participants = static_cast<unsigned>(most);
  meeting.scheduled_at = fields.scheduled_at;
  if (fields.duration_minutes)
    meeting.duration_minutes = static_cast<unsigned>(*fields.duration_minutes);
  meeting.timezone = fields.timezone;
  meeting.created_at = now;
  return meeting;
}

}  // namespace meetings
