// SPDX-License-Identifier: MIT
#include "base/file_lock.hpp"

#include <sys/file.h>

#include <cerrno>
#include <utility>

namespace base {

Status lock_file(int fd, const std::string& path, std::string taken) {
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
  if (errno != EWOULDBLOCK) return failure(errno_error("flock " + path, errno));
  return failure(Errc::already_exists, std::move(taken));
}

}  // namespace base
