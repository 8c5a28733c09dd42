// SPDX-License-Identifier: MIT
// Makes a state folder from a backup, while no daemon uses the folder. Nothing is lost: what was
// there keeps its content under another name. Blocks on the disk; one thread.
#pragma once

#include <string>
#include <vector>

#include "backup/backup_file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace backup {

struct Place {
  std::string state_dir;
  std::string database;  // the path of the database in use
};

// Whether the backup may be of another installation than the folder's.
enum class Origin : bool { same, any };

struct Restored {
  Facts facts;
  std::vector<std::string> written;  // the paths of the new files
  std::vector<std::string> kept;     // the paths under which the old files are kept
};

// The files of the state folder that a backup holds; those that do not exist are left out.
base::Result<std::vector<StateFile>> read_state_files(const std::string& state_dir);

// Refuses while a daemon uses the folder, and where inspect() refuses. Errors are sentences. After
// a failure everything is as before, unless the disk failed between two renames; the error says so
// then.
base::Result<Restored> restore(const std::string& backup, const Place& place, Origin origin,
                               base::WallTime now);

}  // namespace backup
