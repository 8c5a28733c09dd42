// SPDX-License-Identifier: MIT
// draft-ietf-httpapi-idempotency-key-header: one request for each key; and the transaction that
// stays open until the answer is there.
#include "meetings/idempotency.hpp"

#include <fstream>
#include <thread>

#include "tests/meetings/world.hpp"

using namespace lectern_test;
using namespace meetings;
using Turn = std::unique_ptr<Idempotency::Turn>;

namespace {

Idempotency::Question question(std::string key = "k", std::string_view request = "r",
                               std::string subject = "person 1", std::string route = "POST /x") {
  return {std::move(subject), std::move(route), std::move(key),
          base::sha256(base::as_bytes(request))};
}

struct Keyed : World {
  Turn turn(Idempotency::Question asked) {
    auto begun = OK(idempotency.begin(std::move(asked)));
    if (!std::holds_alternative<Turn>(begun))
      check_failed("there is a kept answer", __FILE__, __LINE__);
    return std::get<Turn>(std::move(begun));
  }
  std::string kept(Idempotency::Question asked) {
    auto begun = OK(idempotency.begin(std::move(asked)));
    if (!std::holds_alternative<std::string>(begun))
      check_failed("there is no kept answer", __FILE__, __LINE__);
    return std::get<std::string>(begun);
  }
  bool has_user(const std::string& email) {
    return OK(meetings::read(*store, [&](UnitOfWork& work) -> Outcome<bool> {
      return work.users().by_email(email).has_value();
    }));
  }
  std::string users_name(const std::string& email) {
    return OK(meetings::read(held, [&](UnitOfWork& work) -> Outcome<std::string> {
      const auto user = work.users().by_email(email);
      return user ? user->user.name : std::string{};
    }));
  }
  // How often the database file and its log hold the text.
  bool is_in_files(const std::string& text) {
    for (const char* name : {"test.db", "test.db-wal"}) {
      std::ifstream in{folder.file(name), std::ios::binary};
      const std::string all{std::istreambuf_iterator<char>{in}, {}};
      if (all.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

void the_answer_comes_with_the_change() {
  Keyed w;
  {
    const Turn turn = w.turn(question());
    w.person("ada");
    CHECK(!w.has_user("ada@example.org"));             // not on disk yet
    CHECK_EQ(w.users_name("ada@example.org"), "ada");  // but the request sees it
    OK(turn->keep("answer"));
    CHECK(w.has_user("ada@example.org"));
  }
  CHECK_EQ(w.kept(question()), "answer");
  CHECK_EQ(w.kept(question()), "answer");
}

void a_request_that_does_not_end_changes_nothing() {
  Keyed w;
  {
    const Turn turn = w.turn(question());
    w.person("ada");
  }
  CHECK(!w.has_user("ada@example.org"));
  {
    const Turn turn = w.turn(question());
    w.person("ada");
    OK(turn->keep("answer"));
  }
  CHECK(w.has_user("ada@example.org"));
}

void several_writes_are_one_change() {
  Keyed w;
  {
    const Turn turn = w.turn(question());
    w.person("ada");
    w.person("bob");
    REFUSED(w.held.write([](UnitOfWork&) -> Outcome<void> {
      return refuse(RefusalCode::email_taken, "No.");
    }),
            email_taken);
    REFUSED(turn->keep("answer"), email_taken);
  }
  CHECK(!w.has_user("ada@example.org") && !w.has_user("bob@example.org"));
}

void a_refused_first_write_leaves_the_key_free() {
  Keyed w;
  w.person("ada");
  {
    const Turn turn = w.turn(question());
    REFUSED(w.accounts.register_user({"ada@example.org", "x", "correct horse", std::nullopt}),
            email_taken);
    w.person("bob");  // opens a transaction of its own
    OK(turn->commit());
  }
  CHECK(w.has_user("bob@example.org"));
  w.turn(question("k", "another"));
}

void an_answer_without_a_change_is_kept_too() {
  Keyed w;
  OK(w.turn(question())->keep("answer"));
  CHECK_EQ(w.kept(question()), "answer");
}

void a_key_belongs_to_one_request_of_one_person_at_one_route() {
  Keyed w;
  OK(w.turn(question("k", "r"))->keep("answer"));
  REFUSED(w.idempotency.begin(question("k", "another")), idempotency_conflict);
  w.turn(question("other"));
  w.turn(question("k", "r", "person 2"));
  w.turn(question("k", "r", "person 1", "POST /y"));
}

void a_second_request_waits_for_the_first() {
  Keyed w;
  const Turn turn = w.turn(question());
  const Refusal refusal = REFUSED(w.idempotency.begin(question()), idempotency_busy);
  CHECK(refusal.retry_after == std::chrono::seconds{1});
  REFUSED(w.idempotency.begin(question("k", "another")), idempotency_busy);
  OK(turn->keep("answer"));
}

void an_answer_is_kept_for_a_day() {
  Keyed w;
  OK(w.turn(question())->keep("old"));
  w.clock.advance(Idempotency::kLifetime - std::chrono::seconds{1});
  CHECK_EQ(w.kept(question()), "old");
  w.clock.advance(std::chrono::seconds{1});
  OK(w.turn(question("k", "another"))->keep("new"));
  CHECK_EQ(w.kept(question("k", "another")), "new");
  w.clock.advance(Idempotency::kLifetime);
  OK(w.retention.sweep());
  CHECK(!OK(meetings::read(*w.store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.kept_answers()
        .find(base::sha256(base::as_bytes("person 1\nPOST /x\nk")))
        .has_value();
  })));
}

void the_newest_answers_of_a_person_are_kept() {
  Keyed w;
  OK(w.turn(question("of another", "r", "person 2"))->keep("answer"));
  for (std::size_t i = 0; i <= Idempotency::kMostPerSubject; ++i) {
    OK(w.turn(question("k" + std::to_string(i)))->keep("answer"));
    w.clock.advance(std::chrono::milliseconds{1});
  }
  w.turn(question("k0"));
  CHECK_EQ(w.kept(question("k1")), "answer");
  CHECK_EQ(w.kept(question("of another", "r", "person 2")), "answer");
}

void the_database_reveals_neither_key_nor_answer() {
  Keyed w;
  OK(w.turn(question("a-key-to-be-found"))->keep("an-answer-to-be-found"));
  CHECK(!w.is_in_files("a-key-to-be-found") && !w.is_in_files("an-answer-to-be-found"));
  // Another secret cannot read it; the old one beside it can.
  const Tokens other{{base::Secret{"another secret of a test, long enough"}}, "lectern"};
  Idempotency with_other{w.held, other, w.clock, w.random};
  REFUSED(with_other.begin(question("a-key-to-be-found")), idempotency_conflict);
  const Tokens both{{base::Secret{"another secret of a test, long enough"},
                     base::Secret{"an old secret of a test, long enough"}},
                    "lectern"};
  Idempotency with_both{w.held, both, w.clock, w.random};
  const auto begun = OK(with_both.begin(question("a-key-to-be-found")));
  CHECK_EQ(std::get<std::string>(begun), "an-answer-to-be-found");
}

void events_wait_for_the_commit() {
  Keyed w;
  const Claims host = w.person("host");
  const Meeting meeting = w.meeting(host);
  OK(w.rooms.join(host, meeting.code, {}));
  (void)w.events.take();
  {
    const Turn turn = w.turn(question());
    OK(w.rooms.end(host, meeting.code));
    CHECK(w.events.take().empty());
    OK(turn->keep("answer"));
    CHECK_EQ(w.events.take().size(), 1u);
  }
  {
    const Turn turn = w.turn(question("leave"));
    OK(w.rooms.leave(host, meeting.code));
  }
  CHECK(w.events.take().empty());
}

// Whoever writes meanwhile waits for the open transaction and then goes on.
// The places of meetings that end with their host's account.
void held_places_wait_for_the_commit() {
  Keyed w;
  const Claims host = w.person("host");
  const MeetingId room = OK(w.rooms.create(host, {.title = "Latin"})).meeting.id;
  const auto takes = [&](const std::string& seat) {
    SeatClaim claim{room, ParticipantId{seat}, SeatClaim::Rank::account, true};
    claim.limit = 1;
    return w.holds.take(w.presence, claim, w.clock.now()) == SeatAnswer::taken;
  };
  CHECK(takes("one"));
  {
    const Turn turn = w.turn(question());
    OK(w.persons.erase_own(host, std::nullopt, {kClient}, nullptr));
    CHECK(!takes("another"));
  }
  CHECK(!takes("another"));  // it was undone
  const Turn turn = w.turn(question());
  OK(w.persons.erase_own(host, std::nullopt, {kClient}, nullptr));
  OK(turn->keep("answer"));
  CHECK(takes("another"));
}

void other_writers_go_on_afterwards() {
  Keyed w;
  std::thread other;
  {
    const Turn turn = w.turn(question());
    w.person("ada");
    other = std::thread([&] { w.person("bob"); });
    OK(turn->keep("answer"));
  }
  other.join();
  CHECK(w.has_user("ada@example.org") && w.has_user("bob@example.org"));
}

// A store that runs a body once more, as one does whose transactions can collide.
class TryingTwice final : public Store {
 public:
  explicit TryingTwice(Store& inner) : inner_(inner) {}
  Outcome<void> write(const Body& body) override {
    return inner_.write([&](UnitOfWork& work) -> Outcome<void> {
      TRY(body(work));
      return body(work);
    });
  }
  Outcome<void> read(const Body& body) override { return inner_.read(body); }

 private:
  Store& inner_;
};

void a_transaction_is_not_tried_twice() {
  Keyed w;
  TryingTwice twice{*w.store};
  store::HeldStore held{twice};
  const auto hold = held.hold([](UnitOfWork&) -> Outcome<void> { return {}; });
  int calls = 0;
  OK(held.write([&](UnitOfWork&) -> Outcome<void> {
    ++calls;
    return {};
  }));
  REFUSED(hold->commit([](UnitOfWork&) -> Outcome<void> { return {}; }), overloaded);
  CHECK_EQ(calls, 1);
}

}  // namespace

int main() {
  return run(
      "idempotency",
      {TEST(the_answer_comes_with_the_change), TEST(a_request_that_does_not_end_changes_nothing),
       TEST(several_writes_are_one_change), TEST(a_refused_first_write_leaves_the_key_free),
       TEST(an_answer_without_a_change_is_kept_too),
       TEST(a_key_belongs_to_one_request_of_one_person_at_one_route),
       TEST(a_second_request_waits_for_the_first), TEST(an_answer_is_kept_for_a_day),
       TEST(the_newest_answers_of_a_person_are_kept),
       TEST(the_database_reveals_neither_key_nor_answer), TEST(events_wait_for_the_commit),
       TEST(held_places_wait_for_the_commit), TEST(other_writers_go_on_afterwards),
       TEST(a_transaction_is_not_tried_twice)});
}
