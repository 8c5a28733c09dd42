// SPDX-License-Identifier: MIT
// Changing and cancelling occurrences of a series.
#include <algorithm>

#include "meetings/google_calendars.hpp"
#include "meetings/invitations.hpp"
#include "meetings/meeting_notices.hpp"
#include "meetings/meeting_rules.hpp"
#include "meetings/series.hpp"
#include "meetings/series_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

Outcome<void> check_not_begun(const Occurrence& occurrence, base::WallTime now) {
  if (occurrence.starts_at > now) return {};
  return refuse_field("occurrence", "This occurrence has begun.");
}

// Only these fields may differ in one occurrence.
Outcome<void> check_own_fields(const MeetingChange& fields) {
  const auto refuse_other = [](std::string name) {
    return refuse_field(std::move(name),
                        "This field belongs to all occurrences; change it with scope=all.");
  };
  if (fields.access) return refuse_other("access");
  if (fields.locked) return refuse_other("locked");
  if (fields.waiting_room) return refuse_other("waiting_room");
  if (fields.host_leaves) return refuse_other("host_leaves");
  if (fields.reminders) return refuse_other("reminders");
  if (fields.settings != SettingsChange{}) return refuse_other("settings");
  if (fields.password) return refuse_other("password");
  if (fields.max_participants) return refuse_other("max_participants");
  if (fields.timezone) return refuse_other("timezone");
  if (fields.recurrence) return refuse_other("recurrence");
  return {};
}

void note_act(UnitOfWork& work, const Services& services, const Claims& claims,
              const MeetingId& meeting, AuditKind kind, std::string detail) {
  note(work, services,
       {.kind = kind, .actor = actor_of(claims), .meeting = meeting, .detail = std::move(detail)});
}

bool is_plain(const OccurrenceChange& change) noexcept {
  return !change.starts_at && !change.duration_minutes && !change.title && !change.cancelled;
}

}  // namespace

Outcome<Series::Target> Series::find(UnitOfWork& work, const Claims& claims,
                                     std::string_view id_or_code, base::WallTime occurrence,
                                     const KnownVersions& known, const base::IpAddress& client,
                                     Act act) {
  TRY(const auto place, find_place(s_, work, claims, id_or_code, client, act));
  TRY(check_changeable(place.meeting, known));
  if (!place.meeting.series)
    return refuse_field("scope", "This meeting is no series, so it has no occurrences.");
  TRY(auto stored, find_known_meeting(work, place.meeting.id.value()));
  TRY(auto dates, dates_of(work, place.meeting, config_.find_timezone));
  TRY(auto one, find_occurrence(dates, occurrence));
  return Target{std::move(stored), std::move(dates), std::move(one)};
}

Outcome<MeetingView> Series::change_one(const Claims& claims, std::string_view id_or_code,
                                        base::WallTime occurrence, const MeetingChange& fields,
                                        const KnownVersions& known, const base::IpAddress& client) {
  const base::WallTime now = s_.clock.wall_now();
  const auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        TRY(auto target, find(work, claims, id_or_code, occurrence, known, client, Act::change));
        TRY(check_own_fields(fields));
        if (target.occurrence.cancelled)
          return refuse(RefusalCode::ended, "This occurrence is cancelled.");
        Meeting one = target.stored.meeting;
        one.series.reset();
        one.scheduled_at = target.occurrence.starts_at;
        TRY(const Meeting checked, check_change(one, fields, config_, now));
        const std::string name = print_local_time(target.occurrence.name.local);
        const auto changes = work.series().changes(one.id);
        const auto old =
            std::find_if(changes.begin(), changes.end(),
                         [&](const OccurrenceChange& c) { return c.occurrence == name; });
        if (old == changes.end() && changes.size() >= kMostChanges)
          return refuse(RefusalCode::too_many,
                        "Too many occurrences of this series differ already.");
        OccurrenceChange change = old == changes.end() ? OccurrenceChange{name} : *old;
        if (fields.title) change.title = checked.title;
        if (fields.duration_minutes) change.duration_minutes = checked.duration_minutes;
        if (fields.duration_minutes && !*fields.duration_minutes) change.duration_minutes.reset();
        if (fields.scheduled_at && *fields.scheduled_at != target.occurrence.starts_at) {
          TRY(check_not_begun(target.occurrence, now));
          TRY(const LocalTime local, check_local_start(*fields.scheduled_at, target.dates.zone()));
          change.starts_at = print_local_time(local);
          if (local == target.occurrence.name.local) change.starts_at.reset();
        }
        if (old == changes.end() ? is_plain(change) : *old == change) return {};
        note_act(work, s_, claims, one.id, AuditKind::meeting_updated, "one date");
        if (is_plain(change)) {
          work.series().remove(one.id, name);
        } else {
          work.series().put(one.id, change);
        }
        return note_change(work, announced, std::move(target), claims, now);
      });
  if (!done) return base::failure(done.error());
  return details(claims, id_or_code, occurrence, client);
}

