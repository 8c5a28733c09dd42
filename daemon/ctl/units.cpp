// SPDX-License-Identifier: MIT
#include "daemon/ctl/units.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace lecternd::ctl {
namespace {

std::string printed(double value, int decimals) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string two(std::int64_t major, char major_unit, std::int64_t minor, char minor_unit) {
  const std::string digits = std::to_string(minor);
  return std::to_string(major) + major_unit + (digits.size() < 2 ? "0" : "") + digits + minor_unit;
}

}  // namespace

std::string short_number(double value) {
  constexpr std::array kUnits{"", "k", "M", "G", "T", "P"};
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  if (unit == 0) return printed(value, 0);
  return printed(value, value < 99.95 ? 1 : 0) + kUnits[unit];
}

std::string short_time(std::int64_t seconds) {
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (seconds < kMinute) return std::to_string(seconds) + 's';
  if (seconds < kHour) return two(seconds / kMinute, 'm', seconds % kMinute, 's');
  if (seconds < kDay) return two(seconds / kHour, 'h', seconds % kHour / kMinute, 'm');
  return two(seconds / kDay, 'd', seconds % kDay / kHour, 'h');
}

}  // namespace lecternd::ctl
