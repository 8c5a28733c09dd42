// SPDX-License-Identifier: MIT
// What one address may ask of this daemon, by [limits] of the configuration (docs/limits.md).
// Values; any thread.
#pragma once

#include <algorithm>
#include <cstddef>

#include "config/config.hpp"
#include "meetings/rates.hpp"

namespace lecternd {

inline meetings::Rates request_rates(const config::LimitsConfig& limits) noexcept {
  meetings::Rates rates;
  meetings::allow_joins(rates, limits.joins_per_minute);
  return rates;
}

// Connections, and WebSocket sessions: a person has a page, a WebSocket and sometimes more.
inline std::size_t places_per_address(const config::LimitsConfig& limits) noexcept {
  constexpr std::size_t kLeast = 2048, kEach = 4;
  return std::max(kLeast, kEach * limits.joins_per_minute);
}

}  // namespace lecternd
