// SPDX-License-Identifier: MIT
// PostgresStore while the server goes away, hangs, comes back, answers nothing to a COMMIT, and
// with a replica; and the migrations. A real server, which this program starts.
#include "meetings/store/postgres/postgres_store.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "meetings/store/postgres/migrations.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/postgres_server.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::PostgresServer;
using store::PostgresStore;

namespace {

PostgresServer& server() {
  static PostgresServer one;
  return one;
}

const base::Log& quiet() {
  static const base::Log log{base::LogLevel::error, base::LogFormat::text,
                             [](base::LogLevel, std::string_view) {}};
  return log;
}

StoredUser user(const std::string& name) {
  StoredUser stored;
  stored.user = User{UserId{"id-" + name},      name + "@example.org", name, UserRole::user, false,
                     base::from_unix_seconds(1)};
  return stored;
}

Outcome<void> add(Store& store, const std::string& name) {
  return store.write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().insert(user(name));
    return {};
  });
}

Outcome<bool> find(Store& store, const std::string& name) {
  return read(store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.users().by_email(name + "@example.org").has_value();
  });
}

struct Fixture {
  std::unique_ptr<PostgresStore> open(std::chrono::milliseconds patience = 1500ms,
                                      std::string url = {}) {
    store::PostgresOptions options;
    options.primary.url = url.empty() ? server().url(schema) : url;
    options.patience = patience;
    return CHECK_OK(PostgresStore::open(std::move(options), quiet()));
  }
  std::int64_t number(const std::string& sql) {
    return CHECK_OK(server().connect(schema)->value_of(sql));
  }
  std::string schema = server().new_schema();
};

template <class F>
bool eventually(const F& holds) {
  for (int i = 0; i < 200; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

template <class T>
void check_told_to_come_back(const Outcome<T>& answer) {
  CHECK(!answer);
  CHECK_EQ(answer.error().code, RefusalCode::overloaded);
  CHECK(answer.error().retry_after > 0s);
}

// The migrations --------------------------------------------------------------------------------

using store::postgres::migrate;
using store::postgres::migration_scripts;

void every_version_leads_to_the_newest() {
  const auto all = migration_scripts();
  for (std::size_t from = 0; from <= all.size(); ++from) {
    Fixture f;
    const auto db = server().connect(f.schema);
    CHECK_OK(migrate(*db, all.first(from)));
    if (from >= 2) {
      CHECK_OK(
          db->execute("INSERT INTO outbox (kind, payload, created_at, due_at) VALUES ('mail', "
                      "'kept', 1, 1)"));
    }
    CHECK_OK(migrate(*db));
    CHECK_EQ(f.number("SELECT version FROM lectern_schema"), static_cast<std::int64_t>(all.size()));
    CHECK_EQ(f.number("SELECT count(*) FROM outbox WHERE payload = 'kept'"), from >= 2 ? 1 : 0);
    CHECK_OK(migrate(*db));
  }
}

void a_newer_database_is_refused_by_name() {
  Fixture f;
  const auto db = server().connect(f.schema);
  CHECK_OK(migrate(*db));
  CHECK_OK(db->execute("UPDATE lectern_schema SET version = version + 1"));
  const auto refused = migrate(*db);
  CHECK(!refused && refused.error().code == base::Errc::unsupported);
  CHECK(refused.error().what.find("newer release (schema") != std::string::npos);
}

void another_programs_tables_are_left_alone() {
  Fixture f;
  const auto db = server().connect(f.schema);
  CHECK_OK(db->execute("CREATE TABLE theirs (x INTEGER)"));
  const auto refused = migrate(*db);
  CHECK(!refused && refused.error().what.find("another program") != std::string::npos);
  CHECK_EQ(f.number("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"), 1);
}

void a_role_without_a_schema_is_told() {
  const auto db = server().connect("no_such_schema");
  const auto refused = migrate(*db);
  CHECK(!refused && refused.error().what.find("search_path") != std::string::npos);
}

void a_broken_step_leaves_the_version_before_it() {
  Fixture f;
  const auto db = server().connect(f.schema);
  const std::string_view scripts[] = {"CREATE TABLE a (x BIGINT);",
                                      "CREATE TABLE b (x BIGINT); INSERT INTO nowhere VALUES (1);"};
  CHECK(!migrate(*db, scripts));
  CHECK(!db->in_transaction());
  CHECK_EQ(f.number("SELECT version FROM lectern_schema"), 1);
  CHECK_EQ(f.number("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND "
                    "tablename = 'b'"),
           0);
}

void daemons_that_start_together_migrate_once() {
  Fixture f;
  std::vector<std::thread> threads;
  std::atomic<int> opened{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      store::PostgresOptions options;
      options.primary = server().address(f.schema);
      if (PostgresStore::open(std::move(options), quiet())) ++opened;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(opened.load(), 4);
}

void a_server_that_is_not_there_is_an_error_at_the_start() {
  store::PostgresOptions options;
  options.primary.url = "postgresql://lectern@/postgres?host=/nowhere";
  const auto refused = PostgresStore::open(std::move(options), quiet());
  CHECK(!refused);
  CHECK(refused.error().what.find("/nowhere") != std::string::npos);
}

// Conflicts -------------------------------------------------------------------------------------

void a_conflict_is_repeated_and_counted() {
  Fixture f;
  const auto store = f.open();
  const auto other = f.open();
  OK(add(*store, "ada"));
  int runs = 0;
  OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
    auto ada = work.users().by_id(UserId{"id-ada"});
    if (++runs == 1) {
      OK(other->write([](UnitOfWork& theirs) -> Outcome<void> {
        auto same = theirs.users().by_id(UserId{"id-ada"});
        same->user.name += "2";
        theirs.users().update(*same);
        return {};
      }));
    }
    ada->user.name += "1";
    work.users().update(*ada);
    return {};
  }));
  CHECK_EQ(runs, 2);
  CHECK_EQ(store->counts().repeated, 1u);
  CHECK_EQ(f.number("SELECT count(*) FROM users WHERE name = 'ada21'"), 1);
}

