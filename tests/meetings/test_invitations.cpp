// SPDX-License-Identifier: MIT
#include "meetings/invitations.hpp"

#include "base/json.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Inviting : World {
  Claims host = person("host"), other = person("other");
  Meeting room = meeting(host, {.title = "Exam", .access = MeetingAccess::private_});

  Invitation invite(const std::string& email) {
    return OK(invitations.invite(host, room.code, {.emails = {email}}, kClient)).at(0);
  }
  std::string link(const Invitation& to) { return invitations.link_of(to.id); }
  // What the outbox's mails about invitations tell, in order. Accounts have other mails there.
  std::vector<std::string> mails() {
    std::vector<std::string> all;
    OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
      all.clear();
      for (const OutboxEntry& entry : work.outbox().list(std::nullopt, std::nullopt, 1000)) {
        if (entry.kind != OutboxKind::mail) continue;
        const base::Json mail = CHECK_OK(base::Json::parse(entry.payload));
        if (mail["template"].text() != "invitation") continue;
        all.push_back(mail["what"].text());
        work.outbox().mark_done(entry.id);
      }
      return {};
    }));
    return all;
  }
  std::vector<Notice> told() {
    std::vector<Notice> notices;
    for (const Event& event : events.take()) {
      if (const auto* notice = std::get_if<Notice>(&event)) notices.push_back(*notice);
    }
    return notices;
  }
};

void an_invitation_opens_a_private_meeting() {
  Inviting w;
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_found);
  const Invitation sent = w.invite(" Other@Example.org ");
  CHECK(sent.email == "other@example.org" && sent.user_id == w.other.user_id);
  CHECK_EQ(w.mails(), std::vector<std::string>{"invite"});
  const auto told = w.told();
  CHECK_EQ(told.size(), 1u);
  CHECK(told[0].kind == NoticeKind::invited && told[0].name == "host" &&
        told[0].to == std::vector<UserId>{w.other.user_id});
  OK(w.rooms.details(w.room.code, w.other));
  OK(w.rooms.join(w.other, w.room.code, {}));
  REFUSED(w.rooms.join(w.person("third"), w.room.code, {}), not_found);
  CHECK_EQ(OK(w.rooms.list(w.other, {})).meetings.size(), 1u);
}

void inviting_again_changes_nothing() {
  Inviting w;
  const Invitation first = w.invite("new@example.org");
  OK(w.invitations.respond_by_link(std::nullopt, w.link(first), InviteAnswer::accept));
  (void)w.mails();
  w.clock.advance(1min);
  const auto again = OK(w.invitations.invite(
      w.host, w.room.code, {.emails = {"NEW@example.org", "new@example.org"}}, kClient));
  CHECK_EQ(again.size(), 2u);
  CHECK(again[0].id == first.id && again[0].status == InviteStatus::accepted);
  CHECK_EQ(again[1], again[0]);
  CHECK(w.mails().empty());
  CHECK_EQ(OK(w.invitations.list(w.host, w.room.code, kClient)).size(), 1u);
}

void the_account_answers() {
  Inviting w;
  const Invitation sent = w.invite("other@example.org");
  (void)w.told();
  const auto own = OK(w.invitations.mine(w.other));
  CHECK_EQ(own.size(), 1u);
  CHECK(own[0].invitation == sent && own[0].meeting.meeting.title == "Exam");
  const auto answer = [&](InviteAnswer with) {
    return OK(w.invitations.respond(w.other, sent.id.value(), with)).invitation.status;
  };
  CHECK_EQ(answer(InviteAnswer::tentative), InviteStatus::tentative);
  const auto told = w.told();
  CHECK_EQ(told.size(), 1u);
  CHECK(told[0].kind == NoticeKind::invitation_answered && told[0].status == "tentative" &&
        told[0].to == std::vector<UserId>{w.host.user_id});
  CHECK_EQ(answer(InviteAnswer::tentative), InviteStatus::tentative);
  CHECK(w.told().empty());  // nothing new
  CHECK_EQ(answer(InviteAnswer::accept), InviteStatus::accepted);
  CHECK_EQ(answer(InviteAnswer::decline), InviteStatus::declined);
  OK(w.rooms.join(w.other, w.room.code, {}));  // changed one's mind
  REFUSED(w.invitations.respond(w.host, sent.id.value(), InviteAnswer::accept), not_found);
  REFUSED(w.invitations.respond(w.other, "unknown", InviteAnswer::accept), not_found);
}

