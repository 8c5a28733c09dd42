// SPDX-License-Identifier: MIT
#include "daemon/process/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <limits>

namespace lecternd {

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

std::size_t descriptor_limit() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

int descriptor_ceiling(std::size_t limit) noexcept {
  constexpr std::size_t kMostKept = 128;
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (limit == 0 || limit > kMost) return std::numeric_limits<int>::max();
  return static_cast<int>(limit - std::min(limit / 4, kMostKept));
}

}  // namespace lecternd