Outcome<void> Series::note_change(UnitOfWork& work, Announcements& announced, Target target,
                                  const Claims& claims, base::WallTime now,
                                  const std::string& message) const {
  Meeting& meeting = target.stored.meeting;
  work.meetings().update(target.stored);
  ++meeting.version;
  TRY(const auto dates, dates_of(work, meeting, config_.find_timezone));
  const auto date = dates.find(target.occurrence.name.at);
  if (!date || date->ends_at <= now) return {};
  tell_invited_of_date(work, meeting, *date, now, message);
  if (date->cancelled || date->starts_at != target.occurrence.starts_at) {
    tell_concerned(work, announced,
                   date->cancelled ? NoticeKind::meeting_cancelled : NoticeKind::meeting_moved,
                   {meeting, date->title, date->starts_at, message}, claims.user_id, now);
  }
  return {};
}

// The meeting that continues the series, still without its code.
Outcome<StoredMeeting> Series::next_part(const Target& target, const MeetingChange& fields,
                                         base::WallTime now) const {
  Meeting next = target.stored.meeting;
  next.scheduled_at = target.occurrence.name.at;
  next.created_at = now;
  next.version = 1;
  next.series->rule = split_rules(target.dates, target.occurrence).from;
  next.series->start = print_local_time(target.occurrence.name.local);
  next.series->closed.clear();
  TRY(next, check_change(next, fields, config_, now));
  if (!next.series)
    return refuse_field("recurrence", "The occurrences from one on are a series, too.");
  return StoredMeeting{std::move(next), target.stored.password_hash};
}

Outcome<void> Series::split(UnitOfWork& work, Target target, StoredMeeting& next,
                            bool keeps_times) {
  StoredMeeting& before = target.stored;
  next.meeting.id = MeetingId{s_.random.uuid()};
  TRY(insert_with_code(work, next, s_.random));
  tell_webhooks(work, s_, WebhookEvent::meeting_created, webhook_view(next.meeting));
  before.meeting.series->rule = split_rules(target.dates, target.occurrence).before;
  work.meetings().update(before);
  ++before.meeting.version;
  work.series().split(before.meeting.id, next.meeting.id,
                      print_local_time(target.occurrence.name.local));
  if (!keeps_times) work.series().remove_from(next.meeting.id, {});
  tell_google(work, s_, next.meeting.id);
  const base::WallTime now = s_.clock.wall_now();
  tell_invited(work, before.meeting, "update", now);
  tell_invited(work, next.meeting, "invite", now);
  return {};
}

