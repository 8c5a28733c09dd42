// SPDX-License-Identifier: MIT
// The contract of meetings::Store, on every database: test_contract runs it on SQLite,
// "test_contract postgres" on a PostgreSQL server that it starts. The repositories' own rules are
// tested through the services (tests/meetings), which run on both, too.
#include <atomic>
#include <future>
#include <new>
#include <optional>
#include <thread>

#include "meetings/store/postgres/postgres_store.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/postgres_server.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using store::DurableStore;

namespace {

bool on_postgres = false;

lectern_test::PostgresServer& server() {
  static lectern_test::PostgresServer one;
  return one;
}

// One database, which may be opened several times, as several daemons do.
class Place {
 public:
  Place() {
    if (on_postgres) schema_ = server().new_schema();
  }
  std::unique_ptr<DurableStore> open() {
    if (!on_postgres) return CHECK_OK(store::SqliteStore::open(folder_.file("test.db"), log_));
    store::PostgresOptions options;
    options.primary = server().address(schema_);
    return CHECK_OK(store::PostgresStore::open(std::move(options), log_));
  }

 private:
  lectern_test::TempFolder folder_;
  base::Log log_{base::LogLevel::error, base::LogFormat::text,
                 [](base::LogLevel, std::string_view) {}};
  std::string schema_;
};

const base::WallTime kNow = base::from_unix_micros(1'800'000'000'123'456);

StoredUser user(const std::string& name) {
  StoredUser stored;
  stored.user =
      User{UserId{"id-" + name}, name + "@example.org", name, UserRole::user, false, kNow};
  return stored;
}

StoredMeeting meeting(const std::string& name, const std::string& host) {
  StoredMeeting stored;
  stored.meeting.id = MeetingId{name};
  stored.meeting.code = "code-" + name;
  stored.meeting.title = name;
  stored.meeting.max_participants = 12;
  stored.meeting.host_id = UserId{"id-" + host};
  stored.meeting.created_at = kNow;
  return stored;
}

Invitation invitation(const std::string& id, const std::string& email) {
  Invitation one;
  one.id = InviteId{id};
  one.meeting_id = MeetingId{"m"};
  one.email = email;
  one.created_at = kNow;
  return one;
}

void change(Store& store, const std::function<void(UnitOfWork&)>& with) {
  OK(store.write([&](UnitOfWork& work) -> Outcome<void> {
    with(work);
    return {};
  }));
}

bool knows(Store& store, const std::string& name) {
  return OK(read(store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.users().by_email(name + "@example.org").has_value();
  }));
}

void make_host_and_meeting(Store& store) {
  change(store, [](UnitOfWork& work) {
    CHECK(work.users().insert(user("ada")));
    CHECK(work.meetings().insert(meeting("m", "ada")));
  });
}

void a_refusal_undoes_what_was_written() {
  Place place;
  const auto store = place.open();
  REFUSED(store->write([](UnitOfWork& work) -> Outcome<void> {
    CHECK(work.users().insert(user("ada")));
    return refuse(RefusalCode::full, "no");
  }),
          full);
  CHECK(!knows(*store, "ada"));
}

void a_failed_call_outweighs_the_bodys_answer() {
  Place place;
  const auto store = place.open();
  REFUSED(store->write([](UnitOfWork& work) -> Outcome<void> {
    work.users().insert(user("ada"));
    CHECK(!work.failed());
    StoredSeat orphan;
    orphan.id = ParticipantId{"p"};
    orphan.meeting_id = MeetingId{"no such meeting"};
    work.participants().insert(orphan);
    CHECK(work.failed());
    CHECK(!work.users().by_email("ada@example.org"));
    return {};
  }),
          internal);
  CHECK(!knows(*store, "ada"));
  change(*store, [](UnitOfWork& work) { work.users().insert(user("bob")); });
  CHECK(knows(*store, "bob"));
  CHECK_OK(store->probe());
}

void what_a_body_throws_is_caught() {
  Place place;
  const auto store = place.open();
  REFUSED(store->write([](UnitOfWork& work) -> Outcome<void> {
    work.users().insert(user("ada"));
    throw std::bad_alloc{};
  }),
          internal);
  REFUSED(store->read([](UnitOfWork&) -> Outcome<void> { throw std::bad_alloc{}; }), internal);
  CHECK(!knows(*store, "ada"));
  change(*store, [](UnitOfWork& work) { work.users().insert(user("ada")); });
}

void readers_write_nothing() {
  Place place;
  const auto store = place.open();
  for (const bool list : {false, true}) {
    const Store::Body body = [](UnitOfWork& work) -> Outcome<void> {
      work.users().insert(user("ada"));
      return {};
    };
    REFUSED(list ? store->read_list(body) : store->read(body), internal);
  }
  CHECK(!knows(*store, "ada"));
}

// Text with a NUL, and what is no UTF-8, is refused before it reaches the database, and is the
// caller's mistake.
// A look has no transaction around it, and changes nothing all the same.
void a_look_writes_nothing() {
  Place place;
  const auto store = place.open();
  make_host_and_meeting(*store);
  CHECK(OK(look(*store, [](UnitOfWork& work) -> Outcome<bool> {
    return work.users().by_email("ada@example.org").has_value();
  })));
  REFUSED(store->look([](UnitOfWork& work) -> Outcome<void> {
    work.users().insert(user("eve"));
    return {};
  }),
          internal);
  CHECK(!knows(*store, "eve"));
  REFUSED(store->look([](UnitOfWork&) -> Outcome<void> { return refuse(RefusalCode::full, "no"); }),
          full);
  change(*store, [](UnitOfWork& work) { CHECK(work.users().insert(user("eve"))); });
  CHECK(knows(*store, "eve"));
}

void a_meeting_comes_with_the_persons_relation() {
  Place place;
  const auto store = place.open();
  make_host_and_meeting(*store);
  const UserId ada{"id-ada"}, eve{"id-eve"};
  change(*store, [&](UnitOfWork& work) {
    CHECK(work.users().insert(user("eve")));
    work.participants().insert(
        {ParticipantId{"p"}, MeetingId{"m"}, eve, "Eve", Role::cohost, kNow});
  });
  OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
    const auto by_id = work.relations().by_id(MeetingId{"m"}, eve);
    const auto by_code = work.relations().by_code("code-m", eve);
    for (const auto* found : {&by_id, &by_code}) {
      CHECK_EQ(found->meeting->meeting, work.meetings().by_id(MeetingId{"m"})->meeting);
      CHECK(found->relation.seat && found->relation.seat->role == Role::cohost);
      CHECK(!found->relation.banned && !found->relation.invited && !found->relation.request);
    }
    const auto stranger = work.relations().by_id(MeetingId{"m"}, ada);
    CHECK(stranger.meeting && !stranger.relation.seat);
    const auto nothing = work.relations().by_code("code-x", eve);
    CHECK(!nothing.meeting && !nothing.relation.seat);
    return {};
  }));
}

