// SPDX-License-Identifier: MIT
// coturn's SQLite database: read as it is, bounded, of one realm.
#include "ctl/coturn/database.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "base/sqlite.hpp"
#include "tests/ctl/coturn/fixture.hpp"

using namespace ctl::coturn;
using base::sqlite::Database;
using lectern_test::Import;

namespace {

constexpr const char* kSchema =
    "CREATE TABLE turnusers_lt (realm varchar(127) default '', name varchar(512), hmackey "
    "char(128), PRIMARY KEY (realm,name));"
    "CREATE TABLE turn_secret (realm varchar(127) default '', value varchar(256), primary key "
    "(realm,value));"
    "CREATE TABLE allowed_peer_ip (realm varchar(127) default '', ip_range varchar(256), primary "
    "key (realm,ip_range));"
    "CREATE TABLE denied_peer_ip (realm varchar(127) default '', ip_range varchar(256), primary "
    "key (realm,ip_range));"
    "CREATE TABLE turn_origin_to_realm (origin varchar(127), realm varchar(127), primary key "
    "(origin));"
    "CREATE TABLE turn_realm_option (realm varchar(127) default '', opt varchar(32), value "
    "varchar(128), primary key (realm,opt));"
    "CREATE TABLE oauth_key (kid varchar(128), primary key (kid));"
    "CREATE TABLE admin_user (name varchar(32), realm varchar(127), password varchar(127), primary "
    "key (name));";

constexpr const char* kRows =
    "INSERT INTO turnusers_lt VALUES "
    "('r.example','alice','7da2270ccfa49786e0115366d3a3d14d'),('other','bob','00'),"
    "('r.example','carol','not "
    "hexadecimal'),('r.example','dave','00112233445566778899aabbccddeeff');"
    "INSERT INTO turn_secret VALUES ('r.example','from-the-database-1'),('other','of another "
    "realm'),('r.example','from-the-file-0123');"
    "INSERT INTO allowed_peer_ip VALUES "
    "('','10.1.0.0-10.1.255.255'),('other','10.2.0.1'),('r.example','127.0.0.1');"
    "INSERT INTO denied_peer_ip VALUES ('r.example','198.51.100.0-198.51.100.255'),('','nonsense');"
    "INSERT INTO turn_realm_option VALUES "
    "('r.example','user-quota','7'),('r.example','colour','red'),('other','total-quota','9');"
    "INSERT INTO turn_origin_to_realm VALUES ('https://o.example','other');"
    "INSERT INTO admin_user VALUES ('root','','x');";

// A folder with a database in it; gone at the end.
struct Place {
  std::filesystem::path folder;
  std::string file;

