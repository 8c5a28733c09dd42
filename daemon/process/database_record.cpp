// SPDX-License-Identifier: MIT
#include "daemon/process/database_record.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/bytes.hpp"
#include "base/text_file.hpp"
#include "config/state_files.hpp"
#include "net/atomic_file.hpp"

namespace lecternd {
namespace {

namespace fs = std::filesystem;

// The secrets that the first start makes.
constexpr std::array kSecretFiles{config::kJwtSecretFile, config::kTurnSecretFile};

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// SQLite writes the first page when the first table is made.
bool holds_a_database(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return !error && size > 0;
}

}  // namespace

base::Result<DatabaseRecord> DatabaseRecord::read(const std::string& state_dir) {
  const std::string path = state_dir + '/' + kRecordFile;
  const bool agreed = exists(state_dir + '/' + kConsentFile);
  if (!exists(path)) return DatabaseRecord{state_dir, std::nullopt, agreed};
  TRY(const auto text, base::read_text_file(path));
  // The identity, a line end, the path, a line end.
  const std::size_t first = text.find('\n');
  const std::size_t second = first == std::string::npos ? first : text.find('\n', first + 1);
  if (first == 0 || second == std::string::npos || second == first + 1) {
    return base::failure(base::Errc::corrupt,
                         path + " is damaged; remove it if the database is the right one");
  }
  return DatabaseRecord{
      state_dir, Known{text.substr(0, first), text.substr(first + 1, second - first - 1)}, agreed};
}

bool DatabaseRecord::holds_secrets() const {
  return std::any_of(kSecretFiles.begin(), kSecretFiles.end(),
                     [&](const char* name) { return exists(file(name)); });
}

std::string DatabaseRecord::how_to_agree() const {
  return "create the file " + file(kConsentFile) + " and start again";
}

base::Status DatabaseRecord::check_file(const std::string& database) const {
  if (agreed_ || holds_a_database(database) || (!known_ && !holds_secrets())) return {};
  std::error_code ignored;
  if (fs::is_symlink(database, ignored)) return {};  // the store says what is wrong with links
  std::string what = "the database " + database + (exists(database) ? " is empty" : " is missing") +
                     ", but " + state_dir_ + " belongs to an installation that had one";
  if (known_ && known_->path != database) what += ", last in " + known_->path;
  return base::failure(base::Errc::not_found,
                       what +
                           ". Restore it from a backup, or let url in [store] name the place "
                           "where it is now. To begin anew with an empty database, " +
                           how_to_agree() + ".");
}

base::Status DatabaseRecord::keep(const std::string& database, const std::string& identity,
                                  const base::Log& log) {
  if (known_ && known_->identity != identity && !agreed_) {
    return base::failure(base::Errc::invalid_argument,
                         "the database " + database + " is not the one that belongs to " +
                             state_dir_ + " (last in " + known_->path +
                             "). Put that one back, or let url in [store] name it. To go on with "
                             "this database, " +
                             how_to_agree() + ".");
  }
  if (!known_ || known_->identity != identity || known_->path != database) {
    TRY(net::write_atomically(file(kRecordFile), base::as_bytes(identity + '\n' + database + '\n'),
                              0600));
    log.info("database_recorded", {{"database", database}, {"identity", identity}});
    known_ = Known{identity, database};
  }
  if (agreed_) {
    // It is for one start only.
    std::error_code error;
    fs::remove(file(kConsentFile), error);
    if (error)
      return base::failure(base::Errc::io,
                           "removing " + file(kConsentFile) + ": " + error.message());
    agreed_ = false;
  }
  return {};
}

}  // namespace lecternd