void an_account_comes_with_its_session_or_token() {
  Place place;
  const auto store = place.open();
  make_host_and_meeting(*store);
  const UserId ada{"id-ada"};
  change(*store, [&](UnitOfWork& work) {
    Session session;
    session.id = "s";
    session.user_id = ada;
    session.created_at = session.rotated_at = kNow;
    session.expires_at = kNow + 1h;
    (void)work.sessions().insert(session, 10);
    StoredApiToken token;
    token.id = "t";
    token.user_id = ada;
    token.created_at = kNow;
    token.expires_at = kNow + 2h;
    work.api_tokens().insert(token);
  });
  OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
    const auto by_session = work.users().with_grant(ada, "s");
    CHECK(by_session && by_session->user.user == user("ada").user);
    CHECK(by_session->grant->user_id == ada && by_session->grant->expires_at == kNow + 1h);
    CHECK_EQ(work.users().with_grant(ada, "t")->grant->expires_at, kNow + 2h);
    CHECK(!work.users().with_grant(ada, "x")->grant);
    CHECK(!work.users().with_grant(UserId{"x"}, "s"));
    return {};
  }));
}

void text_that_cannot_be_stored_is_the_callers_mistake() {
  Place place;
  const auto store = place.open();
  for (const std::string& name : {std::string{"a\0b", 3}, std::string{"\xff\xfe"}}) {
    REFUSED(store->write([&](UnitOfWork& work) -> Outcome<void> {
      StoredUser stored = user("ada");
      stored.user.name = name;
      work.users().insert(stored);
      return {};
    }),
            bad_field);
  }
  CHECK_OK(store->probe());
  CHECK(!knows(*store, "ada"));
}

