// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

namespace api {

bool is_by_account(Limit limit) noexcept {
  return limit == Limit::create_by_account || limit == Limit::invite_by_account ||
         limit == Limit::change_by_account || limit == Limit::upload_by_account ||
         limit == Limit::read_by_account;
}

Limit for_guests(Limit by_account) noexcept {
  return by_account == Limit::read_by_account ? Limit::read_by_guests : Limit::change_by_guests;
}

namespace {

// A list of RFC 8941 whose items are the limits.
template <class Print>
std::string print_list(std::span<const Paid> paid, Print parameters) {
  std::string out;
  for (const Paid& one : paid) {
    out.append(out.empty() ? "\"" : ", \"")
        .append(meetings::kLimits[meetings::index_of(one.limit)].name)
        .append(1, '"')
        .append(parameters(one));
  }
  return out;
}

}  // namespace

std::string print_rate_policies(std::span<const Paid> paid) {
  return print_list(paid, [](const Paid& one) {
    const auto window = std::chrono::ceil<std::chrono::seconds>(one.rate.every * one.rate.burst);
    return ";q=" + std::to_string(one.rate.burst) + ";w=" + std::to_string(window.count());
  });
}

std::string print_rates_left(std::span<const Paid> paid) {
  return print_list(paid, [](const Paid& one) {
    return ";r=" + std::to_string(one.left.tokens) +
           ";t=" + std::to_string(one.left.full_in.count());
  });
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

std::optional<meetings::RateTable::Left> RateLimits::left(Limit limit, std::string_view subject,
                                                          base::Instant now) const {
  const meetings::RateCost cost{static_cast<std::uint8_t>(limit), rate(limit),
                                std::string{subject}};
  return table_.left(std::span{&cost, 1}, now);
}

std::optional<meetings::RateTable::Left> RateLimits::left(Limit limit,
                                                          const base::IpAddress& client,
                                                          base::Instant now) const {
  const auto costs =
      meetings::costs_by_address(static_cast<std::uint8_t>(limit), rate(limit), client);
  return table_.left(costs, now);
}

std::uint64_t RateLimits::refused(Limit limit) const noexcept {
  return refused_[meetings::index_of(limit)].load(std::memory_order_relaxed);
}

}  // namespace api
