// SPDX-License-Identifier: MIT
// Writes all bytes to a blocking descriptor (a file, a pipe), with as many calls of write(2) as
// that takes. Any thread.
#pragma once

#include <unistd.h>

#include <cerrno>

#include "base/bytes.hpp"

namespace base {

// False on an error: errno says why, and some of the bytes may have been written.
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
