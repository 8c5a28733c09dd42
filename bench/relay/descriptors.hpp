// SPDX-License-Identifier: MIT
// Thousands of sockets in one process: more descriptors than a shell's default allows.
#pragma once

#include <sys/resource.h>

namespace bench {

// As many as this process may have. Where that is not enough, opening a socket says so.
inline void allow_many_descriptors() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace bench
