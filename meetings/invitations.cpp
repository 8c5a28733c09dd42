// SPDX-License-Identifier: MIT
#include "meetings/invitations.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/lookups.hpp"
#include "meetings/permissions.hpp"
#include "meetings/text_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestMessage = 300;
constexpr std::string_view kLink = "lectern meeting invitation";

auto no_such_invitation() { return refuse(RefusalCode::not_found, "There is no such invitation."); }

InviteStatus status_after(InviteAnswer answer) noexcept {
  switch (answer) {
    case InviteAnswer::accept: return InviteStatus::accepted;
    case InviteAnswer::decline: return InviteStatus::declined;
    case InviteAnswer::tentative: break;
  }
  return InviteStatus::tentative;
}

// What a mail about a meeting has of its own.
struct MailPart {
  std::string_view what;
  base::Json occurrence{};  // null: the mail is about the whole meeting
  std::string message{};    // of the host; empty: none
};

// The worker that sends it reads the rest when it sends: names, times and the link are new then.
void put_mail(UnitOfWork& work, const MailPart& part, const Invitation& invitation,
              std::int64_t version, base::WallTime now) {
  base::Json mail = base::Json::object({{"template", "invitation"},
                                        {"what", part.what},
                                        {"invite", invitation.id.value()},
                                        {"meeting", invitation.meeting_id.value()},
                                        {"version", version}});
  if (!part.occurrence.is_null()) mail.set("occurrence", part.occurrence);
  if (!part.message.empty()) mail.set("message", part.message);
  const std::string subject = "invite:" + invitation.id.value();
  work.outbox().put(OutboxKind::mail, mail.print(), now, now, {subject, std::nullopt});
}

void put_mails(UnitOfWork& work, const Meeting& meeting, const MailPart& part, base::WallTime now) {
  const std::string date = part.occurrence["recurrence_id"].text();
  for (const Invitation& invitation :
       work.meeting_invitations().list(meeting.id, Invitations::kMostPerMeeting)) {
    const InviteStatus status = date.empty() ? invitation.status : status_at(invitation, date);
    const bool stays_away = status == InviteStatus::revoked || status == InviteStatus::declined;
    if (!stays_away) put_mail(work, part, invitation, meeting.version, now);
  }
}

Notice notice_about(NoticeKind kind, std::vector<UserId> to, const Meeting& meeting,
                    const Invitation& invitation, const std::string& name,
                    const std::optional<UserId>& by) {
  return Notice{kind,
                std::move(to),
                meeting.id,
                meeting.title,
                invitation.id.value(),
                name,
                std::string{to_string(invitation.status)},
                {},
                meeting.scheduled_at,
                by};
}

// A person to invite: the address, and the account that is known to have it.
struct Invitee {
  std::string email;
  std::optional<UserId> user_id;
};

Outcome<std::vector<Invitee>> find_invitees(UnitOfWork& work, const NewInvitations& people) {
  if (people.emails.size() > Invitations::kMostAtOnce)
    return refuse_field("emails", "emails takes at most 50 addresses.");
  if (people.user_ids.size() > Invitations::kMostAtOnce)
    return refuse_field("user_ids", "user_ids takes at most 50 accounts.");
  std::vector<Invitee> found;
  for (const std::string& text : people.emails) {
    TRY(auto email, check_email("emails", text));
    auto account = work.users().by_email(email);
    if (!account) account = work.users().by_verified_foreign_email(email);
    found.push_back({std::move(email), account ? std::optional{account->user.id} : std::nullopt});
  }
  for (const std::string& id : people.user_ids) {
    auto account = work.users().by_id(UserId{id});
    if (!account || account->user.email.empty())
      return refuse_field("user_ids", "There is no such account.");
    found.push_back({std::move(account->user.email), account->user.id});
  }
  return found;
}

}  // namespace

std::optional<InviteAnswer> parse_invite_answer(std::string_view text) noexcept {
  if (text == "accept") return InviteAnswer::accept;
  if (text == "decline") return InviteAnswer::decline;
  if (text == "tentative") return InviteAnswer::tentative;
  return std::nullopt;
}

