// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

namespace api {

bool is_by_account(Limit limit) noexcept {
  return limit == Limit::create_by_account || limit == Limit::invite_by_account ||
         limit == Limit::change_by_account || limit == Limit::read_by_account;
}

Limit for_guests(Limit by_account) noexcept {
  return by_account == Limit::read_by_account ? Limit::read_by_guests : Limit::change_by_guests;
}

RateLimits::RateLimits(meetings::Rates rates, std::size_t capacity)
    : rates_(rates), table_(capacity) {}

std::chrono::seconds RateLimits::take(Limit limit, std::span<const meetings::RateCost> costs,
                                      base::Instant now) {
  const auto wait = table_.take(costs, now).time;
  if (wait.count() > 0) refused_[meetings::index_of(limit)].fetch_add(1, std::memory_order_relaxed);
  return wait;
}

std::chrono::seconds RateLimits::take(Limit limit, std::string_view subject, base::Instant now) {
  const meetings::RateCost cost{static_cast<std::uint8_t>(limit), meetings::rate_of(rates_, limit),
                                std::string{subject}};
  return take(limit, std::span{&cost, 1}, now);
}

std::chrono::seconds RateLimits::take(Limit limit, const base::IpAddress& client,
                                      base::Instant now) {
  const auto costs = meetings::costs_by_address(static_cast<std::uint8_t>(limit),
                                                meetings::rate_of(rates_, limit), client);
  return take(limit, costs, now);
}

std::uint64_t RateLimits::refused(Limit limit) const noexcept {
  return refused_[meetings::index_of(limit)].load(std::memory_order_relaxed);
}

}  // namespace api
