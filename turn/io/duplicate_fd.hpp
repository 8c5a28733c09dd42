// SPDX-License-Identifier: MIT
// duplicate_fd(): a second descriptor of the same open socket, for a handover: the first one is
// closed together with the object that watches it. Any thread.
#pragma once

#include <fcntl.h>

#include "base/fd.hpp"

namespace turn::io {

// The new descriptor is close-on-exec. Empty: the process has no descriptor left.
inline base::UniqueFd duplicate_fd(int fd) noexcept {
  return base::UniqueFd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
}

}  // namespace turn::io
