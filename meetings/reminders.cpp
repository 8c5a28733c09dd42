// SPDX-License-Identifier: MIT
#include "meetings/reminders.hpp"

#include <algorithm>
#include <functional>

#include "base/json.hpp"
#include "meetings/invitations.hpp"
#include "meetings/meeting_notices.hpp"
#include "meetings/openings.hpp"

namespace meetings {
namespace {

using std::chrono::minutes;

constexpr std::string_view kLink = "lectern end of reminders";
constexpr std::string_view kOfUser = "user-", kOfInvitation = "invite-";

std::optional<minutes> duration_of(const Meeting& meeting) {
  if (!meeting.duration_minutes) return std::nullopt;
  return minutes{*meeting.duration_minutes};
}

ReminderStart start_of(const Occurrence& date) {
  return {date.starts_at, date.title, std::chrono::floor<minutes>(date.ends_at - date.starts_at),
          print_local_time(date.name.local)};
}

// The starts after `now` within `reach`, and the first one after that.
Outcome<std::vector<ReminderStart>> coming_starts(UnitOfWork& work, const Meeting& meeting,
                                                  const FindTimeZone& find_zone, base::WallTime now,
                                                  minutes reach) {
  std::vector<ReminderStart> starts;
  if (meeting.ended_at || !meeting.scheduled_at) return starts;
  if (!meeting.series) {
    if (*meeting.scheduled_at > now)
      starts.push_back({*meeting.scheduled_at, meeting.title, duration_of(meeting), {}});
    return starts;
  }
  TRY(const auto dates, dates_of(work, meeting, find_zone));
  // The window excludes its end, and `next` begins after the moment.
  const base::WallTime end = now + reach + minutes{1};
  for (const Occurrence& date : dates.between({now, end})) {
    if (!date.cancelled && date.starts_at > now) starts.push_back(start_of(date));
  }
  const auto next = dates.at(end - std::chrono::microseconds{1}, std::chrono::seconds{0}).next;
  if (next) starts.push_back(start_of(*next));
  return starts;
}

struct Plan {
  std::vector<ReminderStart> now;      // to remind of at once
  std::optional<base::WallTime> next;  // when the next reminder is due
};

Plan plan_of(const std::vector<ReminderStart>& starts, const ReminderLeads& leads,
             base::WallTime reminded_to, base::WallTime now) {
  Plan plan;
  for (const ReminderStart& start : starts) {
    bool due_now = false;
    for (const minutes lead : leads) {
      const base::WallTime due = start.at - lead;
      if (due > now) plan.next = std::min(plan.next.value_or(due), due);
      else due_now |= due > reminded_to && now - due <= std::min(lead / 2, Reminders::kMostLate);
    }
    if (due_now) plan.now.push_back(start);
  }
  return plan;
}

void put_reminder(UnitOfWork& work, const Meeting& meeting, const ReminderStart& start,
                  std::string_view whom, const std::string& id, base::WallTime now) {
  const base::Json mail = base::Json::object({{"template", "reminder"},
                                              {"meeting", meeting.id.value()},
                                              {"starts_at", base::print_iso8601(start.at)},
                                              {whom, id}});
  const std::string subject = std::string{whom} + ":" + id;
  work.outbox().put(OutboxKind::mail, mail.print(), now, now, {subject, start.at});
}

bool contains(const std::vector<UserId>& people, const UserId& person) {
  return std::find(people.begin(), people.end(), person) != people.end();
}

// Who declined the series and accepted one date is not among those whom the meeting concerns.
bool is_concerned(UnitOfWork& work, const Invitation& one, const std::vector<UserId>& concerned) {
  if (!one.user_id || contains(concerned, *one.user_id)) return true;
  return one.status == InviteStatus::declined &&
         !work.bans().by_person(one.meeting_id, *one.user_id);
}

// Invited people by their invitations, as the invitation reached them; the others by their
// accounts, if they have verified the address.
std::size_t remind_everybody(UnitOfWork& work, const Meeting& meeting, const ReminderStart& start,
                             base::WallTime now) {
  std::size_t put = 0;
  const auto concerned = work.relations().concerned(meeting.id, now, kMostTogetherTold);
  std::vector<UserId> invited;
  for (const Invitation& one :
       work.meeting_invitations().list(meeting.id, Invitations::kMostPerMeeting)) {
    if (one.user_id) invited.push_back(*one.user_id);
    const InviteStatus status = status_at(one, start.occurrence);
    if (status == InviteStatus::revoked || status == InviteStatus::declined) continue;
    if (!one.reminders || !is_concerned(work, one, concerned)) continue;
    const auto account = one.user_id ? work.users().by_id(*one.user_id) : std::nullopt;
    if (account && !account->user.reminders) continue;
    put_reminder(work, meeting, start, "invite", one.id.value(), now);
    ++put;
  }
  for (const UserId& person : concerned) {
    if (contains(invited, person)) continue;
    const auto account = work.users().by_id(person);
    if (!account || !account->user.reminders || !account->user.is_reachable()) continue;
    put_reminder(work, meeting, start, "user", person.value(), now);
    ++put;
  }
  return put;
}

}  // namespace

Outcome<ReminderLeads> check_reminders(const std::vector<std::int64_t>& given) {
  if (given.size() > kMostReminders)
    return refuse_field("reminders", "reminders takes at most 5 numbers of minutes.");
  ReminderLeads leads;
  for (const std::int64_t one : given) {
    if (one < kShortestLead.count() || one > kLongestLead.count())
      return refuse_field("reminders", "A reminder is 5 to 40320 minutes before the start.");
    leads.emplace_back(one);
  }
  std::sort(leads.begin(), leads.end(), std::greater<>{});
  leads.erase(std::unique(leads.begin(), leads.end()), leads.end());
  return leads;
}

Outcome<std::optional<ReminderStart>> start_at(UnitOfWork& work, const Meeting& meeting,
                                               base::WallTime at, const FindTimeZone& find_zone) {
  if (meeting.ended_at || !meeting.scheduled_at) return std::nullopt;
  const auto second = [](base::WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time);
  };
  if (!meeting.series) {
    if (second(*meeting.scheduled_at) != second(at)) return std::nullopt;
    return ReminderStart{*meeting.scheduled_at, meeting.title, duration_of(meeting), {}};
  }
  TRY(const auto dates, dates_of(work, meeting, find_zone));
  for (const Occurrence& date : dates.between({at, at + std::chrono::seconds{1}})) {
    if (!date.cancelled && second(date.starts_at) == second(at)) return start_of(date);
  }
  return std::nullopt;
}

