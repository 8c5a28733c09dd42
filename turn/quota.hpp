// SPDX-License-Identifier: MIT
// Quotas: how many allocations (or connections to peers) each user, meeting and source address has,
// and all together, over all workers. Any thread; used only when allocations begin and end.
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

// The user, meeting and source address that an allocation counts for.
struct Holder {
  // An identity that our own API issued is "user.meeting", two UUIDs, and counts for both. Any
  // other identity is a user. With a `source` it counts for that address, too (IPv6: for its /64).
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
  // The limits apply to later calls of take(); a holder that already has more keeps its places.
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
  // `taken`: it is counted, and the caller gives it back once, for the same holder.
  [[nodiscard]] Verdict take(const Holder& holder);
  // Counts without regard to the limits, for an allocation that another process had counted.
  void restore(const Holder& holder);
  void give_back(const Holder& holder);

  std::uint32_t in_use() const;
  // The number of users, meetings and sources with a count.
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