void what_conflicts_for_ever_is_given_up() {
  Fixture f;
  const auto store = f.open();
  const auto other = f.open();
  OK(add(*store, "ada"));
  const auto touch = [](UnitOfWork& work) -> Outcome<void> {
    auto ada = work.users().by_id(UserId{"id-ada"});
    if (!ada) return {};
    ada->user.name += "x";
    work.users().update(*ada);
    return {};
  };
  check_told_to_come_back(store->write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().by_id(UserId{"id-ada"});
    OK(other->write(touch));
    return touch(work);
  }));
  CHECK_EQ(store->counts().given_up, 1u);
  CHECK_OK(store->probe());
}

// The server goes away ---------------------------------------------------------------------------

void a_killed_server_is_an_honest_refusal_and_heals() {
  Fixture f;
  const auto store = f.open();
  OK(add(*store, "before"));
  server().kill();
  check_told_to_come_back(add(*store, "lost"));
  check_told_to_come_back(find(*store, "before"));
  CHECK(!store->probe());
  server().start();
  CHECK(eventually([&] { return add(*store, "after").has_value(); }));
  CHECK(OK(find(*store, "before")) && OK(find(*store, "after")) && !OK(find(*store, "lost")));
  CHECK_OK(store->probe());
}

// While it is away, callers do not wait for it, one after the other.
void a_hanging_server_holds_nobody_for_long() {
  Fixture f;
  const auto store = f.open(1000ms);
  OK(add(*store, "before"));
  server().freeze();
  check_told_to_come_back(add(*store, "hung"));
  (void)store->probe();  // tries to connect, in vain
  const auto began = std::chrono::steady_clock::now();
  int quick = 0;
  for (int i = 0; i < 20; ++i) {
    const auto one = std::chrono::steady_clock::now();
    check_told_to_come_back(find(*store, "before"));
    if (std::chrono::steady_clock::now() - one < 100ms) ++quick;
  }
  const auto took = std::chrono::steady_clock::now() - began;
  server().thaw();
  CHECK(quick >= 15);
  CHECK(took < 15s);
  CHECK(eventually([&] { return add(*store, "after").has_value(); }));
  CHECK(OK(find(*store, "before")) && OK(find(*store, "after")));
}

