// SPDX-License-Identifier: MIT
// Moving from SQLite to PostgreSQL: everything or nothing.
#include "meetings/store/move/move.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <filesystem>

#include "base/fd.hpp"
#include "base/sqlite.hpp"
#include "meetings/store/postgres/postgres_store.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/postgres_server.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

lectern_test::PostgresServer& server() {
  static lectern_test::PostgresServer one;
  return one;
}

struct Moving : World {
  base::Result<store::move::Moved> move() {
    store.reset();
    return store::move::to_postgres({folder.file("test.db"), folder.file("lectern.lock")},
                                    server().address(schema));
  }
  std::int64_t number(const std::string& sql) {
    return CHECK_OK(server().connect(schema)->value_of(sql));
  }
  void open_postgres() {
    store::PostgresOptions options;
    options.primary = server().address(schema);
    store = CHECK_OK(store::PostgresStore::open(std::move(options), log));
  }
  bool has_file(const char* name) { return std::filesystem::exists(folder.file(name)); }

  std::string schema = server().new_schema();
};

// People, meetings, a series with a split, guests, seats, requests, mails that were sent and mails
// that wait.
struct Lived : Moving {
  Lived() {
    const Claims guest_claims = guest(room, "Gu'est \\ ?1 $1");
    OK(rooms.join(guest_claims, room.code, {}));
    OK(invitations.invite(host, room.code, {{"new@example.org"}, {}, "Come \"soon\""},
                          lectern_test::kClient));
    OK(bans.put(host, room.code, {.user_id = other.user_id.value(), .reason = "noise"},
                lectern_test::kClient));
    OK(api_tokens.make(host, {"script", {"meetings:read"}, std::nullopt}));
    identity = store->identity();
    last_mail = OK(write(*store, [&](UnitOfWork& work) -> Outcome<OutboxId> {
      const OutboxId id =
          work.outbox().put(OutboxKind::mail, "{}", clock.wall_now(), clock.wall_now());
      work.outbox().mark_done(id);
      return id;
    }));
  }
  TokenPair pair = sign_up("host");
  Claims host = claims(pair.access);
  Claims other = person("other");
  Meeting room = meeting(host, {.title = "Latin \xc3\xa4 \xf0\x9f\x8e\x93"});
  std::string identity;
  OutboxId last_mail;
};

void everything_is_there_afterwards() {
  Lived w;
  const Meeting before = OK(w.rooms.details(w.room.code, w.host)).meeting;
  const auto moved = CHECK_OK(w.move());
  CHECK_EQ(moved.identity, w.identity);
  CHECK_EQ(moved.kept_file, w.folder.file("test.db.moved"));
  CHECK(!w.has_file("test.db") && !w.has_file("test.db-wal") && w.has_file("test.db.moved"));
  std::int64_t users = 0;
  for (const auto& table : moved.tables) {
    CHECK_EQ(w.number("SELECT count(*) FROM " + table.name), table.rows);
    if (table.name == "users") users = table.rows;
  }
  CHECK_EQ(users, 3);
  w.open_postgres();
  CHECK_EQ(w.store->identity(), w.identity);
  // The same people go on with what they had.
  Accounts accounts{w.services(), {}};
  lectern_test::LocalMeetings rooms{w.services(), World::meeting_config(), w.passwords};
  Invitations invitations{w.services(), World::meeting_config().find_timezone};
  OK(accounts.refresh(w.pair.refresh));
  CHECK(OK(rooms.details(w.room.code, w.host)).meeting == before);
  CHECK_EQ(OK(invitations.list(w.host, w.room.code, lectern_test::kClient)).size(), 1u);
  REFUSED(rooms.join(w.other, w.room.code, {}), banned);
  // The number of a removed mail is not given again.
  const OutboxId next = OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<OutboxId> {
    return work.outbox().put(OutboxKind::mail, "{}", w.clock.wall_now(), w.clock.wall_now());
  }));
  CHECK(next.value() > w.last_mail.value());
  // References are checked at once again.
  CHECK_EQ(w.number("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable AND "
                    "connamespace = (SELECT oid FROM pg_namespace WHERE nspname = "
                    "current_schema())"),
           0);
}

