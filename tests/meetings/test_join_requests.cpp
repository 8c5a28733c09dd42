// SPDX-License-Identifier: MIT
// Asking to come in: by approval and through the waiting room, by both doors.
#include "meetings/join_requests.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Asking : World {
  Claims host = person("host"), other = person("other");
  Meeting room = meeting(host, {.title = "Exam", .access = MeetingAccess::approval});

  Outcome<JoinRequest> respond(const Claims& by, const Pending& to, RequestAnswer with) {
    return requests.respond(by, to.request_id.value(), with);
  }
  std::vector<JoinRequest> waiting() {
    return OK(requests.list(host, room.code, RequestStatus::pending, kClient));
  }
  RequestStatus status(const Pending& of) {
    return OK(requests.find(other, room.code, of.request_id.value(), kClient)).status;
  }
  std::vector<Notice> told() {
    std::vector<Notice> notices;
    for (const Event& event : events.take()) {
      if (const auto* notice = std::get_if<Notice>(&event)) notices.push_back(*notice);
    }
    return notices;
  }
};

void who_is_approved_comes_in() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code, {.message = "Let me in, please"}));
  CHECK(asked.reason == WaitReason::approval && asked.position == 1);
  auto told = w.told();
  CHECK_EQ(told.size(), 1u);
  CHECK(told[0].kind == NoticeKind::join_requested &&
        told[0].to == std::vector<UserId>{w.host.user_id});
  CHECK(told[0].subject_id == asked.request_id.value() && told[0].name == "other");
  const auto waiting = w.waiting();
  CHECK((waiting.size() == 1 && waiting[0].message == "Let me in, please"));
  CHECK_EQ(w.status(asked), RequestStatus::pending);
  OK(w.respond(w.host, asked, RequestAnswer::approve));
  told = w.told();
  CHECK_EQ(told.size(), 1u);
  CHECK(told[0].kind == NoticeKind::join_answered && told[0].status == "approved" &&
        told[0].to == std::vector<UserId>{w.other.user_id});
  CHECK_EQ(w.status(asked), RequestStatus::approved);
  CHECK(w.waiting().empty());
  OK(w.rooms.join(w.other, w.room.code, {}));
  // Who has come in comes back, also when the approval is taken back later.
  OK(w.respond(w.host, asked, RequestAnswer::deny));
  OK(w.rooms.admit(w.other, w.room.code, {}));
}

void the_host_does_not_ask() {
  Asking w;
  OK(w.rooms.join(w.host, w.room.code, {}));
  CHECK(w.waiting().empty());
}

void asking_again_is_the_same_request() {
  Asking w;
  const Pending first = OK(w.rooms.ask(w.other, w.room.code));
  (void)w.told();
  const auto again = OK(w.rooms.Meetings::admit(w.other, w.room.code, {}, kClient, nullptr));
  CHECK_EQ(std::get<Pending>(again).request_id, first.request_id);
  CHECK(w.told().empty());
  CHECK_EQ(w.waiting().size(), 1u);
}

void a_denied_person_asks_again_after_a_while() {
  Asking w;
  const Pending first = OK(w.rooms.ask(w.other, w.room.code));
  OK(w.respond(w.host, first, RequestAnswer::deny));
  w.clock.advance(1min);
  const Refusal refused = REFUSED(w.rooms.ask(w.other, w.room.code), denied);
  CHECK_EQ(refused.retry_after, 4min);
  REFUSED(w.rooms.admit(w.other, w.room.code, {}), denied);
  w.clock.advance(4min);
  const Pending second = OK(w.rooms.ask(w.other, w.room.code));
  CHECK(second.request_id != first.request_id);
  // A host may change the answer.
  OK(w.respond(w.host, second, RequestAnswer::deny));
  OK(w.respond(w.host, second, RequestAnswer::approve));
  OK(w.rooms.join(w.other, w.room.code, {}));
}

void the_same_answer_twice_changes_nothing() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  const JoinRequest once = OK(w.respond(w.host, asked, RequestAnswer::approve));
  (void)w.told();
  w.clock.advance(1min);
  CHECK_EQ(OK(w.respond(w.host, asked, RequestAnswer::approve)), once);
  CHECK(w.told().empty());
}

void a_request_expires() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  w.clock.advance(13h);
  OK(w.rooms.ask(w.other, w.room.code));  // renews it
  w.clock.advance(23h);
  CHECK_EQ(w.status(asked), RequestStatus::pending);
  w.clock.advance(1h);
  CHECK_EQ(w.status(asked), RequestStatus::expired);
  CHECK(w.waiting().empty());
  REFUSED(w.respond(w.host, asked, RequestAnswer::approve), request_over);
  CHECK(OK(w.rooms.ask(w.other, w.room.code)).request_id != asked.request_id);
  w.clock.advance(24h * 32);
  OK(w.retention.sweep());
  OK(w.store->read([&](UnitOfWork& work) -> Outcome<void> {
    CHECK(!work.join_requests().by_person(w.room.id, w.other.user_id));
    return {};
  }));
}

