// SPDX-License-Identifier: MIT
#include "daemon/process/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>

namespace lecternd {

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

// TZ as POSIX allows it has a colon before a name. /etc/localtime leads to the zone's file.
std::string machine_timezone() {
  constexpr std::string_view kFolder = "/zoneinfo/";
  std::string name;
  if (const char* tz = std::getenv("TZ"); tz != nullptr && *tz != '\0') {
    name = *tz == ':' ? tz + 1 : tz;
  } else {
    std::error_code error;
    name = std::filesystem::read_symlink("/etc/localtime", error).string();
  }
  const std::size_t folder = name.find(kFolder);
  if (folder != std::string::npos) name.erase(0, folder + kFolder.size());
  return name.empty() || name.front() == '/' ? "UTC" : name;
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
