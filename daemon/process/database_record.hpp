// SPDX-License-Identifier: MIT
// DatabaseRecord: the state folder's memory of its database. An empty database beside the secrets
// of an older installation would start as a new one: all accounts are gone, and whoever opens the
// first admin's link owns the machine. So the daemon starts with a new or another database only at
// the first start, or after the operator has agreed to it. Blocks; main thread.
#pragma once

#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/state_files.hpp"

namespace lecternd {

class DatabaseRecord {
 public:
  // The record, and the file by which the operator agrees once to a new or another database.
  static constexpr const char* kRecordFile = config::kDatabaseRecordFile;
  static constexpr const char* kConsentFile = "accept-database";

  // Reads the record of the state folder. Errors: corrupt; io.
  static base::Result<DatabaseRecord> read(const std::string& state_dir);

  // Call before the database is opened, and before the secrets are made. Refuses (not_found) where
  // the file is missing or empty although the folder is in use. Errors are sentences that say how
  // to go on.
  base::Status check_file(const std::string& database) const;
  // Call with the identity of the opened database. Refuses (invalid_argument) another database than
  // the recorded one. Then writes the record where it changed, and removes the operator's consent.
  base::Status keep(const std::string& database, const std::string& identity, const base::Log& log);

 private:
  struct Known {
    std::string identity;
    std::string path;
  };
  DatabaseRecord(std::string state_dir, std::optional<Known> known, bool agreed)
      : state_dir_(std::move(state_dir)), known_(std::move(known)), agreed_(agreed) {}

  std::string file(const char* name) const { return state_dir_ + '/' + name; }
  bool holds_secrets() const;
  std::string how_to_agree() const;

  std::string state_dir_;
  std::optional<Known> known_;
  bool agreed_ = false;
};

}  // namespace lecternd
