// SPDX-License-Identifier: MIT
#include "daemon/process/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>

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

}  // namespace lecternd