Outcome<std::vector<Invitation>> invite_people(const Services& services, UnitOfWork& work,
                                               Announcements& announced, const Meeting& meeting,
                                               const User& by, const NewInvitations& people,
                                               const Actor& actor) {
  const base::WallTime now = services.clock.wall_now();
  std::optional<std::string> message;
  if (people.message) { TRY(message, check_line("message", *people.message, 1, kLongestMessage)); }
  TRY(const auto invitees, find_invitees(work, people));
  std::vector<Invitation> all;
  for (const Invitee& invitee : invitees) {
    auto known = work.meeting_invitations().by_email(meeting.id, invitee.email);
    if (known && known->status != InviteStatus::revoked) {
      all.push_back(std::move(*known));
      continue;
    }
    if (!known && work.meeting_invitations().count(meeting.id) >= Invitations::kMostPerMeeting)
      return refuse(RefusalCode::too_many, "This meeting has too many invitations.");
    const InviteId id = known ? known->id : InviteId{services.random.uuid()};
    Invitation fresh{id,      meeting.id, invitee.email, invitee.user_id, InviteStatus::pending,
                     message, now,        std::nullopt};
    if (known) {
      // The guest's calendar program compares the numbers.
      fresh.revocations = known->revocations;
      fresh.answer_stamp = known->answer_stamp;
      work.meeting_invitations().update(fresh);
      work.meeting_invitations().remove_date_answers(fresh.id);
    } else {
      work.meeting_invitations().insert(fresh);
    }
    note(work, services,
         {.kind = AuditKind::invitation_sent,
          .actor = actor,
          .whom = fresh.user_id,
          .meeting = meeting.id,
          .object = fresh.id.value()});
    put_mail(work, {"invite"}, fresh, meeting.version, now);
    if (fresh.user_id)
      announced.put(work, notice_about(NoticeKind::invited, {*fresh.user_id}, meeting, fresh,
                                       by.name, by.id));
    all.push_back(std::move(fresh));
  }
  return all;
}

void tell_invited(UnitOfWork& work, const Meeting& meeting, std::string_view what,
                  base::WallTime now, const std::string& message) {
  put_mails(work, meeting, {what, {}, message}, now);
}

// Unlike the rest, the facts of one date lie in the mail: a later change of the same date has a
// mail of its own, and a later split moves the date to another meeting.
void tell_invited_of_date(UnitOfWork& work, const Meeting& meeting, const Occurrence& date,
                          base::WallTime now, const std::string& message) {
  const base::Json occurrence =
      base::Json::object({{"recurrence_id", print_local_time(date.name.local)},
                          {"timezone", meeting.timezone},
                          {"original_start", base::print_iso8601(date.name.at)},
                          {"starts_at", base::print_iso8601(date.starts_at)},
                          {"ends_at", base::print_iso8601(date.ends_at)},
                          {"title", date.title},
                          {"cancelled", date.cancelled}});
  put_mails(work, meeting, {date.cancelled ? "cancel" : "update", occurrence, message}, now);
}

void tell_answer(UnitOfWork& work, const Services& services, Announcements& announced,
                 const Meeting& meeting, const Invitation& invitation, const Occurrence* date) {
  Invitation shown = invitation;
  if (date != nullptr) shown.status = status_at(invitation, print_local_time(date->name.local));
  base::Json data = webhook_view(shown);
  data.set("occurrence",
           date == nullptr ? base::Json{} : base::Json{base::print_iso8601(date->name.at)});
  tell_webhooks(work, services, WebhookEvent::invitation_answered, data);
  Notice notice = notice_about(NoticeKind::invitation_answered, moderators_of(work, meeting),
                               meeting, shown, invitation.email, invitation.user_id);
  if (date != nullptr) {
    notice.title = date->title;
    notice.starts_at = date->starts_at;
  }
  announced.put(work, std::move(notice));
}

std::string link_of_invitation(const Tokens& tokens, const InviteId& invite) {
  return tokens.seal(kLink, invite.value());
}

std::optional<Invitation> invitation_of_link(const Services& services, UnitOfWork& work,
                                             std::string_view link) {
  const auto id = services.tokens.unseal(kLink, link);
  auto found = id ? work.meeting_invitations().by_id(InviteId{*id}) : std::nullopt;
  if (found && found->status == InviteStatus::revoked) return std::nullopt;
  return found;
}

Outcome<std::vector<Invitation>> Invitations::invite(const Claims& claims,
                                                     std::string_view id_or_code,
                                                     const NewInvitations& people,
                                                     const base::IpAddress& client) {
  using All = std::vector<Invitation>;
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<All> {
    TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::invite));
    if (place.meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
    if (people.emails.empty() && people.user_ids.empty())
      return refuse_field("emails", "Whom? Send \"emails\" or \"user_ids\".");
    TRY(const auto by, find_account(work, claims, s_.clock.wall_now()));
    return invite_people(s_, work, announced, place.meeting, by.user, people, actor_of(claims));
  });
}