void a_connection_that_ends_between_two_calls_is_no_failure() {
  Fixture f;
  const auto store = f.open();
  OK(add(*store, "ada"));
  CHECK_OK(server().connect()->execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lecternd' "
      "AND pid <> pg_backend_pid()"));
  OK(add(*store, "bob"));
  CHECK(OK(find(*store, "ada")) && OK(find(*store, "bob")));
}

void a_connection_that_ends_inside_a_transaction_repeats_it() {
  Fixture f;
  const auto store = f.open();
  int runs = 0;
  OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().insert(user("ada"));
    if (++runs == 1) {
      CHECK_OK(server().connect()->execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in "
          "trans%'"));
    }
    return {};
  }));
  CHECK_EQ(runs, 2);
  CHECK_EQ(f.number("SELECT count(*) FROM users"), 1);
}

// All connections are in use: the next caller waits a while, and is refused.
void the_pool_is_bounded() {
  Fixture f;
  store::PostgresOptions options;
  options.primary = server().address(f.schema);
  options.pool.connections = 1;
  options.patience = 1500ms;
  const auto store = CHECK_OK(PostgresStore::open(std::move(options), quiet()));
  OK(store->read([&](UnitOfWork&) -> Outcome<void> {
    std::thread other{[&] { check_told_to_come_back(add(*store, "ada")); }};
    other.join();
    return {};
  }));
  CHECK_EQ(store->counts().no_connection, 1u);
  OK(add(*store, "ada"));
}

// A COMMIT whose answer is lost ------------------------------------------------------------------

// The server's process hangs before it reads COMMIT. Another connection settles that the change has
// not happened, the body runs again, and the hanging process commits nothing when it goes on.
void a_commit_that_was_not_executed_is_repeated() {
  Fixture f;
  const auto store = f.open(2000ms);
  int runs = 0;
  const auto done = store->write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().insert(user("run" + std::to_string(++runs)));
    if (runs == 1) server().freeze_backends();
    return {};
  });
  // Only the process of the first attempt is frozen.
  server().thaw_backends();
  CHECK_EQ(store->counts().settled, 1u);
  CHECK_EQ(store->counts().unknown, 0u);
  // Its time may be over after the settling; what it was told is true either way.
  CHECK_EQ(f.number("SELECT count(*) FROM users WHERE name = 'run1'"), 0);
  CHECK_EQ(f.number("SELECT count(*) FROM users WHERE name = 'run2'"), done ? 1 : 0);
}

