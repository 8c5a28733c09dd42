// SPDX-License-Identifier: MIT
// The state folder and its database: which ones start together.
#include "daemon/process/database_record.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;
namespace fs = std::filesystem;

namespace {

struct Installation {
  std::string file(const std::string& name) const { return folder.file(name); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{file(name)} << text;
  }
  // Starts with the database of this name and identity; makes it where it is missing, as the store
  // does.
  base::Status start(const std::string& name, const std::string& identity) const {
    TRY(auto record, DatabaseRecord::read(folder.path().string()));
    TRY(record.check_file(file(name)));
    write(name, "pages");
    return record.keep(file(name), identity, log);
  }
  void agree() const { write(DatabaseRecord::kConsentFile, ""); }

  lectern_test::TempFolder folder;
  base::Log log{base::LogLevel::error, base::LogFormat::text,
                [](base::LogLevel, std::string_view) {}};
};

bool says(const base::Status& status, const std::string& part) {
  return !status && status.error().what.find(part) != std::string::npos;
}

void the_first_start_records_the_database() {
  const Installation i;
  CHECK(i.start("lectern.db", "one").has_value());
  struct stat status {};
  CHECK(::stat(i.file("database.record").c_str(), &status) == 0);
  CHECK_EQ(status.st_mode & 0777, 0600u);
  i.write("jwt.secret", "secret");
  CHECK(i.start("lectern.db", "one").has_value());
}

// An installation of an earlier release has no record.
void an_older_installation_is_taken_over() {
  const Installation i;
  i.write("jwt.secret", "secret");
  i.write("lectern.db", "pages");
  CHECK(i.start("lectern.db", "one").has_value());
  fs::remove(i.file("lectern.db"));
  CHECK(!i.start("lectern.db", "two"));
}

void old_secrets_without_a_database_do_not_start() {
  for (const char* secret : {"jwt.secret", "turn.secret"}) {
    const Installation i;
    i.write(secret, "secret");
    const base::Status refused = i.start("lectern.db", "one");
    CHECK(says(refused, i.file("lectern.db") + " is missing"));
    CHECK(says(refused, "Restore it from a backup"));
    CHECK(says(refused, i.file("accept-database")));
    CHECK(!fs::exists(i.file("lectern.db")));  // a refused start leaves no new database
    i.write("lectern.db", "");
    CHECK(says(i.start("lectern.db", "one"), "is empty"));
  }
}

void a_lost_database_does_not_start() {
  const Installation i;
  CHECK(i.start("lectern.db", "one").has_value());
  fs::remove(i.file("lectern.db"));
  CHECK(says(i.start("lectern.db", "two"), "is missing"));
  i.write("lectern.db", "the backup");
  CHECK(i.start("lectern.db", "one").has_value());
}

void another_database_does_not_start() {
  const Installation i;
  CHECK(i.start("lectern.db", "one").has_value());
  const base::Status refused = i.start("lectern.db", "two");
  CHECK(says(refused, "is not the one that belongs to"));
  CHECK(says(refused, i.file("accept-database")));
}

void the_database_may_move() {
  const Installation i;
  CHECK(i.start("lectern.db", "one").has_value());
  // The configuration names another place, where nothing is.
  CHECK(says(i.start("moved.db", "two"), "last in " + i.file("lectern.db")));
  fs::rename(i.file("lectern.db"), i.file("moved.db"));
  CHECK(i.start("moved.db", "one").has_value());
  fs::remove(i.file("moved.db"));
  CHECK(says(i.start("lectern.db", "two"), "last in " + i.file("moved.db")));
}

void the_operator_agrees_once() {
  const Installation i;
  CHECK(i.start("lectern.db", "one").has_value());
  fs::remove(i.file("lectern.db"));
  i.agree();
  CHECK(i.start("lectern.db", "two").has_value());
  CHECK(!fs::exists(i.file("accept-database")));
  CHECK(i.start("lectern.db", "two").has_value());
  CHECK(!i.start("lectern.db", "three"));
  i.agree();
  CHECK(i.start("lectern.db", "three").has_value());
  // A consent that was not needed does not wait for the day when it is.
  i.agree();
  CHECK(i.start("lectern.db", "three").has_value());
  CHECK(!fs::exists(i.file("accept-database")));
}

void a_damaged_record_is_an_error() {
  for (const char* text : {"", "\n", "one", "one\n", "one\n\n", "one\n/path", "\n/path\n"}) {
    const Installation i;
    i.write("database.record", text);
    i.write("lectern.db", "pages");
    CHECK(says(i.start("lectern.db", "one"), "database.record is damaged"));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "database_record",
      {TEST(the_first_start_records_the_database), TEST(an_older_installation_is_taken_over),
       TEST(old_secrets_without_a_database_do_not_start), TEST(a_lost_database_does_not_start),
       TEST(another_database_does_not_start), TEST(the_database_may_move),
       TEST(the_operator_agrees_once), TEST(a_damaged_record_is_an_error)});
}
