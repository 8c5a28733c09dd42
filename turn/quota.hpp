// SPDX-License-Identifier: MIT
// How many of something (allocations, connections to peers) there are, by identity and in total, over all workers. Any thread;
// touched only when they come and go.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"

namespace turn {

class Quotas {
 public:
  // 0 = unlimited.
  Quotas(std::uint32_t per_user, std::uint32_t total) : per_user_(per_user), total_(total) {}

  enum class Verdict : std::uint8_t { taken, user_exceeded, total_exceeded };
  // `taken`: counted, and the caller gives it back once.
  [[nodiscard]] Verdict take(std::string_view identity);
  void give_back(std::string_view identity);

  std::uint32_t in_use() const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Counts {
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> by_identity;
    std::uint32_t total = 0;
  };
  const std::uint32_t per_user_;
  const std::uint32_t total_;
  base::Guarded<Counts> counts_;
};

}  // namespace turn