Outcome<std::vector<Invitation>> Invitations::list(const Claims& claims,
                                                   std::string_view id_or_code,
                                                   const base::IpAddress& client) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Invitation>> {
    TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::invite));
    return work.meeting_invitations().list(place.meeting.id, kMostPerMeeting);
  });
}

Outcome<Invitation> Invitations::revoke(const Claims& claims, std::string_view id_or_code,
                                        std::string_view invite, const base::IpAddress& client) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Invitation> {
    TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::invite));
    auto found = work.meeting_invitations().by_id(InviteId{std::string{invite}});
    if (!found || found->meeting_id != place.meeting.id) return no_such_invitation();
    if (found->status == InviteStatus::revoked) return std::move(*found);
    found->status = InviteStatus::revoked;
    ++found->revocations;
    work.meeting_invitations().update(*found);
    note(work, s_,
         {.kind = AuditKind::invitation_revoked,
          .actor = actor_of(claims),
          .whom = found->user_id,
          .meeting = place.meeting.id,
          .object = found->id.value()});
    put_mail(work, {"revoke"}, *found, place.meeting.version, s_.clock.wall_now());
    return std::move(*found);
  });
}

Outcome<std::vector<InvitationView>> Invitations::mine(const Claims& claims) {
  TRY(require_person(claims));
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<InvitationView>> {
    std::vector<InvitationView> all;
    for (Invitation& invitation :
         work.meeting_invitations().list_of(claims.user_id, kLongestList)) {
      const auto stored = work.meetings().by_id(invitation.meeting_id);
      if (stored) all.push_back(view(work, std::move(invitation), *stored));
    }
    return all;
  });
}

Outcome<InvitationView> Invitations::respond(const Claims& claims, std::string_view invite,
                                             InviteAnswer with) {
  TRY(require_person(claims));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<InvitationView> {
        TRY(find_account(work, claims, s_.clock.wall_now()));
        auto found = work.meeting_invitations().by_id(InviteId{std::string{invite}});
        if (!found || found->user_id != claims.user_id || found->status == InviteStatus::revoked)
          return no_such_invitation();
        return answer(work, announced, std::move(*found), status_after(with), s_.clock.wall_now());
      });
}

Outcome<InvitationView> Invitations::find(std::string_view link) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<InvitationView> {
    TRY(auto found, find_by_link(work, link));
    TRY(const auto stored, find_known_meeting(work, found.meeting_id.value()));
    return view(work, std::move(found), stored);
  });
}

Outcome<InvitationView> Invitations::respond_by_link(const std::optional<Claims>& claims,
                                                     std::string_view link, InviteAnswer with) {
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<InvitationView> {
        TRY(auto found, find_by_link(work, link));
        if (claims && claims->kind == TokenKind::access && !found.user_id) {
          found.user_id = claims->user_id;
          work.meeting_invitations().update(found);
        }
        return answer(work, announced, std::move(found), status_after(with), s_.clock.wall_now());
      });
}

std::string Invitations::link_of(const InviteId& invite) const {
  return link_of_invitation(s_.tokens, invite);
}

Outcome<Invitation> Invitations::find_by_link(UnitOfWork& work, std::string_view link) const {
  auto found = invitation_of_link(s_, work, link);
  if (!found) return no_such_invitation();
  return std::move(*found);
}

Outcome<InvitationView> Invitations::answer(UnitOfWork& work, Announcements& announced,
                                            Invitation invitation, InviteStatus status,
                                            base::WallTime stamp) const {
  TRY(const auto stored, find_known_meeting(work, invitation.meeting_id.value()));
  const Meeting& meeting = stored.meeting;
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  const bool is_new = invitation.status != status;
  invitation.answer_stamp = stamp;
  if (is_new) {
    invitation.status = status;
    invitation.answered_at = s_.clock.wall_now();
  }
  work.meeting_invitations().update(invitation);
  if (!is_new) return view(work, std::move(invitation), stored);
  tell_answer(work, s_, announced, meeting, invitation);
  return view(work, std::move(invitation), stored);
}

InvitationView Invitations::view(UnitOfWork& work, Invitation invitation,
                                 const StoredMeeting& stored) const {
  MeetingView seen;
  if (invitation.user_id)
    seen.role = relation_of(work, stored.meeting, *invitation.user_id, s_.clock.wall_now()).role();
  seen.present = s_.presence.count(stored.meeting.id);
  seen.meeting = stored.meeting;
  return InvitationView{std::move(invitation), std::move(seen)};
}

}  // namespace meetings
