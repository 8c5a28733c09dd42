// SPDX-License-Identifier: MIT
#include "meetings/request_mails.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/permissions.hpp"
#include "meetings/reminders.hpp"

namespace meetings {
namespace {

// An answer is of use for so long.
constexpr std::chrono::hours kAnswerLives{24};

bool somebody_answers(const Presence& presence, const MeetingId& meeting) {
  const auto members = presence.members(meeting);
  return std::any_of(members.begin(), members.end(), [](const PresentMember& member) {
    return may(member.role, Act::answer_requests);
  });
}

bool is_reachable(UnitOfWork& work, const UserId& person) {
  const auto account = work.users().by_id(person);
  return account && account->user.is_reachable();
}

}  // namespace

void put_knock_mails(const Services& services, UnitOfWork& work, const Meeting& meeting,
                     const JoinRequest& request, base::WallTime now) {
  if (somebody_answers(services.presence, meeting.id)) return;
  if (!work.reminders().take_knock(meeting.id, now, now - kKnockPause)) return;
  for (const UserId& host : moderators_of(work, meeting)) {
    if (!is_reachable(work, host)) continue;
    const base::Json mail = base::Json::object(
        {{"template", "join-request"}, {"request", request.id.value()}, {"user", host.value()}});
    const std::string subject = "user:" + host.value();
    work.outbox().put(OutboxKind::mail, mail.print(), now, now, {subject, request.expires_at});
  }
}

void put_answer_mail(UnitOfWork& work, const JoinRequest& request, base::WallTime now) {
  if (!is_reachable(work, request.user_id)) return;
  const base::Json mail = base::Json::object({{"template", "join-answer"},
                                              {"request", request.id.value()},
                                              {"user", request.user_id.value()}});
  const std::string subject = "user:" + request.user_id.value();
  work.outbox().put(OutboxKind::mail, mail.print(), now, now, {subject, now + kAnswerLives});
}

}  // namespace meetings
