// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

namespace api {

bool is_by_account(Limit limit) noexcept {
  return limit == Limit::create_by_account || limit == Limit::change_by_account ||
         limit == Limit::read_by_account;
}

Limit for_guests(Limit by_account) noexcept {
  return by_account == Limit::read_by_account ? Limit::read_by_guests : Limit::change_by_guests;
}

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
    case Limit::change_by_account: return settings_.change_by_account;
    case Limit::read_by_account: return settings_.read_by_account;
    case Limit::change_by_guests: return settings_.change_by_guests;
    case Limit::read_by_guests: return settings_.read_by_guests;
    case Limit::look_up_by_address: return settings_.look_up_by_address;
  }
  return settings_.login_by_address;
}

std::chrono::seconds RateLimits::take(Limit limit, std::string_view subject, base::Instant now) {
  const auto wait = table_.take(static_cast<std::uint8_t>(limit), rate_of(limit), subject, now);
  if (wait.count() > 0) refused_.fetch_add(1, std::memory_order_relaxed);
  return wait;
}

std::string RateLimits::address_key(const base::IpAddress& ip) { return ip.site().print(); }

}  // namespace api