// Passes on what both sides send, until it is told to swallow the server's answers.
class Forwarder {
 public:
  Forwarder(const std::string& folder, const std::string& to)
      : to_(to + "/.s.PGSQL.5432"), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_un at = address(folder + "/.s.PGSQL.5432");
    CHECK_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    CHECK_EQ(::listen(listener_, 8), 0);
    thread_ = std::thread{[this] { run(); }};
  }
  ~Forwarder() {
    ends_ = true;
    thread_.join();
    ::close(listener_);
    for (const Pair& pair : pairs_) {
      ::close(pair.client);
      ::close(pair.server);
    }
  }
  // The connections of now lose their answers; later ones work.
  void swallow_answers() { swallowed_ = accepted_.load(); }

 private:
  struct Pair {
    int client, server, number;
  };
  static sockaddr_un address(const std::string& path) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), at.sun_path);
    return at;
  }
  void accept_one() {
    const int client = ::accept(listener_, nullptr, nullptr);
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un at = address(to_);
    (void)::connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    pairs_.push_back({client, server, ++accepted_});
  }
  void pass(int from, int to, bool swallow) {
    char bytes[8192];
    const ssize_t size = ::recv(from, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size == 0) ::shutdown(to, SHUT_WR);
    if (size > 0 && !swallow) (void)::send(to, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  }
  void run() {
    while (!ends_) {
      std::vector<pollfd> entries{{listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        entries.push_back({pair.client, POLLIN, 0});
        entries.push_back({pair.server, POLLIN, 0});
      }
      ::poll(entries.data(), entries.size(), 5);
      const std::vector<Pair> pairs = pairs_;
      if ((entries[0].revents & POLLIN) != 0) accept_one();
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (entries[1 + 2 * i].revents != 0) pass(pairs[i].client, pairs[i].server, false);
        if (entries[2 + 2 * i].revents != 0)
          pass(pairs[i].server, pairs[i].client, pairs[i].number <= swallowed_);
      }
    }
  }

  const std::string to_;
  const int listener_;
  std::vector<Pair> pairs_;
  std::atomic<int> accepted_{0}, swallowed_{0};
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

void a_commit_whose_answer_is_lost_is_not_repeated() {
  Fixture f;
  lectern_test::TempFolder folder;
  Forwarder forwarder{folder.path(), server().folder()};
  const auto store =
      f.open(1500ms, "postgresql://lectern@/postgres?host=" + folder.path().string() +
                         "&options=-csearch_path%3D" + f.schema);
  int runs = 0;
  OK(store->write([&](UnitOfWork& work) -> Outcome<void> {
    ++runs;
    (void)work.users().insert(user("ada"));
    forwarder.swallow_answers();
    return {};
  }));
  CHECK_EQ(runs, 1);
  CHECK_EQ(store->counts().settled, 1u);
  CHECK(OK(find(*store, "ada")));
}

// The server dies with the COMMIT and does not come back soon: nobody knows, and nobody is told
// that it was stored.
void an_outcome_that_cannot_be_found_out_is_told() {
  Fixture f;
  const auto store = f.open(1500ms);
  OK(add(*store, "before"));
  const auto answer = store->write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().insert(user("ada"));
    server().freeze();
    return {};
  });
  server().thaw();
  check_told_to_come_back(answer);
  CHECK(answer.error().detail.find("does not know") != std::string::npos);
  CHECK_EQ(store->counts().unknown, 1u);
  CHECK(eventually([&] { return add(*store, "after").has_value(); }));
}

void old_marks_are_forgotten() {
  Fixture f;
  (void)f.open();
  CHECK_OK(server().connect(f.schema)->execute("INSERT INTO commit_marks VALUES ('old', 1, 0)"));
  const auto store = f.open();
  OK(add(*store, "ada"));
  CHECK_EQ(f.number("SELECT count(*) FROM commit_marks WHERE id = 'old'"), 0);
  CHECK_EQ(f.number("SELECT count(*) FROM commit_marks"), 1);
}

// A role that does not wait for the disk by default.
void what_is_answered_is_on_disk() {
  Fixture f;
  const auto store = f.open();
  const auto admin = server().connect();
  CHECK_OK(admin->execute("ALTER ROLE lectern SET synchronous_commit = off"));
  const auto fresh = f.open();
  OK(fresh->write([&](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().insert(user("ada"));
    return {};
  }));
  CHECK_OK(admin->execute("ALTER ROLE lectern RESET synchronous_commit"));
  server().kill();
  server().start();
  CHECK(eventually([&] { return find(*store, "ada").has_value(); }));
  CHECK(OK(find(*store, "ada")));
}

// The replica ------------------------------------------------------------------------------------

Outcome<bool> list(Store& store, const std::string& name) {
  return read_list(store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.users().by_email(name + "@example.org").has_value();
  });
}

