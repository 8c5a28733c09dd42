// SPDX-License-Identifier: MIT
#include "bench/relay/meter.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace bench {

std::optional<std::chrono::nanoseconds> cpu_time(const std::vector<int>& processes) {
  std::int64_t total = 0;
  for (const int process : processes) {
    std::error_code error;
    std::size_t threads = 0;
    for (const auto& task :
         std::filesystem::directory_iterator{"/proc/" + std::to_string(process) + "/task", error}) {
      std::int64_t ran = 0;
      if (std::ifstream{task.path() / "schedstat"} >> ran) ++threads;
      total += ran;
    }
    if (threads == 0) return std::nullopt;
  }
  return std::chrono::nanoseconds{total};
}

std::optional<std::int64_t> resident_memory(int process) {
  std::ifstream status{"/proc/" + std::to_string(process) + "/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6)) * 1024;
  }
  return std::nullopt;
}

}  // namespace bench
