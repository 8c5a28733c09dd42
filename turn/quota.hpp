// SPDX-License-Identifier: MIT
// How many of something (allocations, connections to peers) there are, by person, meeting, source
// address and in total, over all workers. Any thread; touched only when they come and go.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"

namespace turn {

// Whom something is counted for.
struct Holder {
  // An identity that our own API issued is "user.meeting", two UUIDs, and counts for both; any
  // other one is a user. With a `source` it counts for that address, too (IPv6: for its /64).
  explicit Holder(std::string_view identity, std::optional<base::IpAddress> source = std::nullopt);

  std::string_view user;  // into the identity
  std::string_view meeting;
  std::optional<base::IpAddress> source;
};

class Quotas {
 public:
  // 0 = unlimited.
  struct Limits {
    std::uint32_t user = 0;
    std::uint32_t meeting = 0;
    std::uint32_t source = 0;
    std::uint32_t total = 0;
  };
  explicit Quotas(const Limits& limits) {
    counts_.with([&](Counts& counts) { counts.limits = limits; });
  }
  // For what is taken from here on; who holds more already keeps it.
  void set_limits(const Limits& limits) {
    counts_.with([&](Counts& counts) { counts.limits = limits; });
  }

  enum class Verdict : std::uint8_t {
    taken,
    user_exceeded,
    meeting_exceeded,
    source_exceeded,
    total_exceeded
  };
  // `taken`: counted, and the caller gives it back once, for the same holder.
  [[nodiscard]] Verdict take(const Holder& holder);
  // Counted whatever the limits are: it was taken in another process, and is given back here.
  void restore(const Holder& holder);
  void give_back(const Holder& holder);

  std::uint32_t in_use() const;
  // Everybody who is counted: each is once for a user, a meeting and a source.
  std::size_t holders() const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using ByName = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  struct Counts {
    Limits limits;
    ByName users;
    ByName meetings;
    std::unordered_map<base::IpAddress, std::uint32_t> sources;
    std::uint32_t total = 0;

    void add(const Holder& holder);
  };
  base::Guarded<Counts> counts_;
};

}  // namespace turn
