// SPDX-License-Identifier: MIT
#include "backup/backup_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include "backup/schema.hpp"
#include "base/fd.hpp"
#include "base/flush.hpp"
#include "base/sqlite.hpp"
#include "base/version.hpp"

namespace backup {
namespace {

using base::sqlite::Database;

constexpr std::int64_t kDatabaseId = 0x4c454354;  // "LECT", as meetings/store has it
constexpr std::int64_t kBackupId = 0x4c454342;    // "LECB"

// The application id in a file's header (SQLite file format, section 1.3); -1 for another file. It
// is readable in a file that is cut off, too.
base::Result<std::int64_t> application_id(const std::string& path) {
  const base::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return base::failure(base::errno_error("reading it", errno));
  constexpr std::string_view kMagic{"SQLite format 3", 16};
  constexpr std::size_t kPlace = 68;
  std::array<char, kPlace + 4> head{};
  const ssize_t n = ::pread(file.get(), head.data(), head.size(), 0);
  if (n < 0) return base::failure(base::errno_error("reading it", errno));
  const std::string_view text{head.data(), head.size()};
  if (static_cast<std::size_t>(n) < head.size() || !text.starts_with(kMagic)) return -1;
  std::int64_t id = 0;
  for (const char byte : text.substr(kPlace)) id = id << 8 | static_cast<unsigned char>(byte);
  return id;
}

auto damaged(std::string what) {
  return base::failure(base::Errc::corrupt, "it is damaged: " + std::move(what));
}

// The first thing that is wrong with the structure of the file.
base::Status check_integrity(Database& db) {
  std::string said = "nothing was checked";
  if (auto row = db.query("PRAGMA integrity_check"); row.step()) said = row.text(0);
  if (const auto error = db.take_error()) return damaged(error->what);
  if (said != "ok") return damaged(said);
  return {};
}

base::Result<Facts> read_facts(Database& db) {
  Facts facts;
  const auto schema = db.value_of("PRAGMA user_version");
  if (!schema) return damaged(schema.error().what);
  facts.schema = *schema;
  if (auto row = db.query("SELECT release, made_at FROM backup_facts"); row.step()) {
    facts.release = row.text(0);
    facts.made_at = row.time(1);
  }
  if (facts.schema > kNewestSchema) {
    return base::failure(base::Errc::unsupported,
                         "it was made by Lectern " + facts.release + " (schema " +
                             std::to_string(facts.schema) + "), and this release, " +
                             std::string{base::kVersion} + ", knows schemas up to " +
                             std::to_string(kNewestSchema) +
                             "; install that release or a newer "
                             "one first");
  }
  if (auto row = db.query("SELECT id FROM database_identity"); row.step())
    facts.identity = row.text(0);
  if (const auto error = db.take_error()) return damaged(error->what);
  if (facts.release.empty() || facts.identity.empty() || facts.schema < 1)
    return damaged("its own description is missing");
  return facts;
}

}  // namespace

base::Result<Facts> seal(const std::string& path, base::WallTime now,
                         const std::vector<StateFile>& files) {
  TRY(auto db, Database::open_private(path));
  TRY(
      db->execute("BEGIN; CREATE TABLE backup_facts (release TEXT NOT NULL, made_at INTEGER NOT "
                  "NULL) STRICT; CREATE TABLE backup_files (name TEXT PRIMARY KEY NOT NULL, "
                  "content TEXT NOT NULL) STRICT; PRAGMA application_id = " +
                  std::to_string(kBackupId) + ";"));
  db->run("INSERT INTO backup_facts (release, made_at) VALUES (?, ?)", base::kVersion, now);
  for (const StateFile& file : files)
    db->run("INSERT INTO backup_files (name, content) VALUES (?, ?)", file.name, file.content);
  if (auto error = db->take_error()) return base::failure(std::move(*error));
  TRY(db->execute("COMMIT"));
  TRY(check_integrity(*db));
  TRY(auto facts, read_facts(*db));
  db.reset();
  TRY(base::flush_file(path));
  return facts;
}

base::Result<Contents> inspect(const std::string& path) {
  TRY(const auto id, application_id(path));
  if (id == kDatabaseId) {
    return base::failure(base::Errc::invalid_argument,
                         "it is a bare database, and no backup that lecternctl made; the guide "
                         "docs/operations.md says how to put one back by hand");
  }
  if (id != kBackupId)
    return base::failure(base::Errc::invalid_argument, "it is no backup of Lectern's");
  TRY(auto db, Database::open_foreign(path));
  Contents contents;
  TRY(contents.facts, read_facts(*db));
  TRY(check_integrity(*db));
  auto rows = db->query("SELECT name, content FROM backup_files ORDER BY name");
  while (rows.step()) contents.files.push_back({rows.text(0), rows.text(1)});
  if (const auto error = db->take_error()) return damaged(error->what);
  return contents;
}

base::Status unseal(const std::string& path) {
  TRY(auto db, Database::open_private(path));
  TRY(
      db->execute("BEGIN; DROP TABLE backup_files; DROP TABLE backup_facts; PRAGMA "
                  "application_id = " +
                  std::to_string(kDatabaseId) + "; COMMIT;"));
  db.reset();
  return base::flush_file(path);
}

}  // namespace backup
