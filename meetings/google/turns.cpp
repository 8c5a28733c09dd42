// SPDX-License-Identifier: MIT
#include "meetings/google/turns.hpp"

#include "meetings/announcements.hpp"
#include "meetings/calendar_events.hpp"
#include "meetings/openings.hpp"
#include "meetings/permissions.hpp"
#include "meetings/relations.hpp"

namespace meetings::google {
namespace {

// The date as the rule has it, or as it differs; nullopt for one that does not take place.
std::optional<CalendarEvent> date_event(const std::vector<CalendarEvent>& wanted,
                                        const std::optional<SeriesDates>& dates,
                                        base::WallTime original) {
  const auto date = dates ? dates->find(original) : std::nullopt;
  if (!date || date->cancelled || wanted.empty()) return std::nullopt;
  CalendarEvent event = wanted.front();
  event.rule.clear();
  event.exceptions.clear();
  event.recurrence_id = original;
  event.title = date->title;
  event.starts_at = date->starts_at;
  event.ends_at =
      date->ends_at > date->starts_at ? date->ends_at : date->starts_at + kUsualDuration;
  return event;
}

}  // namespace

std::optional<GoogleEntry> Turns::entry_of(const OutboxEntry& entry) const {
  return read_google_entry(s_, entry.payload);
}

Outcome<std::vector<CalendarEvent>> Turns::wanted(UnitOfWork& work, const Meeting& meeting,
                                                  const UserId& user,
                                                  const std::optional<SeriesDates>& dates) const {
  const auto role = relation_of(work, meeting, user, s_.clock.wall_now()).role();
  if (meeting.cancelled || !moderates(role)) return std::vector<CalendarEvent>{};
  EventTerms terms;
  terms.sequence = calendar_sequence(meeting, nullptr);
  terms.stamp = meeting.created_at;
  terms.url = link_base_ + "/j/" + meeting.code;
  return events_of(meeting, dates ? &*dates : nullptr, terms, find_zone_);
}

Outcome<std::optional<Turn>> Turns::read(const GoogleEntry& entry) {
  using Answer = std::optional<Turn>;
  return meetings::read(s_.store, [&](UnitOfWork& work) -> Outcome<Answer> {
    const auto calendar = work.google_calendars().of(entry.user);
    const auto user = work.users().by_id(entry.user);
    const auto stored = work.meetings().by_id(entry.meeting);
    if (!calendar || !calendar->connected() || !user || user->user.disabled || !stored)
      return Answer{};
    const Meeting& meeting = stored->meeting;
    Turn turn;
    turn.user = entry.user;
    turn.meeting = entry.meeting;
    turn.title = meeting.title;
    turn.sealed = calendar->token;
    if (auto token = open_google_token(s_, entry.user, calendar->token))
      turn.refresh = base::Secret{std::move(*token)};
    turn.there = work.google_calendars().events(entry.user, entry.meeting);
    // What has taken place stays as it is.
    if (meeting.ended_at && !meeting.cancelled) return Answer{std::move(turn)};
    std::optional<SeriesDates> dates;
    if (meeting.series && !meeting.cancelled) { TRY(dates, dates_of(work, meeting, find_zone_)); }
    TRY(const auto events, wanted(work, meeting, entry.user, dates));
    turn.steps = steps_to(meeting.id.value(), events, turn.there, [&](base::WallTime original) {
      return date_event(events, dates, original);
    });
    return Answer{std::move(turn)};
  });
}

// False for a connection that was made anew or taken away meanwhile.
bool Turns::keep_written(UnitOfWork& work, const Turn& turn) const {
  const auto calendar = work.google_calendars().of(turn.user);
  if (!calendar || calendar->token != turn.sealed) return false;
  work.google_calendars().set_events(turn.user, turn.meeting, turn.there);
  return true;
}

Outcome<void> Turns::finish(const OutboxEntry& entry, const Turn& turn) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    if (keep_written(work, turn) && !turn.steps.empty())
      work.google_calendars().set_trouble(turn.user, GoogleTrouble::none);
    work.outbox().settle(entry);
    return {};
  });
}

Outcome<void> Turns::retry(const OutboxEntry& entry, const Turn& turn, GoogleTrouble trouble,
                           const std::optional<std::chrono::seconds>& wait,
                           const std::string& why) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    if (keep_written(work, turn)) work.google_calendars().set_trouble(turn.user, trouble);
    if (wait) work.outbox().reschedule(entry, s_.clock.wall_now() + *wait, why);
    else work.outbox().bury(entry, why);
    return {};
  });
}

Outcome<void> Turns::pause(const OutboxEntry& entry, const Turn& turn, std::chrono::seconds wait,
                           const std::string& why) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    if (keep_written(work, turn))
      work.google_calendars().set_trouble(turn.user, GoogleTrouble::delayed);
    work.outbox().give_back(entry, s_.clock.wall_now() + wait, why);
    return {};
  });
}

Outcome<void> Turns::end(const OutboxEntry& entry, const Turn& turn, GoogleTrouble why) {
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    work.outbox().settle(entry);
    auto calendar = work.google_calendars().of(turn.user);
    if (!calendar || calendar->token != turn.sealed) return {};
    calendar->token.clear();
    calendar->trouble = why;
    work.google_calendars().put(*calendar);
    work.google_calendars().remove_events(turn.user);
    note(work, s_,
         {.kind = AuditKind::calendar_disconnected,
          .actor = the_system(),
          .whom = turn.user,
          .detail = std::string{to_string(why)}});
    Notice notice;
    notice.kind = NoticeKind::calendar_ended;
    notice.to = {turn.user};
    notice.meeting_id = turn.meeting;
    notice.title = turn.title;
    notice.status = std::string{to_string(why)};
    announced.put(work, std::move(notice));
    return {};
  });
}

}  // namespace meetings::google