void the_end_of_the_meeting_ends_its_requests() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  OK(w.rooms.end(w.host, w.room.code));
  CHECK_EQ(w.status(asked), RequestStatus::expired);
  REFUSED(w.respond(w.host, asked, RequestAnswer::approve), ended);
  REFUSED(w.requests.respond_to(w.host, w.room.code, std::nullopt, RequestAnswer::deny, kClient),
          ended);
}

void a_request_is_withdrawn_or_left() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  for (int i = 0; i < 2; ++i) {
    const auto gone =
        OK(w.requests.withdraw(w.other, w.room.code, asked.request_id.value(), kClient));
    CHECK_EQ(gone.status, RequestStatus::withdrawn);
  }
  CHECK(w.waiting().empty());
  REFUSED(w.respond(w.host, asked, RequestAnswer::approve), request_over);
  const Pending next = OK(w.rooms.ask(w.other, w.room.code));
  OK(w.rooms.leave(w.other, w.room.code));
  CHECK_EQ(w.status(next), RequestStatus::withdrawn);
  // What is answered is not withdrawn.
  const Pending last = OK(w.rooms.ask(w.other, w.room.code));
  OK(w.respond(w.host, last, RequestAnswer::approve));
  CHECK_EQ(OK(w.requests.withdraw(w.other, w.room.code, last.request_id.value(), kClient)).status,
           RequestStatus::approved);
}

void many_are_answered_at_once() {
  Asking w;
  std::vector<Pending> all;
  for (const char* name : {"a", "b", "c"}) {
    all.push_back(OK(w.rooms.ask(w.person(name), w.room.code)));
    w.clock.advance(1s);
  }
  CHECK_EQ(all[2].position, 3u);
  const auto some = OK(w.requests.respond_to(
      w.host, w.room.code, std::vector<std::string>{all[1].request_id.value(), "unknown"},
      RequestAnswer::deny, kClient));
  CHECK((some.size() == 1 && some[0].status == RequestStatus::denied));
  (void)w.told();
  const auto rest =
      OK(w.requests.respond_to(w.host, w.room.code, std::nullopt, RequestAnswer::approve, kClient));
  CHECK_EQ(rest.size(), 2u);
  CHECK_EQ(w.told().size(), 2u);
  CHECK_EQ(OK(w.requests.list(w.host, w.room.code, RequestStatus::approved, kClient)).size(), 2u);
  CHECK(OK(w.requests.respond_to(w.host, w.room.code, std::nullopt, RequestAnswer::deny, kClient))
            .empty());
  const std::vector<std::string> too_many(501, "x");
  REFUSED(w.requests.respond_to(w.host, w.room.code, too_many, RequestAnswer::approve, kClient),
          bad_field);
}

void strangers_see_and_answer_nothing() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  const std::string id = asked.request_id.value();
  const Claims third = w.person("third");
  REFUSED(w.respond(w.other, asked, RequestAnswer::approve), forbidden);
  REFUSED(w.respond(third, asked, RequestAnswer::approve), not_found);
  REFUSED(w.requests.respond(w.host, "unknown", RequestAnswer::approve), not_found);
  REFUSED(w.requests.find(third, w.room.code, id, kClient), not_found);
  REFUSED(w.requests.withdraw(third, w.room.code, id, kClient), not_found);
  REFUSED(w.requests.withdraw(w.host, w.room.code, id, kClient), not_found);
  REFUSED(w.requests.list(w.other, w.room.code, RequestStatus::pending, kClient), forbidden);
  REFUSED(
      w.requests.respond_to(w.other, w.room.code, std::nullopt, RequestAnswer::approve, kClient),
      forbidden);
  // A request is asked for under its own meeting.
  const Meeting elsewhere = w.meeting(w.host);
  REFUSED(w.requests.find(w.host, elsewhere.code, id, kClient), not_found);
  CHECK_EQ(OK(w.requests.find(w.host, w.room.code, id, kClient)).name, "other");
}

void the_waiting_room_holds_everybody_but_hosts() {
  Asking w;
  w.room = w.meeting(w.host, {.title = "Lobby", .waiting_room = true});
  const Claims guest = w.guest(w.room, "G");
  const Pending asked = OK(w.rooms.ask(guest, w.room.code));
  CHECK_EQ(asked.reason, WaitReason::lobby);
  OK(w.rooms.join(w.host, w.room.code, {}));
  // The host opens the room: who waits comes in.
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = false}, {}, kClient, nullptr));
  OK(w.rooms.join(guest, w.room.code, {}));
  CHECK(w.waiting().empty());
  // And closes it: who was in comes back.
  OK(w.rooms.change(w.host, w.room.code, {.waiting_room = true}, {}, kClient, nullptr));
  OK(w.rooms.join(guest, w.room.code, {}));
  OK(w.rooms.ask(w.other, w.room.code));
}

