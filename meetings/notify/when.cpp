// SPDX-License-Identifier: MIT
#include "meetings/notify/when.hpp"

#include <algorithm>

namespace meetings::notify {
namespace {

using std::chrono::minutes;

LocalTime local_time(const NamedZone& zone, base::WallTime at) {
  if (zone.rules) return zone.rules->local_time(at);
  return LocalTime{std::chrono::floor<std::chrono::seconds>(at.time_since_epoch())};
}

std::string two_digits(long number) {
  std::string text = std::to_string(number);
  return text.size() < 2 ? text.insert(0, 1, '0') : text;
}

std::string print_clock(minutes since_midnight) {
  return two_digits(since_midnight / std::chrono::hours{1}) + ":" +
         two_digits(since_midnight.count() % 60);
}

std::string clock_of(LocalTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return print_clock(std::chrono::floor<minutes>(time - day));
}

std::string date_of(const Words& words, LocalTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::string number = std::to_string(static_cast<unsigned>(date.day()));
  const std::string year = std::to_string(static_cast<int>(date.year()));
  return fill(words.date, {{"weekday", words.weekdays[std::chrono::weekday{day}.c_encoding()]},
                           {"day", number},
                           {"month", words.months[static_cast<unsigned>(date.month()) - 1]},
                           {"year", year}});
}

// "Europe/Berlin, UTC+01:00"
std::string describe(const NamedZone& zone, base::WallTime at, LocalTime local) {
  const auto utc = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch());
  const auto offset = std::chrono::floor<minutes>(local.time_since_epoch() - utc);
  if (offset.count() == 0 && zone.name == "UTC") return "UTC";
  const std::string sign = offset.count() < 0 ? "-" : "+";
  return zone.name + ", UTC" + sign + print_clock(std::chrono::abs(offset));
}

}  // namespace

std::string print_when(const Words& words, const NamedZone& zone, base::WallTime at,
                       const std::optional<minutes>& duration) {
  const LocalTime start = local_time(zone, at);
  std::string clock = clock_of(start);
  if (duration) {
    const std::string end = clock_of(local_time(zone, at + *duration));
    clock = fill(words.span, {{"from", clock}, {"to", end}});
  }
  const std::string date = date_of(words, start);
  return fill(words.at, {{"date", date}, {"time", clock}}) + " (" + describe(zone, at, start) + ")";
}

std::string print_remaining(const Words& words, std::chrono::seconds left) {
  constexpr long kHour = 60, kDay = 24 * kHour;
  const long total = std::max(1L, static_cast<long>(std::chrono::round<minutes>(left).count()));
  const auto counted = [](std::string_view pattern, long count) {
    return fill(pattern, {{"n", std::to_string(count)}});
  };
  if (total >= 2 * kDay - kHour) return counted(words.in_days, (total + kDay / 2) / kDay);
  if (total > kHour + kHour / 2) return counted(words.in_hours, (total + kHour / 2) / kHour);
  if (total > kHour - 6) return std::string{words.in_one_hour};
  return counted(words.in_minutes, total);
}

}  // namespace meetings::notify