void a_link_answers_without_an_account() {
  Inviting w;
  const Invitation sent = w.invite("new@example.org");
  CHECK(!sent.user_id);
  const auto seen = OK(w.invitations.find(w.link(sent)));
  CHECK(seen.invitation == sent && seen.meeting.meeting.id == w.room.id);
  const auto answered =
      OK(w.invitations.respond_by_link(std::nullopt, w.link(sent), InviteAnswer::accept));
  CHECK_EQ(answered.invitation.status, InviteStatus::accepted);
  // The first account that uses the link has the invitation, and no second one.
  OK(w.invitations.respond_by_link(w.other, w.link(sent), InviteAnswer::accept));
  OK(w.rooms.join(w.other, w.room.code, {}));
  const Claims third = w.person("third");
  OK(w.invitations.respond_by_link(third, w.link(sent), InviteAnswer::accept));
  REFUSED(w.rooms.join(third, w.room.code, {}), not_found);
}

void forged_and_revoked_links_are_the_same() {
  Inviting w;
  const Invitation sent = w.invite("new@example.org");
  const std::string good = w.link(sent);
  OK(w.invitations.revoke(w.host, w.room.code, sent.id.value(), kClient));
  const Refusal revoked = REFUSED(w.invitations.find(good), not_found);
  std::string forged = good;
  forged[0] = forged[0] == 'a' ? 'b' : 'a';
  for (const std::string& link :
       {forged, good + "A", good.substr(1), std::string{}, std::string{"."}, sent.id.value(),
        sent.id.value() + ".", std::string(5000, 'x'), w.invitations.link_of(InviteId{"unknown"}),
        w.sign_up("x").access}) {
    CHECK_EQ(REFUSED(w.invitations.find(link), not_found), revoked);
    CHECK_EQ(
        REFUSED(w.invitations.respond_by_link(std::nullopt, link, InviteAnswer::accept), not_found),
        revoked);
    CHECK_EQ(REFUSED(w.accounts.guest_by_invitation(link, "G"), not_found), revoked);
  }
  // A link of one purpose is none of another, and no token.
  CHECK(!w.tokens.unseal("another purpose", good));
  CHECK(!w.tokens.verify(good, w.clock.wall_now()));
}

void a_guest_comes_in_by_the_link() {
  Inviting w;
  REFUSED(w.accounts.guest(w.room.code, "G"), not_found);
  const Invitation sent = w.invite("new@example.org");
  const auto entry = OK(w.accounts.guest_by_invitation(w.link(sent), "G"));
  CHECK_EQ(entry.meeting.id, w.room.id);
  const Claims guest = w.claims(entry.tokens.access);
  const Seat seat = OK(w.rooms.join(guest, w.room.code, {}));
  OK(w.invitations.revoke(w.host, w.room.code, sent.id.value(), kClient));
  REFUSED(w.rooms.join(guest, w.room.code, {}), not_invited);
  REFUSED(w.rooms.admit(w.claims(seat.token), w.room.code, {}), not_invited);
}

void a_revoked_person_is_invited_anew() {
  Inviting w;
  const Invitation sent = w.invite("other@example.org");
  for (int i = 0; i < 2; ++i) {
    CHECK_EQ(OK(w.invitations.revoke(w.host, w.room.code, sent.id.value(), kClient)).status,
             InviteStatus::revoked);
  }
  CHECK_EQ(w.mails(), (std::vector<std::string>{"invite", "revoke"}));
  REFUSED(w.rooms.join(w.other, w.room.code, {}), not_found);
  CHECK(OK(w.invitations.mine(w.other)).empty());
  REFUSED(w.invitations.respond(w.other, sent.id.value(), InviteAnswer::accept), not_found);
  const Invitation again = w.invite("other@example.org");
  CHECK(again.id == sent.id && again.status == InviteStatus::pending);
  CHECK_EQ(w.mails(), std::vector<std::string>{"invite"});
  OK(w.rooms.join(w.other, w.room.code, {}));
}

void an_invitation_skips_the_approval_and_not_the_waiting_room() {
  Inviting w;
  OK(w.rooms.change(w.host, w.room.code, {.access = MeetingAccess::approval, .waiting_room = true},
                    {}, kClient, nullptr));
  w.invite("other@example.org");
  CHECK_EQ(OK(w.rooms.ask(w.other, w.room.code)).reason, WaitReason::lobby);
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = false}, {}, kClient, nullptr));
  OK(w.rooms.join(w.other, w.room.code, {}));
  CHECK_EQ(OK(w.rooms.ask(w.person("third"), w.room.code)).reason, WaitReason::approval);
}

