// SPDX-License-Identifier: MIT
// RateLimits: how often one address, or one account, may send expensive requests. They bound floods
// of requests. GuessLimits (meetings/guess_limits.hpp) counts guesses at passwords and codes, for
// all doors together. IPv6 addresses count by their /64. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
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
};

enum class Limit : std::uint8_t {
  login_by_address,
  register_by_address,
  refresh_by_address,
  guest_by_address,
  join_by_address,
  create_by_account,
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

 private:
  const Rate& rate_of(Limit limit) const noexcept;

  const RateSettings settings_;
  meetings::RateTable table_;
};

}  // namespace api
