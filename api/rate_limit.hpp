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
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/rate_table.hpp"
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

// What a request has paid, for the fields RateLimit and RateLimit-Policy
// (draft-ietf-httpapi-ratelimit-headers).
struct Paid {
  Limit limit;
  meetings::Rate rate;
  meetings::RateTable::Left left;
};
// "name";q=60;w=60 for each limit: so many requests in so many seconds.
std::string print_rate_policies(std::span<const Paid> paid);
// "name";r=59;t=1 for each limit: so many requests are left, and all of them in so many seconds.
std::string print_rates_left(std::span<const Paid> paid);

class RateLimits {
 public:
  explicit RateLimits(meetings::Rates rates = {}, std::size_t capacity = 65'536);

  // Takes one token from the bucket of `subject` under `limit`. Returns zero if there was one,
  // otherwise the time until there is one.
  std::chrono::seconds take(Limit limit, std::string_view subject, base::Instant now);
  // The same for a client's address: an IPv6 client pays for its /64 and for its /48.
  std::chrono::seconds take(Limit limit, const base::IpAddress& client, base::Instant now);

  // What is left under `limit`; nullopt if it is switched off.
  std::optional<meetings::RateTable::Left> left(Limit limit, std::string_view subject,
                                                base::Instant now) const;
  std::optional<meetings::RateTable::Left> left(Limit limit, const base::IpAddress& client,
                                                base::Instant now) const;
  const meetings::Rate& rate(Limit limit) const noexcept { return rate_of(rates_, limit); }

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