void every_text_and_number_comes_back_as_it_went_in() {
  Place place;
  const auto store = place.open();
  StoredUser stored = user("ada");
  stored.user.name = "O'Brien \"?1\" \\ $1 \xf0\x9f\x8e\x93 \xc3\xa4\n";
  stored.password_hash = std::string(3000, 'x');
  change(*store, [&](UnitOfWork& work) {
    CHECK(work.users().insert(stored));
    Session session;
    session.id = "s";
    session.user_id = stored.user.id;
    session.current.fill(std::byte{0});
    session.previous.emplace().fill(std::byte{0xff});
    session.created_at = session.rotated_at = kNow;
    session.expires_at = base::from_unix_micros(253'402'300'799'999'999);
    work.sessions().insert(session, 5);
  });
  OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
    const auto found = work.users().by_id(stored.user.id);
    CHECK(found && found->user == stored.user && found->password_hash == stored.password_hash);
    const auto session = work.sessions().find("s");
    CHECK(session && session->current == base::Sha256Digest{} && !session->next_salt);
    CHECK(session->previous && (*session->previous)[31] == std::byte{0xff});
    CHECK(session->expires_at == base::from_unix_micros(253'402'300'799'999'999));
    return {};
  }));
}

// Byte by byte, not by the rules of a language: a cursor of one database is one of the other.
void text_sorts_by_its_bytes() {
  Place place;
  const auto store = place.open();
  change(*store, [](UnitOfWork& work) {
    for (const char* name : {"b", "A", "a", "\xc3\xa4", "Z", "_", "a-a", "aa"})
      CHECK(work.users().insert(user(name)));
  });
  std::string order;
  OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
    order.clear();
    for (const User& one : work.users().list("", 100)) order += one.name + ' ';
    CHECK_EQ(work.users().list("a@example.org", 1).front().name, "aa");
    return {};
  }));
  CHECK_EQ(order, "A Z _ a-a a aa b \xc3\xa4 ");
}

void a_taken_key_is_no_failure() {
  Place place;
  const auto store = place.open();
  make_host_and_meeting(*store);
  change(*store, [](UnitOfWork& work) {
    StoredUser twin = user("ada");
    twin.user.id = UserId{"another"};
    CHECK(!work.users().insert(twin));
    StoredMeeting second = meeting("n", "ada");
    second.meeting.code = "code-m";
    CHECK(!work.meetings().insert(second));
    second.meeting.code = "code-n";
    CHECK(work.meetings().insert(second));
  });
}

// A reader sees one state, whatever is committed meanwhile, and the next one sees the newest.
void a_reader_sees_one_state() {
  Place place;
  const auto store = place.open();
  const auto other = place.open();
  OK(store->read([&](UnitOfWork& work) -> Outcome<void> {
    CHECK(!work.users().by_email("ada@example.org"));
    change(*other, [](UnitOfWork& w) { w.users().insert(user("ada")); });
    CHECK(!work.users().by_email("ada@example.org"));
    return {};
  }));
  CHECK(knows(*store, "ada"));
}

// Runs the function on two stores in turn, many times on each side at once.
template <class F>
void on_two_stores(Place& place, int times, const F& run) {
  std::vector<std::future<void>> sides;
  for (int side = 0; side < 2; ++side) {
    sides.push_back(std::async(std::launch::async, [&, side] {
      const auto store = place.open();
      for (int i = 0; i < times; ++i) run(*store, side, i);
    }));
  }
  for (std::future<void>& side : sides) side.wait();
  for (std::future<void>& side : sides) side.get();  // throws what the side has thrown
}

// The rule reads the number of rows and then writes one: two daemons must not both find the last
// place free.
void the_last_places_go_to_one_each() {
  constexpr std::size_t kMost = 10;
  Place place;
  make_host_and_meeting(*place.open());
  std::atomic<int> invited{0}, refused{0}, wrong{0};
  on_two_stores(place, 8, [&](Store& store, int side, int i) {
    const std::string name = std::to_string(side) + "-" + std::to_string(i);
    const auto done = store.write([&](UnitOfWork& work) -> Outcome<void> {
      if (work.meeting_invitations().count(MeetingId{"m"}) >= kMost)
        return refuse(RefusalCode::too_many, "no place is left");
      work.meeting_invitations().insert(invitation("i" + name, name + "@example.org"));
      return {};
    });
    if (done) ++invited;
    else if (done.error().code == RefusalCode::too_many) ++refused;
    else ++wrong;
  });
  CHECK_EQ(invited.load(), 10);
  CHECK_EQ(refused.load(), 6);
  CHECK_EQ(wrong.load(), 0);
}