void the_invited_are_told_of_changes() {
  Inviting w;
  w.room = w.meeting(w.host, {.title = "Talk",
                              .type = MeetingType::scheduled,
                              .scheduled_at = w.clock.wall_now() + 24h,
                              .invitees = {"other@example.org", "no@example.org"}});
  const auto all = OK(w.invitations.list(w.host, w.room.code, kClient));
  CHECK_EQ(all.size(), 2u);
  for (const Invitation& one : all) {
    if (one.email == "no@example.org")
      OK(w.invitations.respond_by_link(std::nullopt, w.link(one), InviteAnswer::decline));
  }
  CHECK_EQ(w.mails().size(), 2u);
  const auto change = [&](const MeetingChange& fields) {
    OK(w.rooms.change(w.host, w.room.code, fields, {}, kClient, nullptr));
    return w.mails();
  };
  CHECK(change({.locked = true}).empty());
  CHECK_EQ(change({.title = "Better talk"}), std::vector<std::string>{"update"});
  CHECK_EQ(change({.scheduled_at = w.clock.wall_now() + 25h}), std::vector<std::string>{"update"});
  (void)w.told();
  OK(w.rooms.cancel(w.host, w.room.code, {}, kClient));
  CHECK_EQ(w.mails(), std::vector<std::string>{"cancel"});
  const auto told = w.told();
  CHECK_EQ(told.size(), 1u);
  CHECK(told[0].kind == NoticeKind::meeting_cancelled &&
        told[0].to == std::vector<UserId>{w.other.user_id});
  REFUSED(w.invitations.respond_by_link(std::nullopt, w.link(all[0]), InviteAnswer::accept), ended);
  REFUSED(w.invitations.invite(w.host, w.room.code, {.emails = {"x@example.org"}}, kClient), ended);
  w.clock.advance(24h * 31);
  OK(w.retention.sweep());
  OK(w.store->read([&](UnitOfWork& work) -> Outcome<void> {
    CHECK_EQ(work.meeting_invitations().count(w.room.id), 0u);
    return {};
  }));
}

// All or nothing: one wrong address invites nobody.
void wrong_people_are_named() {
  Inviting w;
  const auto field = [&](const NewInvitations& people) {
    return REFUSED(w.invitations.invite(w.host, w.room.code, people, kClient), bad_field).field;
  };
  CHECK_EQ(field({}), "emails");
  CHECK_EQ(field({.emails = {"good@example.org", "bad"}}), "emails");
  CHECK_EQ(field({.emails = {"a@example.org\nBcc: b@example.org"}}), "emails");
  CHECK_EQ(field({.emails = std::vector<std::string>(51, "a@example.org")}), "emails");
  CHECK_EQ(field({.user_ids = {"nobody"}}), "user_ids");
  CHECK_EQ(field({.user_ids = {w.guest(w.meeting(w.host), "G").user_id.value()}}), "user_ids");
  CHECK_EQ(field({.emails = {"a@example.org"}, .message = std::string(301, 'x')}), "message");
  CHECK(OK(w.invitations.list(w.host, w.room.code, kClient)).empty());
  CHECK(w.mails().empty());
  const auto by_id = OK(
      w.invitations.invite(w.host, w.room.code, {.user_ids = {w.other.user_id.value()}}, kClient));
  CHECK_EQ(by_id[0].email, "other@example.org");
}

void only_who_moderates_invites() {
  Inviting w;
  const Invitation sent = w.invite("other@example.org");
  OK(w.rooms.join(w.other, w.room.code, {}));
  REFUSED(w.invitations.invite(w.other, w.room.code, {.emails = {"x@example.org"}}, kClient),
          forbidden);
  REFUSED(w.invitations.list(w.other, w.room.code, kClient), forbidden);
  REFUSED(w.invitations.revoke(w.other, w.room.code, sent.id.value(), kClient), forbidden);
  // An invitation is revoked under its own meeting.
  const Meeting elsewhere = w.meeting(w.host);
  REFUSED(w.invitations.revoke(w.host, elsewhere.code, sent.id.value(), kClient), not_found);
}

void a_meeting_has_a_bounded_number_of_invitations() {
  Inviting w;
  for (int i = 0; i < 10; ++i) {
    NewInvitations people;
    for (int j = 0; j < 50; ++j)
      people.emails.push_back(std::to_string(i * 50 + j) + "@example.org");
    OK(w.invitations.invite(w.host, w.room.code, people, kClient));
  }
  REFUSED(w.invitations.invite(w.host, w.room.code, {.emails = {"x@example.org"}}, kClient),
          too_many);
  w.invite("7@example.org");  // is invited already
}

}  // namespace

int main() {
  return lectern_test::run(
      "invitations",
      {TEST(an_invitation_opens_a_private_meeting), TEST(inviting_again_changes_nothing),
       TEST(the_account_answers), TEST(a_link_answers_without_an_account),
       TEST(forged_and_revoked_links_are_the_same), TEST(a_guest_comes_in_by_the_link),
       TEST(a_revoked_person_is_invited_anew),
       TEST(an_invitation_skips_the_approval_and_not_the_waiting_room),
       TEST(the_invited_are_told_of_changes), TEST(wrong_people_are_named),
       TEST(only_who_moderates_invites), TEST(a_meeting_has_a_bounded_number_of_invitations)});
}
