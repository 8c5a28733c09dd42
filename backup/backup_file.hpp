// SPDX-License-Identifier: MIT
// The file of a backup. It is a copy of the database with two more tables: `backup_facts` (release,
// time) and `backup_files` (the secrets and the certificates of the state folder). Its application
// id differs from the database's, so that no daemon starts on a backup by mistake. Blocks on the
// disk; any thread, one file at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace backup {

// A file of the state folder.
struct StateFile {
  std::string name;
  std::string content;

  friend bool operator==(const StateFile&, const StateFile&) = default;
};

struct Facts {
  std::string release;  // that made it
  base::WallTime made_at;
  std::int64_t schema = 0;
  std::string identity;  // of the database, the same in every copy
};

struct Contents {
  Facts facts;
  std::vector<StateFile> files;
};

// Makes a backup of a fresh copy of the database, checks it, and flushes it to the disk. Returns
// the facts.
base::Result<Facts> seal(const std::string& path, base::WallTime now,
                         const std::vector<StateFile>& files);

// Reads a backup, and checks that it is whole. Errors are sentences without the file's name:
// invalid_argument for a file that is no backup, unsupported for one of a newer release, corrupt.
base::Result<Contents> inspect(const std::string& path);

// Makes a database of a copy of a backup again, and flushes it to the disk.
base::Status unseal(const std::string& path);

}  // namespace backup