void an_empty_database_moves() {
  Moving w;
  CHECK_OK(w.move());
  w.open_postgres();
  CHECK_OK(w.store->probe());
}

void a_target_with_data_is_refused() {
  Lived w;
  auto sqlite = std::move(w.store);
  w.open_postgres();
  OK(w.store->write([](UnitOfWork& work) -> Outcome<void> {
    StoredUser user;
    user.user.id = UserId{"x"};
    user.user.email = "x@example.org";
    (void)work.users().insert(user);
    return {};
  }));
  sqlite.reset();
  const auto refused = w.move();
  CHECK(!refused && refused.error().what.find("not empty: users has 1 rows") != std::string::npos);
  CHECK(w.has_file("test.db") && !w.has_file("test.db.moved"));
  CHECK_EQ(w.number("SELECT count(*) FROM users"), 1);
}

void what_postgresql_cannot_hold_stops_everything() {
  Lived w;
  w.store.reset();
  {
    const auto db = CHECK_OK(
        base::sqlite::Database::open(w.folder.file("test.db"), base::sqlite::OpenMode::read_write));
    CHECK_OK(db->execute("UPDATE users SET name = 'a' || char(0) || 'b' WHERE name = 'other'"));
  }
  const auto refused = w.move();
  CHECK(!refused &&
        refused.error().what.find("the column name of the table users") != std::string::npos);
  CHECK(w.has_file("test.db"));
  for (const char* table : {"users", "meetings", "bans", "attendance"})
    CHECK_EQ(w.number(std::string{"SELECT count(*) FROM "} + table), 0);
  // Mended, it moves.
  {
    const auto db = CHECK_OK(
        base::sqlite::Database::open(w.folder.file("test.db"), base::sqlite::OpenMode::read_write));
    CHECK_OK(db->execute("UPDATE users SET name = 'ab' WHERE instr(name, char(0)) > 0"));
  }
  CHECK_OK(w.move());
}

void orphans_stop_everything() {
  Lived w;
  w.store.reset();
  {
    const auto db = CHECK_OK(
        base::sqlite::Database::open(w.folder.file("test.db"), base::sqlite::OpenMode::read_write));
    CHECK_OK(db->execute("PRAGMA foreign_keys = OFF; UPDATE participants SET user_id = 'gone'"));
  }
  const auto refused = w.move();
  CHECK(!refused && refused.error().what.find("foreign_key_check") != std::string::npos);
  CHECK(w.has_file("test.db"));
}

void a_running_daemon_is_not_moved() {
  Lived w;
  const base::UniqueFd lock{
      ::open(w.folder.file("lectern.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  CHECK_EQ(::flock(lock.get(), LOCK_EX | LOCK_NB), 0);
  const auto refused = w.move();
  CHECK(!refused && refused.error().what.find("stop it first") != std::string::npos);
}

void without_a_source_or_a_server_nothing_happens() {
  Moving w;
  w.store.reset();
  CHECK(!store::move::to_postgres({w.folder.file("none.db"), w.folder.file("lectern.lock")},
                                  server().address(w.schema)));
  CHECK(!w.has_file("none.db"));
  CHECK(!store::move::to_postgres({w.folder.file("test.db"), w.folder.file("lectern.lock")},
                                  {"postgresql://lectern@/postgres?host=/nowhere", {}}));
  CHECK(w.has_file("test.db"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "move",
      {TEST(everything_is_there_afterwards), TEST(an_empty_database_moves),
       TEST(a_target_with_data_is_refused), TEST(what_postgresql_cannot_hold_stops_everything),
       TEST(orphans_stop_everything), TEST(a_running_daemon_is_not_moved),
       TEST(without_a_source_or_a_server_nothing_happens)});
}
