// SPDX-License-Identifier: MIT
// RateLimits: how often one address, or one account, may send requests. They bound floods of
// requests. Each route names its limits (api/routes.cpp), and the handler takes them before the
// endpoint runs. GuessLimits (meetings/guess_limits.hpp) counts guesses at passwords and codes, for
// all doors together. IPv6 addresses count by their /64. Any thread.
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
#include "meetings/rate_table.hpp"

namespace api {

using meetings::Rate;

// The defaults let a class behind one address arrive together.
struct RateSettings {
  Rate login_by_address{60, std::chrono::milliseconds{1000}};
  Rate register_by_address{60, std::chrono::milliseconds{5000}};
  Rate refresh_by_address{200, std::chrono::milliseconds{200}};
  Rate guest_by_address{120, std::chrono::milliseconds{500}};
  Rate join_by_address{240, std::chrono::milliseconds{250}};
  Rate create_by_account{60, std::chrono::milliseconds{5000}};
  // A change is a write that the disk has to confirm.
  Rate change_by_account{60, std::chrono::milliseconds{1000}};
  Rate read_by_account{240, std::chrono::milliseconds{250}};
  // Anybody with a meeting's link makes guests at will, so their requests count by address.
  Rate change_by_guests{240, std::chrono::milliseconds{250}};
  Rate read_by_guests{600, std::chrono::milliseconds{50}};
  // Invitation pages, without a token.
  Rate look_up_by_address{600, std::chrono::milliseconds{50}};
};

enum class Limit : std::uint8_t {
  login_by_address,
  register_by_address,
  refresh_by_address,
  guest_by_address,
  join_by_address,
  create_by_account,
  change_by_account,
  read_by_account,
  change_by_guests,
  read_by_guests,
  look_up_by_address,
};

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
  explicit RateLimits(RateSettings settings = {}, std::size_t capacity = 65'536);

  // Takes one token from the bucket of `subject` under `limit`. Returns zero if there was one,
  // otherwise the time until there is one.
  std::chrono::seconds take(Limit limit, std::string_view subject, base::Instant now);

  // The subject for an address: the address itself, or an IPv6 address's /64.
  static std::string address_key(const base::IpAddress& ip);

  std::size_t size() const { return table_.size(); }
  // How many requests take() turned away, for metrics.
  std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

 private:
  const Rate& rate_of(Limit limit) const noexcept;

  const RateSettings settings_;
  meetings::RateTable table_;
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace api
