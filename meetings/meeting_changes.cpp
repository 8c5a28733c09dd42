// SPDX-License-Identifier: MIT
// Changing and cancelling a meeting.
#include <algorithm>

#include "meetings/announcements.hpp"
#include "meetings/invitations.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meeting_notices.hpp"
#include "meetings/meeting_rules.hpp"
#include "meetings/meetings.hpp"
#include "meetings/relations.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

// RFC 9110 section 13.1.1: the caller may only change the state that the caller knows.
Outcome<void> check_version(const Meeting& meeting, const KnownVersions& known) {
  if (!known || std::find(known->begin(), known->end(), meeting.version) != known->end()) return {};
  return refuse(RefusalCode::changed,
                "Somebody else has changed this meeting. Read it again before you change it.");
}

// Whether a calendar would show something else.
bool is_news(const Meeting& before, const Meeting& after) noexcept {
  return before.title != after.title || before.scheduled_at != after.scheduled_at ||
         before.duration_minutes != after.duration_minutes || before.timezone != after.timezone ||
         before.series != after.series;
}

bool is_moved(const Meeting& before, const Meeting& after) noexcept {
  return before.scheduled_at != after.scheduled_at || before.series != after.series;
}

// "locked=1 title": the values of switches, the names of the other fields.
std::string names_of(const MeetingChange& fields) {
  std::string out;
  const auto add = [&](std::string_view name) {
    if (!out.empty()) out += ' ';
    out += name;
  };
  if (fields.locked) add(*fields.locked ? "locked=1" : "locked=0");
  if (fields.waiting_room) add(*fields.waiting_room ? "waiting_room=1" : "waiting_room=0");
  if (fields.access) add("access=" + std::string{to_string(*fields.access)});
  for (std::size_t i = 0; i < kSettings.size(); ++i) {
    if (const auto& whom = fields.settings[i])
      add(std::string{kSettings[i].name} + '=' + std::string{to_string(*whom)});
  }
  if (fields.title) add("title");
  if (fields.host_leaves) add("host_leaves");
  if (fields.reminders) add("reminders");
  if (fields.password) add("password");
  if (fields.max_participants) add("max_participants");
  if (fields.scheduled_at) add("scheduled_at");
  if (fields.duration_minutes) add("duration_minutes");
  if (fields.timezone) add("timezone");
  if (fields.recurrence) add("recurrence");
  return out;
}

// The event for the people in the room, if they see something else now.
std::optional<MeetingChanged> news_for_room(const Meeting& before, const Meeting& after,
                                            const UserId& by) {
  if (before.title == after.title && before.locked == after.locked &&
      before.waiting_room == after.waiting_room && before.settings == after.settings)
    return std::nullopt;
  return MeetingChanged{after.id,           after.version,  after.title, after.locked,
                        after.waiting_room, after.settings, by};
}

}  // namespace

Outcome<std::string> check_farewell(const std::optional<std::string>& message) {
  return check_text("message", message.value_or(std::string{}), kLongestFarewell);
}

Outcome<void> check_changeable(const Meeting& meeting, const KnownVersions& known) {
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  return check_version(meeting, known);
}

Outcome<MeetingView> Meetings::change(const Claims& claims, std::string_view id_or_code,
                                      const MeetingChange& fields, const KnownVersions& known,
                                      const base::IpAddress& client, const PasswordHasher* hasher) {
  const base::WallTime now = s_.clock.wall_now();
  // Everything is asked before the slow hash, and again with the change.
  const auto check = [&](UnitOfWork& work) -> Outcome<StoredMeeting> {
    TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::change));
    TRY(check_changeable(place.meeting, known));
    TRY(auto stored, find_known_meeting(work, place.meeting.id.value()));
    TRY(stored.meeting, check_change(place.meeting, fields, config_, now));
    return stored;
  };
  TRY(const auto first, read(s_.store, check));
  const bool sets_password = fields.password && fields.password->has_value();
  std::string hash;
  if (sets_password) { TRY(hash, hash_password(**fields.password, client, hasher)); }
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<MeetingView> {
        TRY(auto changed, check(work));
        TRY(const auto before, find_known_meeting(work, changed.meeting.id.value()));
        const auto role = relation_of(work, before.meeting, claims.user_id, now).role();
        if (fields.password) changed.password_hash = hash;
        if (changed.meeting == before.meeting && changed.password_hash == before.password_hash)
          return full_view(work, before.meeting, role);
        work.meetings().update(changed);
        note(work, s_,
             {.kind = AuditKind::meeting_updated,
              .actor = actor_of(claims),
              .meeting = changed.meeting.id,
              .detail = names_of(fields)});
        ++changed.meeting.version;
        if (auto news = news_for_room(before.meeting, changed.meeting, claims.user_id))
          announced.put(work, std::move(*news));
        // Other times are other occurrences: what differed in the old ones means nothing any more.
        if (changed.meeting.series != before.meeting.series)
          work.series().remove_from(changed.meeting.id, {});
        if (is_news(before.meeting, changed.meeting))
          tell_invited(work, changed.meeting, "update", now);
        if (is_moved(before.meeting, changed.meeting)) {
          tell_concerned(work, announced, NoticeKind::meeting_moved,
                         {changed.meeting, changed.meeting.title, changed.meeting.scheduled_at},
                         claims.user_id, now);
        }
        return full_view(work, std::move(changed.meeting), role);
      });
}

Outcome<void> Meetings::cancel(const Claims& claims, std::string_view id_or_code,
                               const KnownVersions& known, const base::IpAddress& client,
                               const std::optional<std::string>& message) {
  TRY(require_person(claims));
  TRY(const std::string text, check_farewell(message));
  return end_if(
      id_or_code, Ending::cancelled, actor_of(claims), client,
      [&](UnitOfWork& work, const FoundMeeting& found) -> Outcome<void> {
        TRY(find_account(work, claims, s_.clock.wall_now()));
        TRY(require(found.relation.role(), Act::cancel));
        const Meeting& meeting = found.stored.meeting;
        if (meeting.cancelled) return {};
        return check_changeable(meeting, known);
      },
      text);
}

void Meetings::tell_cancelled(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                              const Actor& by, const std::string& message,
                              base::WallTime now) const {
  tell_invited(work, meeting, "cancel", now, message);
  tell_concerned(work, announced, NoticeKind::meeting_cancelled,
                 {meeting, meeting.title, meeting.scheduled_at, message}, by.user, now);
}

}  // namespace meetings