  explicit Place(std::initializer_list<const char*> scripts) {
    std::string name = (std::filesystem::temp_directory_path() / "lectern-coturn-XXXXXX").string();
    CHECK(::mkdtemp(name.data()) != nullptr);
    folder = name;
    file = (folder / "turndb").string();
    std::ofstream{file};
    const auto db = CHECK_OK(Database::open(file, base::sqlite::OpenMode::read_write));
    CHECK_OK(db->execute("PRAGMA journal_mode = DELETE"));  // as coturn's is
    for (const char* script : scripts) CHECK_OK(db->execute(script));
  }
  ~Place() { std::filesystem::remove_all(folder); }
};

Import import(const Place& place, const std::string& text, bool accept_dangerous = false) {
  return Import{Request{"test.conf", text, place.file, accept_dangerous}, read_database};
}

// The findings about one table, printed.
std::string report_on(const Import& import, const std::string& table) {
  std::vector<Finding> some;
  for (const Finding& finding : import.imported.findings) {
    if (finding.where.ends_with(": " + table)) some.push_back(finding);
  }
  return print_report(some);
}
bool says(const std::string& report, std::string_view what) {
  return report.find(what) != std::string::npos;
}

std::string bytes_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

static void users_of_the_realm_come_along() {
  const Place place{kSchema, kRows};
  const Import got = import(place, "lt-cred-mech\nrealm=r.example\nuser=dave:of the file");
  CHECK_EQ(got.config.turn.core.users.size(), 2u);
  CHECK(got.holds("alice = \"0x7da2270ccfa49786e0115366d3a3d14d\""));
  CHECK(got.holds("dave = \"of the file\""));  // the file's own users come first
  CHECK(says(report_on(got, "turnusers_lt"),
             "1 users taken, 1 of other realms left out (there is one realm), 1 left out that "
             "cannot be used"));
  CHECK(got.config.turn.core.secrets.empty());
}

static void secrets_of_the_realm_come_along() {
  const Place place{kSchema, kRows};
  const Import got =
      import(place, "use-auth-secret\nstatic-auth-secret=from-the-file-0123\nrealm=r.example");
  CHECK(got.holds("secrets = [\"from-the-file-0123\", \"from-the-database-1\"]"));
  CHECK(says(report_on(got, "turn_secret"), "2 secrets taken, 1 of other realms"));
  CHECK(got.config.turn.core.users.empty());
}

static void peers_and_limits_come_along() {
  const Place place{kSchema, kRows};
  const std::string text =
      "use-auth-secret\nstatic-auth-secret=from-the-file-0123\nrealm=r.example\nuser-quota=3\n";
  const Import got = import(place, text);
  CHECK(got.holds("allow_peers = [\"10.1.0.0/16\"]"));
  CHECK(got.holds("deny_peers = [\"198.51.100.0/24\"]"));
  CHECK_EQ(got.config.turn.core.user_quota, 7u);
  CHECK_EQ(got.config.turn.core.total_quota, 0u);
  CHECK(says(report_on(got, "allowed_peer_ip"), "dangerous: 127.0.0.1"));
  CHECK(says(report_on(got, "denied_peer_ip"), "malformed: nonsense"));
  CHECK(says(report_on(got, "turn_realm_option"), "unknown: colour"));
  CHECK(says(report_on(got, "turn_origin_to_realm"), "unsupported"));
  CHECK(says(report_on(got, "admin_user"), "ignored"));
  const Import without = import(place, text + "no-dynamic-ip-list\nno-dynamic-realms");
  CHECK(without.config.turn.core.allow_peers.empty());
  CHECK_EQ(without.config.turn.core.user_quota, 3u);
}

static void a_realm_that_only_the_database_knows_is_taken() {
  const Place place{kSchema,
                    "INSERT INTO turnusers_lt VALUES "
                    "('only.example','alice','7da2270ccfa49786e0115366d3a3d14d')"};
  const Import got = import(place, "lt-cred-mech");
  CHECK_EQ(got.config.turn.core.realm, "only.example");
  CHECK_EQ(got.config.turn.core.users.size(), 1u);
}

static void the_file_is_left_as_it_was() {
  const Place place{kSchema, kRows};
  const std::string before = bytes_of(place.file);
  CHECK_EQ(CHECK_OK(read_database(place.file)).users.size(), 4u);
  CHECK(bytes_of(place.file) == before);
  CHECK_EQ(std::distance(std::filesystem::directory_iterator{place.folder}, {}), 1);
}

static void an_older_database_has_fewer_tables() {
  const Place place{"CREATE TABLE turn_secret (realm text, value text);",
                    "INSERT INTO turn_secret VALUES ('','s')"};
  const Tables tables = CHECK_OK(read_database(place.file));
  CHECK_EQ(tables.secrets.size(), 1u);
  CHECK(tables.users.empty());
}

static void what_is_no_database_of_coturn_is_refused() {
  const Place place{"CREATE TABLE something_else (a text)"};
  CHECK(!read_database(place.file).has_value());
  CHECK(!read_database(place.file + "-that-is-not-there").has_value());
  CHECK(!std::filesystem::exists(place.file + "-that-is-not-there"));
  std::ofstream{place.file, std::ios::trunc}
      << "this is text, and rather more of it than a header of a database would have: not one";
  CHECK(!read_database(place.file).has_value());
  CHECK(!import_config({"test.conf", "realm=a", place.file, false}, read_database).has_value());
}

static void hostile_tables_are_bounded() {
  // a view that never ends is not looked at
  const Place endless{
      "CREATE VIEW turnusers_lt AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
      "SELECT '' AS realm, i AS name, "
      "'' AS hmackey FROM n; CREATE TABLE turn_secret (realm text, value text);"};
  CHECK(CHECK_OK(read_database(endless.file)).users.empty());
  const Place many{kSchema,
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                   "10001) INSERT INTO turn_secret SELECT "
                   "'', i FROM n"};
  CHECK(!read_database(many.file).has_value());
  const Place long_text{kSchema,
                        "INSERT INTO turn_secret VALUES ('r', replace(hex(zeroblob(500000)), '0', "
                        "'a')), ('r', x'61ff62'), ('r', x'610062')"};
  const Tables cut = CHECK_OK(read_database(long_text.file));
  CHECK(std::ranges::all_of(cut.secrets,
                            [](const Row& row) { return row.value.size() <= kMostTextBytes; }));
  const Import got = import(long_text, "use-auth-secret\nrealm=r");
  CHECK(says(report_on(got, "turn_secret"), "3 left out that cannot be used"));
}

static void a_named_database_that_cannot_be_read_is_told() {
  const Import got{"lt-cred-mech\nrealm=r.example\nuserdb=/not/there\nuser=a:b"};
  CHECK_EQ(got.verdict("3"), Verdict::unsupported);
  CHECK_EQ(got.config.turn.core.users.size(), 1u);
}

int main() {
  return lectern_test::run(
      "coturn_database",
      {TEST(users_of_the_realm_come_along), TEST(secrets_of_the_realm_come_along),
       TEST(peers_and_limits_come_along), TEST(a_realm_that_only_the_database_knows_is_taken),
       TEST(the_file_is_left_as_it_was), TEST(an_older_database_has_fewer_tables),
       TEST(what_is_no_database_of_coturn_is_refused), TEST(hostile_tables_are_bounded),
       TEST(a_named_database_that_cannot_be_read_is_told)});
}
