// SPDX-License-Identifier: MIT
// write_all(): all of the bytes into a descriptor that blocks (a file, a pipe), whatever one
// write(2) takes. Any thread.
#pragma once

#include <unistd.h>

#include <cerrno>

#include "base/bytes.hpp"

namespace base {

// False: errno says why; some of it may be written.
inline bool write_all(int fd, Bytes bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) errno = EIO;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace base