Outcome<std::size_t> Reminders::sweep() {
  const base::WallTime now = s_.clock.wall_now();
  return sweep_in_steps([&] { return step(now); });
}

Outcome<SweepStep> Reminders::step(base::WallTime now) {
  // Nearly always nothing is due, and a read disturbs nobody.
  TRY(const bool any, read(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return !work.reminders().due(now, 1).empty();
      }));
  if (!any) return SweepStep{};
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<SweepStep> {
    SweepStep done;
    for (const ReminderTurn& turn : work.reminders().due(now, kMeetingsPerStep)) {
      ++done.looked_at;
      const auto stored = work.meetings().by_id(turn.meeting);
      if (!stored) continue;
      TRY(const std::size_t put, look_at(work, stored->meeting, turn.reminded_to, now));
      done.done += put;
    }
    return done;
  });
}

Outcome<std::size_t> Reminders::look_at(UnitOfWork& work, const Meeting& meeting,
                                        base::WallTime reminded_to, base::WallTime now) const {
  const ReminderLeads leads = meeting.reminders.value_or(kUsualReminders);
  const auto starts = leads.empty() ? Outcome<std::vector<ReminderStart>>{}
                                    : coming_starts(work, meeting, find_zone_, now, leads.front());
  // Without rules of its zone a series is looked at after its next change.
  const Plan plan =
      starts ? plan_of(*starts, leads, std::max(reminded_to, meeting.created_at), now) : Plan{};
  work.reminders().set_next(meeting.id, plan.next, now);
  std::size_t put = 0;
  for (const ReminderStart& start : plan.now) put += remind_everybody(work, meeting, start, now);
  return put;
}

Outcome<void> Reminders::stop(std::string_view link) {
  const auto whom = s_.tokens.unseal(kLink, link);
  if (!whom) return refuse(RefusalCode::not_found, "There is no such link.");
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    if (whom->starts_with(kOfUser)) {
      work.reminders().stop_for(UserId{whom->substr(kOfUser.size())});
      return {};
    }
    const InviteId invite{whom->substr(std::min(whom->size(), kOfInvitation.size()))};
    const auto found = work.meeting_invitations().by_id(invite);
    if (!found) return refuse(RefusalCode::not_found, "There is no such invitation.");
    // The person whose account has the invitation means every meeting.
    if (found->user_id) work.reminders().stop_for(*found->user_id);
    work.reminders().stop_for(invite);
    return {};
  });
}

std::string stop_link(const Tokens& tokens, const UserId& user) {
  return tokens.seal(kLink, std::string{kOfUser} + user.value());
}

std::string stop_link(const Tokens& tokens, const InviteId& invitation) {
  return tokens.seal(kLink, std::string{kOfInvitation} + invitation.value());
}

}  // namespace meetings
