// SPDX-License-Identifier: MIT
#include "meetings/notify/retry_schedule.hpp"

#include <algorithm>

namespace meetings::notify {
namespace {

// From four fifths to six fifths of the delay.
std::chrono::seconds scattered(std::chrono::seconds delay, double chance) noexcept {
  const double factor = 0.8 + 0.4 * std::clamp(chance, 0.0, 1.0);
  return std::chrono::round<std::chrono::seconds>(std::chrono::duration<double>{delay} * factor);
}

}  // namespace

std::optional<std::chrono::seconds> retry_delay(unsigned attempts, double chance) noexcept {
  const std::size_t index = attempts == 0 ? 0 : attempts - 1;
  if (index >= kRetryDelays.size()) return std::nullopt;
  return scattered(kRetryDelays[index], chance);
}

std::chrono::seconds server_pause(unsigned troubles, double chance) noexcept {
  constexpr std::chrono::seconds kFirst{10}, kLongest{600};
  const unsigned doublings = std::min(troubles == 0 ? 0 : troubles - 1, 10U);
  return scattered(std::min(kFirst * (1U << doublings), kLongest), chance);
}

}  // namespace meetings::notify
