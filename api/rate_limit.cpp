// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

namespace api {

RateLimits::RateLimits(RateSettings settings, std::size_t capacity)
    : settings_(settings), table_(capacity) {}

const Rate& RateLimits::rate_of(Limit limit) const noexcept {
  switch (limit) {
    case Limit::login_by_address: return settings_.login_by_address;
    case Limit::register_by_address: return settings_.register_by_address;
    case Limit::refresh_by_address: return settings_.refresh_by_address;
    case Limit::guest_by_address: return settings_.guest_by_address;
    case Limit::join_by_address: return settings_.join_by_address;
    case Limit::create_by_account: return settings_.create_by_account;
  }
  return settings_.login_by_address;
}

std::chrono::seconds RateLimits::take(Limit limit, std::string_view subject, base::Instant now) {
  return table_.take(static_cast<std::uint8_t>(limit), rate_of(limit), subject, now);
}

std::string RateLimits::address_key(const base::IpAddress& ip) { return ip.site().print(); }

}  // namespace api