// Only who knows the password may ask; who was approved need not know it again.
void the_password_comes_before_the_request() {
  Asking w;
  w.room =
      w.meeting(w.host, {.title = "P", .access = MeetingAccess::approval, .password = "salve"});
  REFUSED(w.rooms.ask(w.other, w.room.code), password_required);
  REFUSED(w.rooms.ask(w.other, w.room.code, {.password = "vale"}), password_wrong);
  CHECK(w.waiting().empty());
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code, {.password = "salve"}));
  OK(w.respond(w.host, asked, RequestAnswer::approve));
  OK(w.rooms.join(w.other, w.room.code, {}));
}

void a_banned_person_waits_no_longer() {
  Asking w;
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  OK(w.bans.put(w.host, w.room.code, {.user_id = w.other.user_id.value()}, kClient));
  CHECK_EQ(w.status(asked), RequestStatus::denied);
  REFUSED(w.rooms.ask(w.other, w.room.code), banned);
}

// A crowd of guests does not keep accounts from asking.
void the_waiting_are_bounded() {
  Asking w;
  const auto fill = [&](std::size_t count, UserRole role) {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      for (std::size_t i = 0; i < count; ++i) {
        StoredUser user;
        user.user = User{UserId{w.random.uuid()}, "", "x", role, false, w.clock.wall_now()};
        if (role == UserRole::guest) user.guest_meeting = w.room.id;
        else user.user.email = user.user.id.value() + "@x.org";
        work.users().insert(user);
        JoinRequest request;
        request.id = JoinRequestId{w.random.uuid()};
        request.meeting_id = w.room.id;
        request.user_id = user.user.id;
        request.name = "x";
        request.created_at = w.clock.wall_now();
        request.expires_at = w.clock.wall_now() + 24h;
        work.join_requests().put(request);
      }
      return {};
    }));
  };
  const Claims guest = w.guest(w.room, "G");
  fill(Meetings::kMostRequestsOfGuests, UserRole::guest);
  REFUSED(w.rooms.ask(guest, w.room.code), too_many);
  const Pending asked = OK(w.rooms.ask(w.other, w.room.code));
  fill(Meetings::kMostRequests - Meetings::kMostRequestsOfGuests - 1, UserRole::user);
  REFUSED(w.rooms.ask(w.person("third"), w.room.code), too_many);
  CHECK_EQ(OK(w.rooms.ask(w.other, w.room.code)).request_id, asked.request_id);
  CHECK_EQ(w.waiting().size(), Meetings::kMostRequests);
}

void texts_are_checked() {
  Asking w;
  CHECK_EQ(REFUSED(w.rooms.ask(w.other, w.room.code, {.message = std::string(301, 'x')}), bad_field)
               .field,
           "message");
  CHECK_EQ(REFUSED(w.rooms.ask(w.other, w.room.code, {.message = "a\x1b"}), bad_field).field,
           "message");
  OK(w.rooms.ask(w.other, w.room.code, {.name = "Otto", .message = std::string(300, 'x')}));
  CHECK_EQ(w.waiting()[0].name, "Otto");
}

// Whoever may not know of the meeting any more is told that there is no such request, also of the
// own one.
void the_own_request_of_a_hidden_meeting_is_not_found() {
  Asking w;
  const JoinRequestId id = OK(w.rooms.ask(w.other, w.room.code)).request_id;
  REFUSED(w.requests.respond(w.other, id.value(), RequestAnswer::approve), forbidden);
  OK(w.rooms.change(w.host, w.room.code, {.access = MeetingAccess::private_}, {}, kClient,
                    nullptr));
  REFUSED(w.requests.respond(w.other, id.value(), RequestAnswer::approve), not_found);
  REFUSED(w.requests.find(w.other, w.room.code, id.value(), kClient), not_found);
  REFUSED(w.requests.withdraw(w.other, w.room.code, id.value(), kClient), not_found);
}

}  // namespace

int main() {
  return lectern_test::run(
      "join_requests",
      {TEST(the_own_request_of_a_hidden_meeting_is_not_found), TEST(who_is_approved_comes_in),
       TEST(the_host_does_not_ask), TEST(asking_again_is_the_same_request),
       TEST(a_denied_person_asks_again_after_a_while), TEST(the_same_answer_twice_changes_nothing),
       TEST(a_request_expires), TEST(the_end_of_the_meeting_ends_its_requests),
       TEST(a_request_is_withdrawn_or_left), TEST(many_are_answered_at_once),
       TEST(strangers_see_and_answer_nothing), TEST(the_waiting_room_holds_everybody_but_hosts),
       TEST(the_password_comes_before_the_request), TEST(a_banned_person_waits_no_longer),
       TEST(the_waiting_are_bounded), TEST(texts_are_checked)});
}
