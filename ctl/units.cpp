// SPDX-License-Identifier: MIT
#include "ctl/units.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace ctl {
namespace {

std::string printed(double value, int decimals) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

struct Scaled {
  std::string digits;
  const char* prefix;
};

Scaled scale(double value) {
  constexpr std::array kPrefixes{"", "k", "M", "G", "T", "P"};
  std::size_t at = 0;
  while (value >= 999.5 && at + 1 < kPrefixes.size()) {
    value /= 1000;
    ++at;
  }
  return {printed(value, at == 0 || value >= 99.95 ? 0 : 1), kPrefixes[at]};
}

std::string two(std::int64_t major, char major_unit, std::int64_t minor, char minor_unit) {
  const std::string digits = std::to_string(minor);
  return std::to_string(major) + major_unit + (digits.size() < 2 ? "0" : "") + digits + minor_unit;
}

}  // namespace

std::string short_number(double value) {
  const Scaled scaled = scale(value);
  return scaled.digits + scaled.prefix;
}

std::string short_number(double value, const char* unit) {
  const Scaled scaled = scale(value);
  return scaled.digits + ' ' + scaled.prefix + unit;
}

std::string short_time(std::int64_t seconds) {
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (seconds < kMinute) return std::to_string(seconds) + 's';
  if (seconds < kHour) return two(seconds / kMinute, 'm', seconds % kMinute, 's');
  if (seconds < kDay) return two(seconds / kHour, 'h', seconds % kHour / kMinute, 'm');
  return two(seconds / kDay, 'd', seconds % kDay / kHour, 'h');
}

}  // namespace ctl
