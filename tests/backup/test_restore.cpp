// SPDX-License-Identifier: MIT
#include "backup/restore.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "backup/schema.hpp"
#include "base/fd.hpp"
#include "base/sqlite.hpp"
#include "config/state_files.hpp"
#include "meetings/store/sqlite/migrations.hpp"
#include "meetings/store/sqlite/sqlite_store.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_folder.hpp"

using namespace backup;

namespace {

namespace fs = std::filesystem;

const base::WallTime kNow = base::from_unix_seconds(1'800'000'000);
const base::Log kLog{base::LogLevel::error, base::LogFormat::text,
                     [](base::LogLevel, std::string_view) {}};

std::string read_all(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_all(const std::string& path, std::string_view text) {
  std::ofstream{path, std::ios::binary} << text;
}

// An installation: a database, its record and two secrets.
struct Installation {
  explicit Installation(const std::string& name) {
    CHECK_EQ(::mkdir(place.state_dir.c_str(), 0700), 0);
    auto store = CHECK_OK(meetings::store::SqliteStore::open(place.database, kLog));
    identity = store->identity();
    write_all(file("jwt.secret"), "the key of " + name + "\n");
    write_all(file("turn.secret"), "the relay's secret of " + name + "\n");
    write_all(file(config::kDatabaseRecordFile), identity + '\n' + place.database + '\n');
  }
  std::string file(const std::string& name) const { return place.state_dir + '/' + name; }
  // A backup of it.
  std::string back_up() const {
    auto store = CHECK_OK(meetings::store::SqliteStore::open(place.database, kLog));
    const std::string path = folder.file("backup");
    CHECK_OK(store->copy_to(path, [] { return true; }));
    CHECK_OK(seal(path, kNow, CHECK_OK(read_state_files(place.state_dir))));
    return path;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(place.state_dir))
      out.push_back(entry.path().filename().string());
    std::ranges::sort(out);
    return out;
  }

  lectern_test::TempFolder folder;
  Place place{folder.file("state"), folder.file("state") + "/lectern.db"};
  std::string identity;
};

void the_schema_of_the_build_is_the_newest_migration() {
  CHECK_EQ(kNewestSchema,
           static_cast<std::int64_t>(meetings::store::sqlite::migration_scripts().size()));
}

void a_restore_brings_back_database_and_secrets() {
  const Installation old{"old"};
  const std::string path = old.back_up();
  write_all(old.file("jwt.secret"), "a later key\n");
  fs::remove(old.file("turn.secret"));
  const Restored done = CHECK_OK(restore(path, old.place, Origin::same, kNow));
  CHECK_EQ(done.facts.identity, old.identity);
  CHECK_EQ(done.facts.schema, kNewestSchema);
  CHECK(done.facts.made_at == kNow);
  CHECK_EQ(read_all(old.file("jwt.secret")), "the key of old\n");
  CHECK_EQ(read_all(old.file("turn.secret")), "the relay's secret of old\n");
  CHECK_EQ(read_all(old.file("jwt.secret.before-20270115T080000Z")), "a later key\n");
  CHECK_EQ(done.kept.size(), 3u);  // database, key, record
  CHECK(fs::exists(old.place.database + ".before-20270115T080000Z"));
  struct stat status {};
  CHECK_EQ(::stat(old.place.database.c_str(), &status), 0);
  CHECK_EQ(status.st_mode & 0777, 0600u);
  auto store = CHECK_OK(meetings::store::SqliteStore::open(old.place.database, kLog));
  CHECK_EQ(store->identity(), old.identity);
  auto db = CHECK_OK(base::sqlite::Database::open_foreign(old.place.database));
  CHECK_EQ(CHECK_OK(db->value_of("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'backup%'")),
           0);
  // A second restore keeps the first one, too.
  CHECK_OK(restore(path, old.place, Origin::same, kNow));
  CHECK(fs::exists(old.place.database + ".before-20270115T080000Z-2"));
}

void an_empty_folder_becomes_the_installation() {
  const Installation old{"old"};
  const std::string path = old.back_up();
  const lectern_test::TempFolder fresh;
  const Place place{fresh.path().string(), fresh.file("lectern.db")};
  const Restored done = CHECK_OK(restore(path, place, Origin::same, kNow));
  CHECK(done.kept.empty());
  CHECK_EQ(read_all(fresh.file("jwt.secret")), "the key of old\n");
  CHECK_EQ(read_all(fresh.file("database.record")), old.identity + '\n' + place.database + '\n');
}

// Nothing changes where the restore is refused.
void refused(const Installation& at, const std::string& path, std::string_view why) {
  const auto names = at.names();
  const std::string before = read_all(at.place.database);
  const auto done = restore(path, at.place, Origin::same, kNow);
  CHECK(!done);
  if (done.error().what.find(why) == std::string::npos)
    lectern_test::check_failed(done.error().what, __FILE__, __LINE__);
  CHECK(at.names() == names);
  CHECK(read_all(at.place.database) == before);
}

void foreign_and_damaged_files_are_refused() {
  const Installation at{"at"};
  const std::string path = at.back_up();
  write_all(at.file("lectern.lock"), "");
  const std::string whole = read_all(path);
  const std::string damaged = at.folder.file("damaged");
  for (const std::size_t size : {whole.size() - 1, whole.size() - 4096, whole.size() / 2}) {
    write_all(damaged, whole.substr(0, size));
    refused(at, damaged, "damaged");
  }
  for (const std::string& text : {std::string{}, std::string{"no database"}, whole.substr(0, 99)}) {
    write_all(damaged, text);
    refused(at, damaged, "");
  }
  std::string broken = whole;
  for (std::size_t i = 4096; i < broken.size() && i < 64UL * 1024; i += 64) broken[i] ^= 0x55;
  write_all(damaged, broken);
  refused(at, damaged, "damaged");
  fs::copy_file(at.place.database, at.folder.file("bare"));
  refused(at, at.folder.file("bare"), "bare database");
  refused(at, at.folder.file("nothing"), "No such file");
}

void a_backup_of_a_newer_release_is_refused_by_name() {
  const Installation at{"at"};
  write_all(at.file("lectern.lock"), "");
  const std::string path = at.back_up();
  {
    auto db = CHECK_OK(base::sqlite::Database::open_private(path));
    CHECK_OK(db->execute("UPDATE backup_facts SET release = '9.9'; PRAGMA user_version = 4711;"));
  }
  refused(at, path, "it was made by Lectern 9.9 (schema 4711)");
}

void names_outside_of_the_folder_are_refused() {
  const Installation at{"at"};
  write_all(at.file("lectern.lock"), "");
  const std::string path = at.back_up();
  {
    auto db = CHECK_OK(base::sqlite::Database::open_private(path));
    CHECK_OK(db->execute("INSERT INTO backup_files VALUES ('../evil', 'x');"));
  }
  refused(at, path, "../evil");
}

void another_installation_needs_consent() {
  const Installation at{"at"}, other{"other"};
  write_all(at.file("lectern.lock"), "");
  const std::string path = other.back_up();
  refused(at, path, "another installation");
  CHECK_OK(restore(path, at.place, Origin::any, kNow));
  CHECK_EQ(read_all(at.file("jwt.secret")), "the key of other\n");
}

void a_folder_in_use_is_refused() {
  const Installation at{"at"};
  const std::string path = at.back_up();
  const base::UniqueFd held{::open(at.file("lectern.lock").c_str(), O_RDWR | O_CREAT, 0600)};
  CHECK_EQ(::flock(held.get(), LOCK_EX | LOCK_NB), 0);
  refused(at, path, "stop it first");
}

}  // namespace

int main() {
  return lectern_test::run(
      "restore",
      {TEST(the_schema_of_the_build_is_the_newest_migration),
       TEST(a_restore_brings_back_database_and_secrets),
       TEST(an_empty_folder_becomes_the_installation), TEST(foreign_and_damaged_files_are_refused),
       TEST(a_backup_of_a_newer_release_is_refused_by_name),
       TEST(names_outside_of_the_folder_are_refused), TEST(another_installation_needs_consent),
       TEST(a_folder_in_use_is_refused)});
}