Outcome<MeetingView> Series::change_following(const Claims& claims, std::string_view id_or_code,
                                              base::WallTime occurrence,
                                              const MeetingChange& fields,
                                              const KnownVersions& known,
                                              const base::IpAddress& client,
                                              const PasswordHasher* hasher) {
  const base::WallTime now = s_.clock.wall_now();
  bool whole = false;
  // Everything is asked before the slow hash, and again with the change.
  const auto check = [&](UnitOfWork& work) -> Outcome<Target> {
    TRY(auto target, find(work, claims, id_or_code, occurrence, known, client, Act::change));
    whole = target.is_first();
    if (whole) return target;
    TRY(check_not_begun(target.occurrence, now));
    if (target.occurrence.name.at <= now)
      return refuse_field("occurrence", "The original start of this occurrence has passed.");
    TRY(next_part(target, fields, now));
    return target;
  };
  TRY(const auto first, read(s_.store, check));
  if (whole) return meetings_.change(claims, id_or_code, fields, known, client, hasher);
  std::optional<std::string> hash;
  if (fields.password) {
    hash.emplace();
    if (*fields.password) { TRY(hash, meetings_.hash_password(**fields.password, client, hasher)); }
  }
  TRY(const auto id, write(s_.store, [&](UnitOfWork& work) -> Outcome<MeetingId> {
        TRY(auto target, check(work));
        if (whole)
          return refuse(RefusalCode::changed, "Somebody else has changed this meeting meanwhile.");
        TRY(auto next, next_part(target, fields, now));
        if (hash) next.password_hash = *hash;
        const bool keeps_times =
            next.meeting.series->start == print_local_time(target.occurrence.name.local) &&
            next.meeting.series->rule == split_rules(target.dates, target.occurrence).from;
        note_act(work, s_, claims, target.stored.meeting.id, AuditKind::meeting_updated,
                 "dates from one on");
        TRY(split(work, std::move(target), next, keeps_times));
        return next.meeting.id;
      }));
  return meetings_.details(id.value(), claims, client);
}

Outcome<void> Series::cancel_one(const Claims& claims, std::string_view id_or_code,
                                 base::WallTime occurrence, const KnownVersions& known,
                                 const base::IpAddress& client,
                                 const std::optional<std::string>& message) {
  TRY(const std::string text, check_farewell(message));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(auto target, find(work, claims, id_or_code, occurrence, known, client, Act::cancel));
    if (target.occurrence.cancelled) return {};
    TRY(check_not_begun(target.occurrence, s_.clock.wall_now()));
    const MeetingId& id = target.stored.meeting.id;
    if (!target.occurrence.changed && work.series().changes(id).size() >= kMostChanges)
      return refuse(RefusalCode::too_many, "Too many occurrences of this series differ already.");
    OccurrenceChange change{print_local_time(target.occurrence.name.local)};
    change.cancelled = true;
    work.series().put(id, change);
    note_act(work, s_, claims, id, AuditKind::meeting_cancelled, "one date");
    return note_change(work, announced, std::move(target), claims, s_.clock.wall_now(), text);
  });
}

Outcome<void> Series::cancel_following(const Claims& claims, std::string_view id_or_code,
                                       base::WallTime occurrence, const KnownVersions& known,
                                       const base::IpAddress& client,
                                       const std::optional<std::string>& message) {
  TRY(const std::string text, check_farewell(message));
  bool whole = false;
  const auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        const base::WallTime now = s_.clock.wall_now();
        TRY(auto target, find(work, claims, id_or_code, occurrence, known, client, Act::cancel));
        whole = target.is_first();
        if (whole) return {};
        const Occurrence& first = target.occurrence;
        TRY(check_not_begun(first, now));
        StoredMeeting& stored = target.stored;
        stored.meeting.series->rule = split_rules(target.dates, first).before;
        work.meetings().update(stored);
        ++stored.meeting.version;
        note_act(work, s_, claims, stored.meeting.id, AuditKind::meeting_cancelled,
                 "dates from one on");
        work.series().remove_from(stored.meeting.id, print_local_time(first.name.local));
        tell_invited(work, stored.meeting, "update", now, text);
        tell_concerned(work, announced, NoticeKind::meeting_cancelled,
                       {stored.meeting, first.title, first.starts_at, text}, claims.user_id, now);
        return {};
      });
  return done && whole ? meetings_.cancel(claims, id_or_code, known, client, message) : done;
}

}  // namespace meetings