void a_code_is_given_once() {
  Place place;
  change(*place.open(), [](UnitOfWork& work) { work.users().insert(user("ada")); });
  std::atomic<int> given{0}, taken{0};
  on_two_stores(place, 10, [&](Store& store, int side, int i) {
    StoredMeeting one = meeting(std::to_string(side) + "-" + std::to_string(i), "ada");
    one.meeting.code = "code-" + std::to_string(i);
    const bool inserted = OK(write(
        store, [&](UnitOfWork& work) -> Outcome<bool> { return work.meetings().insert(one); }));
    ++(inserted ? given : taken);
  });
  CHECK_EQ(given.load(), 10);
  CHECK_EQ(taken.load(), 10);
}

void an_address_has_one_account() {
  Place place;
  std::atomic<int> made{0}, taken{0};
  on_two_stores(place, 10, [&](Store& store, int side, int i) {
    StoredUser one = user(std::to_string(i));
    one.user.id = UserId{std::to_string(side) + "-" + std::to_string(i)};
    const bool inserted = OK(
        write(store, [&](UnitOfWork& work) -> Outcome<bool> { return work.users().insert(one); }));
    ++(inserted ? made : taken);
  });
  CHECK_EQ(made.load(), 10);
  CHECK_EQ(taken.load(), 10);
}

// A person who comes in twice at once gets one seat: the second attempt finds the first one's.
void a_person_has_one_seat() {
  Place place;
  make_host_and_meeting(*place.open());
  std::atomic<int> fresh{0};
  on_two_stores(place, 1, [&](Store& store, int side, int) {
    const bool sat_down = OK(write(store, [&](UnitOfWork& work) -> Outcome<bool> {
      if (work.participants().by_person(MeetingId{"m"}, UserId{"id-ada"})) return false;
      work.participants().insert({ParticipantId{std::to_string(side)}, MeetingId{"m"},
                                  UserId{"id-ada"}, "Ada", Role::host, kNow});
      return true;
    }));
    if (sat_down) ++fresh;
  });
  CHECK_EQ(fresh.load(), 1);
}

// What is read and written back is not lost: a refresh token is rotated once.
void no_change_overwrites_an_unseen_one() {
  Place place;
  make_host_and_meeting(*place.open());
  on_two_stores(place, 15, [](Store& store, int, int) {
    change(store, [](UnitOfWork& work) {
      auto stored = work.meetings().by_id(MeetingId{"m"});
      stored->meeting.title = std::to_string(std::stoi("0" + stored->meeting.title.substr(1)) + 1);
      stored->meeting.title.insert(0, "n");
      work.meetings().update(*stored);
    });
  });
  const auto store = place.open();
  OK(store->read([](UnitOfWork& work) -> Outcome<void> {
    const auto stored = work.meetings().by_id(MeetingId{"m"});
    CHECK_EQ(stored->meeting.title, "n30");
    CHECK_EQ(stored->meeting.version, 31);
    return {};
  }));
}

// Two persons split one series at once: the version tells the second one.
void a_series_is_split_once() {
  Place place;
  make_host_and_meeting(*place.open());
  std::atomic<int> split{0}, changed{0};
  on_two_stores(place, 1, [&](Store& store, int side, int) {
    const auto done = store.write([&](UnitOfWork& work) -> Outcome<void> {
      const auto stored = work.meetings().by_id(MeetingId{"m"});
      if (stored->meeting.version != 1) return refuse(RefusalCode::changed, "somebody else did");
      const std::string name = "part-" + std::to_string(side);
      (void)work.meetings().insert(meeting(name, "ada"));  // false: a conflict ends this attempt
      work.meetings().update(*stored);
      work.series().split(MeetingId{"m"}, MeetingId{name}, "20260302T100000");
      return {};
    });
    if (done) ++split;
    else if (done.error().code == RefusalCode::changed) ++changed;
  });
  CHECK_EQ(split.load(), 1);
  CHECK_EQ(changed.load(), 1);
}

void a_message_is_claimed_once() {
  Place place;
  change(*place.open(), [](UnitOfWork& work) {
    for (int i = 0; i < 30; ++i) work.outbox().put(OutboxKind::mail, std::to_string(i), kNow, kNow);
  });
  std::atomic<int> claimed{0};
  on_two_stores(place, 12, [&](Store& store, int, int) {
    claimed += OK(write(store, [&](UnitOfWork& work) -> Outcome<int> {
      return static_cast<int>(
          work.outbox().claim_due(OutboxKind::mail, kNow, kNow + 5min, 3).size());
    }));
  });
  CHECK_EQ(claimed.load(), 30);
}

