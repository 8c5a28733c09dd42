// SPDX-License-Identifier: MIT
#include "meetings/calendar_feeds.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "meetings/calendar_events.hpp"
#include "meetings/invitations.hpp"
#include "meetings/lookups.hpp"
#include "meetings/openings.hpp"
#include "meetings/permissions.hpp"
#include "meetings/session_end.hpp"

namespace meetings {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretText = 43;
constexpr std::chrono::minutes kAlarm{10};

base::Sha256Digest hash_of(std::string_view secret) { return base::sha256(base::as_bytes(secret)); }

auto no_such_feed() { return refuse(RefusalCode::not_found, "There is no such calendar."); }

void note_act(UnitOfWork& work, const Services& services, const Claims& claims, AuditKind kind) {
  note(work, services, {.kind = kind, .actor = actor_of(claims), .whom = claims.user_id});
}

}  // namespace

Outcome<std::string> CalendarFeeds::reset(const Claims& claims) {
  TRY(require_account(claims));
  const base::WallTime now = s_.clock.wall_now();
  std::string secret = s_.random.base64url(kSecretBytes);
  const auto made = write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(find_account(work, claims, now));
    work.calendar_feeds().put({claims.user_id, hash_of(secret), now});
    note_act(work, s_, claims, AuditKind::calendar_made);
    return {};
  });
  if (!made) return base::failure(made.error());
  return secret;
}

Outcome<std::optional<base::WallTime>> CalendarFeeds::made_at(const Claims& claims) {
  TRY(require_account(claims));
  using Answer = std::optional<base::WallTime>;
  return meetings::read(s_.store, [&](UnitOfWork& work) -> Outcome<Answer> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    const auto feed = work.calendar_feeds().of(claims.user_id);
    return feed ? Answer{feed->created_at} : Answer{};
  });
}

Outcome<void> CalendarFeeds::revoke(const Claims& claims) {
  TRY(require_account(claims));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    if (work.calendar_feeds().remove(claims.user_id))
      note_act(work, s_, claims, AuditKind::calendar_removed);
    return {};
  });
}

Outcome<std::string> CalendarFeeds::read(std::string_view secret, const std::string& origin) {
  if (secret.size() != kSecretText) return no_such_feed();
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::string> {
    const auto feed = work.calendar_feeds().by_hash(hash_of(secret));
    const auto user = feed ? work.users().by_id(feed->user_id) : std::nullopt;
    if (!user || user->user.disabled) return no_such_feed();
    return print(work, user->user, origin);
  });
}

Outcome<std::string> CalendarFeeds::of_meeting(const std::optional<UserId>& caller,
                                               std::string_view id_or_code,
                                               const base::IpAddress& client,
                                               const std::string& origin) {
  return meetings::read(s_.store, [&](UnitOfWork& work) -> Outcome<std::string> {
    TRY(const auto found, find_meeting(s_, work, id_or_code, caller, client));
    const Meeting& meeting = found.stored.meeting;
    if (!meeting.scheduled_at)
      return refuse(RefusalCode::not_found, "This meeting has no time, so it is in no calendar.");
    std::optional<SeriesDates> dates;
    if (meeting.series) { TRY(dates, dates_of(work, meeting, find_zone_)); }
    Calendar calendar;
    calendar.name = site_name_;
    TRY(add(calendar, meeting, dates, origin));
    return print_calendar(calendar);
  });
}

Outcome<void> CalendarFeeds::add(Calendar& calendar, const Meeting& meeting,
                                 const std::optional<SeriesDates>& dates, const std::string& origin,
                                 std::vector<DateAnswer> answers) const {
  EventTerms terms;
  terms.sequence = calendar_sequence(meeting, nullptr);
  // Not the time of this answer: the same meetings are the same bytes.
  terms.stamp = meeting.created_at;
  terms.url = origin + "/j/" + meeting.code;
  terms.alarm = kAlarm;
  terms.dates = std::move(answers);
  TRY(auto events, events_of(meeting, dates ? &*dates : nullptr, terms, find_zone_));
  std::move(events.begin(), events.end(), std::back_inserter(calendar.events));
  return {};
}

Outcome<std::string> CalendarFeeds::print(UnitOfWork& work, const User& user,
                                          const std::string& origin) const {
  const base::WallTime now = s_.clock.wall_now();
  const TimeWindow window{now - kPast, now + kFuture};
  Calendar calendar;
  calendar.name = site_name_;
  const auto invitations = work.meeting_invitations().list_of(user.id, Invitations::kLongestList);
  const auto answers_for = [&](const MeetingId& meeting) {
    const auto own = std::ranges::find(invitations, meeting, &Invitation::meeting_id);
    return own == invitations.end() ? std::vector<DateAnswer>{} : own->dates;
  };
  const MeetingSelection which{.from = window.from, .to = window.to};
  for (const ListedMeeting& listed :
       work.meetings().list(user.id, which, std::nullopt, kMostMeetings, now)) {
    const Meeting& meeting = listed.meeting;
    if (listed.banned || !meeting.scheduled_at) continue;
    std::optional<SeriesDates> dates;
    if (meeting.series) {
      auto made = dates_of(work, meeting, find_zone_);
      // One series whose zone is gone does not take the others away.
      if (!made) continue;
      if (!meeting.cancelled && made->between(window).empty()) continue;
      dates = std::move(*made);
    }
    TRY(add(calendar, meeting, dates, origin, answers_for(meeting.id)));
  }
  return print_calendar(calendar);
}

}  // namespace meetings
