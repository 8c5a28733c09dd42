// SPDX-License-Identifier: MIT
// Who else may read or write the files of the daemon that hold secrets. Such a file belongs to the
// daemon's user or to root, nobody else may read or write it, and it is no symbolic link. The
// folder around such files belongs to the same users, and nobody else may write it. (Where root
// owns it, a group of the daemon's user may read the file and write the folder.) The daemon mends
// the mode of what it owns and logs that; it refuses everything else with a sentence that ends with
// the command that mends it. Blocks on the disk; any thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/result.hpp"

struct stat;

namespace base {

// Parts what is wrong from the command in a sentence about a fault.
inline constexpr std::string_view kToMend = "; to mend it: ";

struct AccessFault {
  std::string what;            // "/x/jwt.secret has mode 0666: other users may write it"
  std::string command;         // "chmod 0600 /x/jwt.secret"
  std::optional<mode_t> mode;  // chmod(2) to it mends the fault, because the user owns the file

  std::string print() const { return what + std::string{kToMend} + command; }
};

// The user for whom the files are private.
struct FileUser {
  uid_t id;
  std::vector<gid_t> groups;
};
FileUser this_user();

// The rules for one file and for one folder whose status is known. Pure.
std::optional<AccessFault> judge_private_file(const std::string& path, const struct stat& status,
                                              const FileUser& user);
std::optional<AccessFault> judge_private_folder(const std::string& path, const struct stat& status,
                                                const FileUser& user);

// Looks without changing anything. nullopt also where nothing is there, or where this process may
// not look. The folder may be a symbolic link (systemd's DynamicUser= makes one).
std::optional<AccessFault> find_file_fault(const std::string& path, const FileUser& user);
std::optional<AccessFault> find_folder_fault(const std::string& path, const FileUser& user);

// Opens a private file with the flags of open(2); O_CREAT makes it with mode 0600. Never follows a
// symbolic link and never waits for the writer of a FIFO. Mends the mode as the head of this file
// says. Errors: not_found; permission_denied with the fault; io.
Result<UniqueFd> open_private_file(const std::string& path, int flags, const Log& log);
// The same checks for a file that another part opens, and for a folder. A missing file or folder
// is no fault.
Status secure_file(const std::string& path, const Log& log);
Status secure_folder(const std::string& path, const Log& log);

// For a file with secrets that the operator has put somewhere and that the configuration names:
// the operator may share it with a group, and it may be a symbolic link. nullopt where only its
// owner and its group may read and write it. Containers mount secrets so that everybody in the
// container may read them; that is a remark, and no reason to refuse.
struct SharedFault {
  bool writable;  // by everybody; else only readable
  std::string what;
};
std::optional<SharedFault> find_shared_fault(const std::string& path);

}  // namespace base