void a_database_keeps_its_identity() {
  Place place, another;
  const std::string identity = place.open()->identity();
  CHECK_EQ(identity.size(), 32u);
  CHECK_EQ(place.open()->identity(), identity);
  CHECK(another.open()->identity() != identity);
}

// The rules of each are tested in tests/meetings/test_retention.cpp, on SQLite.
void every_sweep_runs_here() {
  Place place;
  change(*place.open(), [](UnitOfWork& work) {
    work.users().insert(user("ada"));
    StoredMeeting over = meeting("over", "ada");
    over.meeting.ended_at = kNow;
    work.meetings().insert(over);
    StoredUser guest = user("guest");
    guest.user.email.clear();
    guest.user.role = UserRole::guest;
    guest.guest_meeting = over.meeting.id;
    work.users().insert(guest);
    work.participants().insert(
        {ParticipantId{"seat"}, over.meeting.id, guest.user.id, "Gwen", Role::participant, kNow});
    work.audit().insert({.at = kNow, .kind = AuditKind::backup_made, .actor = the_operator()});
  });
  change(*place.open(), [](UnitOfWork& work) {
    for (const RetainedRow& row : kRetained) {
      if (row.what == Retained::meetings) continue;  // last, because the guest goes with it
      const bool removes = row.what == Retained::guests || row.what == Retained::audit;
      CHECK_EQ(work.retention().remove(row.what, kNow, 10), removes ? 1u : 0u);
    }
    CHECK_EQ(work.retention().remove(Retained::meetings, kNow, 10), 1u);
    CHECK(!work.users().by_id(UserId{"id-guest"}));
  });
}

void the_audit_log_is_read_by_its_filters() {
  Place place;
  const auto store = place.open();
  change(*store, [](UnitOfWork& work) {
    for (int i = 0; i < 3; ++i) {
      work.audit().insert({.at = kNow + std::chrono::seconds{i},
                           .kind = AuditKind::user_disabled,
                           .actor = {ActorKind::user, UserId{"id-ada"}, "192.0.2.0/24"},
                           .whom = UserId{"id-" + std::to_string(i)}});
    }
    work.audit().insert({.at = kNow, .kind = AuditKind::backup_made, .actor = the_operator()});
  });
  const auto list = [&](const AuditFilter& filter, std::optional<std::int64_t> before = {}) {
    return OK(read(*store, [&](UnitOfWork& work) -> Outcome<std::vector<AuditEntry>> {
      return work.audit().list(filter, before, 10);
    }));
  };
  CHECK_EQ(list({}).size(), 4u);
  CHECK_EQ(list({.actor = UserId{"id-ada"}}).size(), 3u);
  CHECK_EQ(list({.actor_kind = ActorKind::operator_}).size(), 1u);
  CHECK_EQ(list({.kind = AuditKind::backup_made}).size(), 1u);
  CHECK_EQ(list({.whom = UserId{"id-1"}}).size(), 1u);
  CHECK_EQ(list({.from = kNow + 1s, .to = kNow + 2s}).size(), 1u);
  const auto all = list({});
  CHECK((list({}, all[1].id) == std::vector<AuditEntry>{all[2], all[3]}));
}

}  // namespace

int main(int argc, char** argv) {
  on_postgres = argc > 1 && std::string_view{argv[1]} == "postgres";
  return lectern_test::run(on_postgres ? "contract on PostgreSQL" : "contract on SQLite",
                           {TEST(a_refusal_undoes_what_was_written),
                            TEST(a_failed_call_outweighs_the_bodys_answer),
                            TEST(what_a_body_throws_is_caught),
                            TEST(readers_write_nothing),
                            TEST(a_look_writes_nothing),
                            TEST(a_meeting_comes_with_the_persons_relation),
                            TEST(an_account_comes_with_its_session_or_token),
                            TEST(text_that_cannot_be_stored_is_the_callers_mistake),
                            TEST(every_text_and_number_comes_back_as_it_went_in),
                            TEST(text_sorts_by_its_bytes),
                            TEST(a_taken_key_is_no_failure),
                            TEST(a_reader_sees_one_state),
                            TEST(the_last_places_go_to_one_each),
                            TEST(a_code_is_given_once),
                            TEST(an_address_has_one_account),
                            TEST(a_person_has_one_seat),
                            TEST(no_change_overwrites_an_unseen_one),
                            TEST(a_series_is_split_once),
                            TEST(a_message_is_claimed_once),
                            TEST(a_database_keeps_its_identity),
                            TEST(every_sweep_runs_here),
                            TEST(the_audit_log_is_read_by_its_filters)});
}