void lists_come_from_the_replica_and_show_what_was_written() {
  Fixture f;
  PostgresServer replica{server()};
  store::PostgresOptions options;
  options.primary = server().address(f.schema);
  options.replica = replica.address(f.schema);
  const auto store = CHECK_OK(PostgresStore::open(std::move(options), quiet()));
  const auto other = f.open();  // another daemon
  for (int i = 0; i < 20; ++i) {
    const std::string name = "u" + std::to_string(i);
    OK(add(i % 2 == 0 ? *store : *other, name));
    CHECK(OK(list(*store, name)));
  }
  CHECK(eventually([&] {
    CHECK(OK(list(*store, "u0")));
    return store->counts().from_replica > 0;
  }));
  // It lags: the primary answers, and shows the newest.
  const auto paused = replica.connect();
  CHECK_OK(paused->execute("SELECT pg_wal_replay_pause()"));
  OK(add(*store, "newest"));
  const auto before = store->counts();
  CHECK(OK(list(*store, "newest")));
  CHECK_EQ(store->counts().replica_passed_by, before.replica_passed_by + 1);
  CHECK_EQ(store->counts().from_replica, before.from_replica);
  CHECK_OK(paused->execute("SELECT pg_wal_replay_resume()"));
  // It is away: the primary answers.
  replica.kill();
  CHECK(OK(list(*store, "newest")));
  CHECK(OK(list(*store, "newest")));
  CHECK_OK(store->probe());
  // It is back.
  replica.start();
  const auto so_far = store->counts().from_replica;
  CHECK(eventually([&] {
    CHECK(OK(list(*store, "newest")));
    return store->counts().from_replica > so_far;
  }));
  // It was promoted, so it has a history of its own.
  CHECK_OK(replica.connect()->execute("SELECT pg_promote()"));
  const auto last = store->counts().from_replica;
  OK(add(*store, "later"));
  CHECK(OK(list(*store, "later")));
  CHECK_EQ(store->counts().from_replica, last);
}

// The primary has become a standby: the next connection goes to a server that takes writes.
void a_standby_is_not_taken_for_the_primary() {
  Fixture f;
  (void)f.open();
  PostgresServer replica{server()};
  store::PostgresOptions options;
  options.primary.url = "postgresql://lectern@/postgres?host=" + replica.folder() + "," +
                        server().folder() + "&options=-csearch_path%3D" + f.schema;
  const auto store = CHECK_OK(PostgresStore::open(std::move(options), quiet()));
  OK(add(*store, "ada"));
}

}  // namespace

int main() {
  return lectern_test::run("postgres_store",
                           {TEST(every_version_leads_to_the_newest),
                            TEST(a_newer_database_is_refused_by_name),
                            TEST(another_programs_tables_are_left_alone),
                            TEST(a_role_without_a_schema_is_told),
                            TEST(a_broken_step_leaves_the_version_before_it),
                            TEST(daemons_that_start_together_migrate_once),
                            TEST(a_server_that_is_not_there_is_an_error_at_the_start),
                            TEST(a_conflict_is_repeated_and_counted),
                            TEST(what_conflicts_for_ever_is_given_up),
                            TEST(a_killed_server_is_an_honest_refusal_and_heals),
                            TEST(a_hanging_server_holds_nobody_for_long),
                            TEST(a_connection_that_ends_between_two_calls_is_no_failure),
                            TEST(a_connection_that_ends_inside_a_transaction_repeats_it),
                            TEST(the_pool_is_bounded),
                            TEST(a_commit_that_was_not_executed_is_repeated),
                            TEST(a_commit_whose_answer_is_lost_is_not_repeated),
                            TEST(an_outcome_that_cannot_be_found_out_is_told),
                            TEST(old_marks_are_forgotten),
                            TEST(what_is_answered_is_on_disk),
                            TEST(lists_come_from_the_replica_and_show_what_was_written),
                            TEST(a_standby_is_not_taken_for_the_primary)});
}
