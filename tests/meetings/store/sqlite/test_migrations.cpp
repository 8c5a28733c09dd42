// SPDX-License-Identifier: MIT
#include "meetings/store/sqlite/migrations.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "meetings/meeting_rules.hpp"
#include "meetings/refresh_token.hpp"
#include "tests/meetings/world.hpp"

using namespace meetings::store::sqlite;
using meetings::store::SqliteStore;

namespace {

struct Fixture {
  static std::string make_file(const std::string& path) {
    ::close(::open(path.c_str(), O_CREAT | O_RDWR, 0600));
    return path;
  }
  std::int64_t number(const std::string& sql) { return CHECK_OK(db->value_of(sql)); }
  lectern_test::TempFolder folder;
  std::unique_ptr<Database> db =
      CHECK_OK(Database::open(make_file(folder.file("t.db")), base::sqlite::OpenMode::read_write));
};

constexpr std::array<std::string_view, 2> kTwo{"CREATE TABLE a (x TEXT) STRICT;",
                                               "ALTER TABLE a ADD COLUMN y TEXT;"};

void an_empty_file_gets_the_whole_schema() {
  Fixture f;
  CHECK_OK(migrate(*f.db));
  CHECK_EQ(f.number("PRAGMA user_version"), static_cast<std::int64_t>(migration_scripts().size()));
  CHECK_EQ(
      f.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
               "('users', 'sessions', 'invitations', 'meetings', 'participants', 'attendance', "
               "'outbox', 'api_tokens', 'email_links')"),
      9);
  CHECK_EQ(f.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

void doing_it_again_changes_nothing() {
  Fixture f;
  CHECK_OK(migrate(*f.db));
  const std::int64_t before = f.number("PRAGMA schema_version");
  CHECK_OK(migrate(*f.db));
  CHECK_EQ(f.number("PRAGMA schema_version"), before);
}

void an_older_file_gets_what_it_lacks() {
  Fixture f;
  CHECK_OK(migrate(*f.db, std::span{kTwo}.first(1)));
  CHECK_EQ(f.number("PRAGMA user_version"), 1);
  CHECK_OK(f.db->execute("INSERT INTO a VALUES ('kept')"));
  CHECK_OK(migrate(*f.db, kTwo));
  CHECK_EQ(f.number("PRAGMA user_version"), 2);
  CHECK_EQ(f.number("SELECT count(*) FROM a WHERE x = 'kept' AND y IS NULL"), 1);
}

void a_broken_step_leaves_the_version_before_it() {
  Fixture f;
  const std::array<std::string_view, 2> broken{
      kTwo[0], "CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1);"};
  CHECK(!migrate(*f.db, broken));
  CHECK(!f.db->in_transaction());
  CHECK_EQ(f.number("PRAGMA user_version"), 1);
  CHECK_EQ(f.number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
}

void a_newer_file_is_left_alone() {
  Fixture f;
  CHECK_OK(migrate(*f.db, kTwo));
  const auto status = migrate(*f.db, std::span{kTwo}.first(1));
  CHECK(!status && status.error().code == base::Errc::unsupported);
  CHECK_EQ(f.number("PRAGMA user_version"), 2);
}

void a_strangers_file_is_left_alone() {
  Fixture f;
  CHECK_OK(f.db->execute("CREATE TABLE theirs (x)"));
  CHECK(!migrate(*f.db));
  CHECK_EQ(f.number("SELECT count(*) FROM sqlite_schema"), 1);
}

std::string hex(base::Bytes bytes) { return "x'" + base::encode_hex(bytes) + "'"; }

// The upgrade to schema 3: people stay signed in (their refresh tokens work), guests of meetings
// that are over do not, and a link of the first administrator lasts a day at most.
void sessions_survive_the_upgrade_and_old_links_do_not() {
  using namespace meetings;
  using namespace std::chrono_literals;
  using base::unix_micros;
  lectern_test::World w;
  const auto now = std::to_string(unix_micros(w.clock.wall_now()));
  const auto later = std::to_string(unix_micros(w.clock.wall_now() + 24h * 20));
  const std::string path = Fixture::make_file(w.folder.file("old.db"));
  const RefreshToken ada = RefreshToken::make(w.random), guest = RefreshToken::make(w.random);
  {
    auto db = CHECK_OK(Database::open(path, base::sqlite::OpenMode::read_write));
    CHECK_OK(migrate(*db, migration_scripts().first(4)));
    const auto session = [&](const RefreshToken& token, const std::string& user) {
      return "INSERT INTO sessions VALUES ('" + token.session_id() + "', '" + user + "', " +
             hex(token.hash()) + ", NULL, NULL, " + now + ", " + now + ", " + later + ");";
    };
    CHECK_OK(db->execute(
        "INSERT INTO users VALUES ('ada', 'ada@example.org', 'Ada', 'user', NULL, NULL, 0, " + now +
        ");"
        "INSERT INTO meetings VALUES ('m', 'kabo-rine-tuda', 'Latin', 'instant', 'public', NULL, "
        "12, NULL, NULL, NULL, 'ada', " +
        now + ", " + now +
        ");"
        "INSERT INTO users VALUES ('guest', NULL, 'G', 'guest', NULL, 'm', 0, " +
        now + ");" + session(ada, "ada") + session(guest, "guest") +
        "INSERT INTO invitations VALUES (" + hex(base::sha256(base::as_bytes("link"))) +
        ", 'admin', " + now + ", " + later + "), (" + hex(base::sha256(base::as_bytes("user"))) +
        ", 'user', " + now + ", " + later + ");"));
  }
  const auto store = CHECK_OK(SqliteStore::open(path, w.log));
  const Services services{*store,    w.tokens, w.presence, w.holds,
                          w.guesses, w.events, w.clock,    w.random};
  lectern_test::LocalAccounts accounts{
      services, lectern_test::World::account_config(Registration::closed), w.passwords};
  const TokenPair pair = OK(accounts.refresh(ada.print()));
  OK((Authentication{*store, w.tokens, w.clock}).authenticate(pair.access));
  REFUSED(accounts.refresh(guest.print()), refresh_invalid);
  // Schema 6: nobody knows the device of an old session.
  const auto own = OK((OwnAccount{services, ""}).sessions(w.claims(pair.access)));
  CHECK(own.size() == 1 && own[0].session.device.empty() && own[0].session.network.empty());
  w.clock.advance(24h);
  REFUSED(accounts.register_user({"e@example.org", "E", "correct horse", "link"}),
          invitation_invalid);
  CHECK(OK(accounts.register_user({"e@example.org", "E", "correct horse", "user"})).user.role ==
        UserRole::user);
}

// A link that was left over in a database that has an administrator.
void a_link_is_void_after_the_upgrade_where_there_is_an_administrator() {
  Fixture f;
  CHECK_OK(migrate(*f.db, migration_scripts().first(4)));
  CHECK_OK(
      f.db->execute("INSERT INTO users VALUES ('a', 'a@x', 'A', 'admin', NULL, NULL, 0, 1);"
                    "INSERT INTO invitations VALUES (zeroblob(32), 'admin', 1, 9000000000000000)"));
  CHECK_OK(migrate(*f.db));
  CHECK_EQ(f.number("SELECT count(*) FROM invitations"), 0);
}

// Schema 14: a lecture that is there gets what a new one has.
void meetings_get_the_settings_of_their_type() {
  using namespace meetings;
  Fixture f;
  CHECK_OK(migrate(*f.db, migration_scripts().first(13)));
  const auto row = [](const std::string& id, const std::string& type) {
    return "INSERT INTO meetings (id, code, title, type, access, max_participants, host_id, "
           "created_at) VALUES ('" +
           id + "', '" + id + "', 'T', '" + type + "', 'public', 12, 'a', 1);";
  };
  CHECK_OK(
      f.db->execute("INSERT INTO users (id, email, name, role, disabled, created_at) VALUES "
                    "('a', 'a@x', 'A', 'user', 0, 1);" +
                    row("i", "instant") + row("l", "lecture")));
  CHECK_OK(migrate(*f.db));
  for (const auto& [id, type] :
       {std::pair{"i", MeetingType::instant}, {"l", MeetingType::lecture}}) {
    auto rows = f.db->query("SELECT settings FROM meetings WHERE id = ?", std::string_view{id});
    CHECK(rows.step());
    CHECK(parse_settings(rows.text(0)) == default_settings(type));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "migrations",
      {TEST(an_empty_file_gets_the_whole_schema), TEST(doing_it_again_changes_nothing),
       TEST(an_older_file_gets_what_it_lacks), TEST(a_broken_step_leaves_the_version_before_it),
       TEST(a_newer_file_is_left_alone), TEST(a_strangers_file_is_left_alone),
       TEST(sessions_survive_the_upgrade_and_old_links_do_not),
       TEST(a_link_is_void_after_the_upgrade_where_there_is_an_administrator),
       TEST(meetings_get_the_settings_of_their_type)});
}
