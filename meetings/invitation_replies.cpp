// SPDX-License-Identifier: MIT
// Invitations: the answers of mail programs, for a meeting, for a series, and for single dates.
#include <algorithm>

#include "meetings/calendar_reply.hpp"
#include "meetings/invitations.hpp"
#include "meetings/lookups.hpp"
#include "meetings/mail_reader.hpp"
#include "meetings/openings.hpp"
#include "meetings/reply_address.hpp"

namespace meetings {
namespace {

auto no_such_invitation() { return refuse(RefusalCode::not_found, "There is no such invitation."); }

std::optional<InviteId> find_invite(const Tokens& tokens,
                                    const std::vector<std::string>& addresses) {
  for (const std::string& address : addresses) {
    if (auto invite = invite_of_reply_address(tokens, address)) return invite;
  }
  return std::nullopt;
}

// What the invited person answers. Somebody to whom the mail was forwarded answers for another
// address, which says nothing about the invited one.
Outcome<InviteStatus> check_part(const CalendarReplyPart& part, const Invitation& invitation) {
  if (part.uid != invitation.meeting_id.value())
    return refuse_field("message", "The answer is about another meeting.");
  const auto own = std::ranges::find(part.answers, invitation.email, &CalendarAnswer::address);
  if (own == part.answers.end())
    return refuse_field("message", "The answer is that of another address than the invited one.");
  if (own->status == InviteStatus::pending)
    return refuse_field("message", "The answer neither accepts nor declines.");
  return own->status;
}

// Programs name a date in UTC, or on the clocks of the series, whose zone some call by a name of
// their own: a zone that is not known here is taken for that of the series.
std::optional<Occurrence> find_date(const SeriesDates& dates, const NamedDate& named,
                                    const FindTimeZone& find_zone) {
  if (named.whole_day) return dates.find_on(std::chrono::floor<std::chrono::days>(named.local));
  if (named.in_utc) return dates.find(base::WallTime{named.local.time_since_epoch()});
  const auto zone = named.zone.empty() || !find_zone ? nullptr : find_zone(named.zone);
  const TimeZone::Reading read = (zone ? *zone : dates.zone()).read(named.local);
  return read.exists ? dates.find(read.at) : std::nullopt;
}

// After an earlier answer for the same date. A clock that goes ahead cannot keep later ones out.
Outcome<void> check_later(const std::optional<base::WallTime>& last, base::WallTime stamp) {
  if (!last || stamp >= *last) return {};
  return refuse(RefusalCode::changed, "There is a later answer already.");
}

}  // namespace

Outcome<InvitationView> Invitations::respond_by_mail(std::string_view message,
                                                     std::string_view envelope) {
  if (message.size() > kLongestMail) return refuse_field("message", "The mail is too long.");
  ReadMail mail = read_mail(message);
  if (mail.calendar.empty()) return refuse_field("message", "The mail has no calendar part.");
  TRY(const auto reply, read_reply(mail.calendar));
  mail.recipients.emplace_back(envelope);
  mail.recipients.push_back(reply.organizer);
  const auto invite = find_invite(s_.tokens, mail.recipients);
  if (!invite) return no_such_invitation();
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<InvitationView> {
        std::optional<Refusal> refused;
        std::size_t taken = 0;
        for (const CalendarReplyPart& part : reply.parts) {
          auto found = work.meeting_invitations().by_id(*invite);
          if (!found || found->status == InviteStatus::revoked) return no_such_invitation();
          const auto done = take_part(work, announced, std::move(*found), part);
          if (done) ++taken;
          else if (!refused) refused = done.error();
        }
        if (taken == 0) return base::failure(*refused);
        auto found = work.meeting_invitations().by_id(*invite);
        TRY(const auto stored, find_known_meeting(work, found->meeting_id.value()));
        return view(work, std::move(*found), stored);
      });
}

Outcome<void> Invitations::take_part(UnitOfWork& work, Announcements& announced,
                                     Invitation invitation, const CalendarReplyPart& part) const {
  const base::WallTime now = s_.clock.wall_now();
  TRY(const InviteStatus status, check_part(part, invitation));
  const base::WallTime stamp = std::min(part.stamp.value_or(now), now);
  if (part.date)
    return answer_date(work, announced, std::move(invitation), *part.date, status, stamp);
  TRY(check_later(invitation.answer_stamp, stamp));
  TRY(answer(work, announced, std::move(invitation), status, stamp));
  return {};
}

Outcome<void> Invitations::answer_date(UnitOfWork& work, Announcements& announced,
                                       Invitation invitation, const NamedDate& named,
                                       InviteStatus status, base::WallTime stamp) const {
  const base::WallTime now = s_.clock.wall_now();
  TRY(const auto stored, find_known_meeting(work, invitation.meeting_id.value()));
  const Meeting& meeting = stored.meeting;
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  if (named.following)
    return refuse_field("message", "The answer is about all dates from one on; answer for each.");
  if (!meeting.series)
    return refuse_field("message", "The answer is about one date, and the meeting is no series.");
  TRY(const auto dates, dates_of(work, meeting, find_zone_));
  const auto date = find_date(dates, named, find_zone_);
  if (!date) return refuse_field("message", "The series has no such date.");
  if (date->cancelled || date->ends_at <= now)
    return refuse(RefusalCode::ended, "This date is over or cancelled.");
  const DateAnswer fresh{print_local_time(date->name.local), date->name.at, status, now, stamp};
  const InviteStatus before = status_at(invitation, fresh.occurrence);
  const auto old = std::ranges::find(invitation.dates, fresh.occurrence, &DateAnswer::occurrence);
  if (old == invitation.dates.end()) {
    invitation.dates.push_back(fresh);
  } else {
    TRY(check_later(old->stamp, stamp));
    *old = fresh;
  }
  work.meeting_invitations().put_date_answer(invitation.id, fresh, kMostDates);
  if (before != status) tell_answer(work, s_, announced, meeting, invitation, &*date);
  return {};
}

}  // namespace meetings
