// SPDX-License-Identifier: MIT
// Ratings: how people found the connection, right after they were in a meeting: one for each stay
// on a seat, of which the last one counts. Only sums by rating stay (lectern_connection_ratings_
// total); nothing says whose rating was which. A rating waits in memory until it cannot be replaced
// any more, because a counter does not go back. Any thread; rate() blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"
#include "meetings/services.hpp"

namespace meetings {

enum class Rating : std::uint8_t { good, so_so, bad };
inline constexpr std::array kRatings{Rating::good, Rating::so_so, Rating::bad};
// "good", "so-so", "bad".
std::string_view to_string(Rating rating) noexcept;
std::optional<Rating> parse_rating(std::string_view text) noexcept;

class Ratings {
 public:
  // After the end of a stay; during a stay, after the last rating.
  static constexpr std::chrono::minutes kOpenFor{10};
  // When more wait, the one that would wait for the shortest time is counted at once.
  static constexpr std::size_t kMostWaiting = 10'000;

  explicit Ratings(Services services) : s_(services) {}

  // Refuses with forbidden who was not in the meeting, and with ended who left it too long ago.
  Outcome<void> rate(const Claims& claims, std::string_view id_or_code, Rating rating,
                     const base::IpAddress& client);
  // Those that are final. It only grows.
  std::uint64_t total(Rating rating);

 private:
  struct Waiting {
    Rating rating = Rating::good;
    base::WallTime until;
  };
  struct Table {
    std::map<std::string, Waiting> waiting{};  // by seat and the start of the stay
    std::set<std::pair<base::WallTime, std::string>> order{};
    std::array<std::uint64_t, kRatings.size()> totals{};

    void put(const std::string& stay, const Waiting& one);
    void count_first();
    void count_until(base::WallTime now);
  };

  Services s_;
  base::Guarded<Table> table_;
};

}  // namespace meetings
