// SPDX-License-Identifier: MIT
#include "meetings/time_zone.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/number.hpp"

namespace meetings {
namespace {

using std::chrono::seconds;

constexpr std::size_t kDateDigits = 8;
constexpr std::size_t kLength = 15;

bool is_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string print_local_time(LocalTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{time - days};
  std::array<char, 32> out{};
  const int n = std::snprintf(
      out.data(), out.size(), "%04d%02u%02uT%02d%02d%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {out.data(), static_cast<std::size_t>(n)};
}

std::optional<LocalTime> parse_local_time(std::string_view text) {
  if (text.size() != kLength || text[kDateDigits] != 'T' ||
      !is_digits(text.substr(0, kDateDigits)) || !is_digits(text.substr(kDateDigits + 1)))
    return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    return base::parse_number<int>(text.substr(at, digits)).value_or(0);
  };
  const int year = number(0, 4);
  const int hour = number(9, 2);
  const int minute = number(11, 2);
  const int second = number(13, 2);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(number(4, 2))},
                                         std::chrono::day{static_cast<unsigned>(number(6, 2))}};
  if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::local_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         seconds{second};
}

}  // namespace meetings
