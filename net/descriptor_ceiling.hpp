// SPDX-License-Identifier: MIT
// The descriptors that are kept for some parts of the process: a part that strangers can fill takes
// no descriptor of the number `ceiling` or above. The kernel gives the lowest number that is free,
// so such a number tells that so many descriptors are in use. Any thread.
#pragma once

#include <cerrno>
#include <limits>

#include "base/fd.hpp"

namespace net {

inline constexpr int kNoCeiling = std::numeric_limits<int>::max();

// Closes a descriptor at or above the ceiling; then errno is EMFILE, as if the process had no more.
inline base::UniqueFd below_ceiling(base::UniqueFd fd, int ceiling) noexcept {
  if (fd.get() < ceiling) return fd;
  fd.reset();
  errno = EMFILE;
  return fd;
}

}  // namespace net
