// SPDX-License-Identifier: MIT
#include "base/file_access.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace base {
namespace {

constexpr mode_t kPermissions = 07777;
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOthersAnything = S_IRWXG | S_IRWXO;

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", unsigned{mode & kPermissions});
  return text.data();
}

std::optional<AccessFault> judge_owner(const std::string& path, const struct stat& status,
                                       const FileUser& user) {
  if (status.st_uid == user.id || status.st_uid == 0) return std::nullopt;
  return AccessFault{path + " belongs to the user " + std::to_string(status.st_uid) +
                         ", not to the daemon's user " + std::to_string(user.id) + " or to root",
                     "chown " + std::to_string(user.id) + " " + path, std::nullopt};
}

// Root has given the file or folder to a group of the user, for this purpose.
bool given_by_root(const struct stat& status, const FileUser& user) {
  return user.id != 0 && status.st_uid == 0 && std::ranges::count(user.groups, status.st_gid) != 0;
}

// `others`: the permissions that nobody but the owner may have.
AccessFault mode_fault(const std::string& path, const struct stat& status, mode_t others,
                       const FileUser& user) {
  const char* const may = (status.st_mode & others & kOthersWrite) != 0 ? "write" : "read";
  const mode_t wanted = status.st_mode & kPermissions & ~others;
  AccessFault fault{
      path + " has mode " + octal(status.st_mode) + ": other users may " + may + " it",
      "chmod " + octal(wanted) + " " + path, std::nullopt};
  if (status.st_uid == user.id) fault.mode = wanted;
  return fault;
}

using Judge = std::optional<AccessFault> (*)(const std::string&, const struct stat&,
                                             const FileUser&);

// Mends the mode where that suffices. A file system without modes keeps the fault, so it looks
// again.
Status settle(const std::string& path, int fd, Judge judge, const Log& log) {
  const FileUser user = this_user();
  for (bool mended = false;; mended = true) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) return failure(errno_error("fstat " + path, errno));
    const auto fault = judge(path, status, user);
    if (!fault) return {};
    if (mended || !fault->mode) return failure(Errc::permission_denied, fault->print());
    if (::fchmod(fd, *fault->mode) != 0) {
      return failure(Errc::permission_denied,
                     fault->print() + " (" + errno_error("the daemon may not", errno).what + ")");
    }
    log.warning("access_mended", {{"what", fault->what},
                                  {"effect", "the mode is " + octal(*fault->mode) + " now"},
                                  {"hint", "other users may have read or changed it before"}});
  }
}

// Why open(2) failed: the fault that lstat(2) shows, else its own error.
Error open_error(const std::string& path, int error) {
  if (error == ENOENT) return Error{Errc::not_found, errno_error("open " + path, error).what};
  if (const auto fault = find_file_fault(path, this_user()); fault && !fault->mode)
    return Error{Errc::permission_denied, fault->print()};
  return errno_error("open " + path, error);
}

}  // namespace

FileUser this_user() {
  FileUser user{::geteuid(), {::getegid()}};
  std::vector<gid_t> more(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
  const int count = ::getgroups(static_cast<int>(more.size()), more.data());
  if (count > 0) user.groups.insert(user.groups.end(), more.begin(), more.begin() + count);
  return user;
}

std::optional<AccessFault> judge_private_file(const std::string& path, const struct stat& status,
                                              const FileUser& user) {
  if (!S_ISREG(status.st_mode)) {
    const char* const kind = S_ISLNK(status.st_mode) ? "a symbolic link" : "something else";
    return AccessFault{path + " is " + kind + ", not a file", "rm " + path, std::nullopt};
  }
  if (auto fault = judge_owner(path, status, user)) return fault;
  // Packages give a file to root and let the daemon's group read it.
  const mode_t others = given_by_root(status, user) ? kOthersAnything & ~S_IRGRP : kOthersAnything;
  if ((status.st_mode & others) == 0) return std::nullopt;
  return mode_fault(path, status, others, user);
}

std::optional<AccessFault> judge_private_folder(const std::string& path, const struct stat& status,
                                                const FileUser& user) {
  if (!S_ISDIR(status.st_mode))
    return AccessFault{path + " is not a folder", "rm " + path, std::nullopt};
  if (auto fault = judge_owner(path, status, user)) return fault;
  // Kubernetes gives a volume to root and to a group of the daemon alone (fsGroup).
  const mode_t others = given_by_root(status, user) ? S_IWOTH : kOthersWrite;
  if ((status.st_mode & others) == 0) return std::nullopt;
  if ((status.st_mode & S_ISVTX) != 0) {
    // Others use it by design, like /tmp: its mode stays.
    return AccessFault{path + " has mode " + octal(status.st_mode) + ": every user may write it",
                       "name a folder below it, such as " + path + "/lectern", std::nullopt};
  }
  return mode_fault(path, status, others, user);
}

std::optional<AccessFault> find_file_fault(const std::string& path, const FileUser& user) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return judge_private_file(path, status, user);
}

std::optional<AccessFault> find_folder_fault(const std::string& path, const FileUser& user) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return judge_private_folder(path, status, user);
}

Result<UniqueFd> open_private_file(const std::string& path, int flags, const Log& log) {
  UniqueFd fd{::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600)};
  if (!fd) return failure(open_error(path, errno));
  TRY(settle(path, fd.get(), judge_private_file, log));
  return fd;
}

Status secure_file(const std::string& path, const Log& log) {
  const auto opened = open_private_file(path, O_RDONLY, log);
  if (opened || opened.error().code == Errc::not_found) return {};
  return failure(opened.error());
}

Status secure_folder(const std::string& path, const Log& log) {
  const UniqueFd fd{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (fd) return settle(path, fd.get(), judge_private_folder, log);
  if (errno == ENOENT) return {};
  const int error = errno;
  if (const auto fault = find_folder_fault(path, this_user()); fault && !fault->mode)
    return failure(Errc::permission_denied, fault->print());
  return failure(errno_error("open " + path, error));
}

std::optional<SharedFault> find_shared_fault(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  if ((status.st_mode & (S_IROTH | S_IWOTH)) == 0) return std::nullopt;
  const bool writable = (status.st_mode & S_IWOTH) != 0;
  return SharedFault{writable, path + " has mode " + octal(status.st_mode) +
                                   ": every user of this machine may " +
                                   (writable ? "write" : "read") + " it" + std::string{kToMend} +
                                   "chmod o= " + path};
}

}  // namespace base
