// SPDX-License-Identifier: MIT
// RateLimits: how often one address, or one account, may send requests. Each route names its limits
// (api/routes.cpp), and the handler takes them before the endpoint runs. GuessLimits
// (meetings/guess_limits.hpp) counts guesses, hashes and joins, for all doors together. The numbers
// are in meetings/rates.hpp. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/rates.hpp"

namespace api {

using meetings::Limit;

// True for a limit whose subject is the account that sends the request.
bool is_by_account(Limit limit) noexcept;
// The limit by address that a guest's request takes instead of this limit by account.
Limit for_guests(Limit by_account) noexcept;

// What a request to a route costs: one token of each limit. A route cannot be written without it.
struct Unlimited {};
class Cost {
 public:
  constexpr Cost(Unlimited) noexcept {}
  constexpr Cost(Limit limit) noexcept : limits_{limit}, size_(1) {}
  constexpr Cost(Limit first, Limit second) noexcept : limits_{first, second}, size_(2) {}

  std::span<const Limit> limits() const noexcept { return {limits_.data(), size_}; }

 private:
  std::array<Limit, 2> limits_{};
  std::size_t size_ = 0;
};

class RateLimits {
 public:
  explicit RateLimits(meetings::Rates rates = {}, std::size_t capacity = 65'536);

  // Takes one token from the bucket of `subject` under `limit`. Returns zero if there was one,
  // otherwise the time until there is one.
  std::chrono::seconds take(Limit limit, std::string_view subject, base::Instant now);
  // The same for a client's address: an IPv6 client pays for its /64 and for its /48.
  std::chrono::seconds take(Limit limit, const base::IpAddress& client, base::Instant now);

  // How many requests this limit has refused.
  std::uint64_t refused(Limit limit) const noexcept;

  std::size_t size() const { return table_.size(); }

 private:
  std::chrono::seconds take(Limit limit, std::span<const meetings::RateCost> costs,
                            base::Instant now);

  const meetings::Rates rates_;
  meetings::RateTable table_;
  std::array<std::atomic<std::uint64_t>, meetings::kLimits.size()> refused_{};
};

}  // namespace api
