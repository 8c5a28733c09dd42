// SPDX-License-Identifier: MIT
#include "base/time.hpp"

#include <array>
#include <cstdio>

namespace base {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::seconds;

Instant SystemClock::now() const noexcept { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall_now() const noexcept {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

std::int64_t unix_seconds(WallTime t) noexcept {
  return std::chrono::floor<seconds>(t).time_since_epoch().count();
}
WallTime from_unix_seconds(std::int64_t s) noexcept { return WallTime{seconds{s}}; }
std::int64_t unix_micros(WallTime t) noexcept { return t.time_since_epoch().count(); }
WallTime from_unix_micros(std::int64_t us) noexcept { return WallTime{microseconds{us}}; }

namespace {

// A moment as calendars and clocks show it, in UTC.
struct Civil {
  int year = 0;
  unsigned month = 0;    // from 1
  unsigned day = 0;      // from 1
  unsigned weekday = 0;  // 0: Sunday
  int hour = 0;
  int minute = 0;
  int second = 0;
};

Civil civil_of(WallTime t) noexcept {
  const auto whole = std::chrono::floor<seconds>(t);
  const auto days = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss time{whole - days};
  return {static_cast<int>(date.year()),           static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),       std::chrono::weekday{days}.c_encoding(),
          static_cast<int>(time.hours().count()),  static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count())};
}

}  // namespace

std::string print_iso8601(WallTime t) {
  const Civil c = civil_of(t);
  std::array<char, 32> out{};
  const int n = std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", c.year,
                              c.month, c.day, c.hour, c.minute, c.second);
  return {out.data(), static_cast<std::size_t>(n)};
}

std::string print_http_date(WallTime t) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil c = civil_of(t);
  std::array<char, 40> out{};
  const int n = std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                              kDays.at(c.weekday), c.day, kMonths.at(c.month - 1), c.year, c.hour,
                              c.minute, c.second);
  return {out.data(), static_cast<std::size_t>(n)};
}

namespace {

// Reads decimal fields of fixed width; a mismatch sticks.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') return refused();
      value = value * 10 + (text_[at_++] - '0');
    }
    return value;
  }
  void literal(char c) {
    if (!accept(c)) ok_ = false;
  }
  bool accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  microseconds fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 100'000;
    bool any = false;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      value += unit * (text_[at_++] - '0');
      unit /= 10;
      any = true;
    }
    if (!any) ok_ = false;
    return microseconds{value};
  }
  bool done() const { return ok_ && at_ == text_.size(); }

 private:
  int refused() {
    ok_ = false;
    return 0;
  }
  std::string_view text_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

std::optional<WallTime> parse_iso8601(std::string_view text) {
  if (text.size() > 40) return std::nullopt;
  Fields in(text);
  const int year = in.number(4);
  in.literal('-');
  const int month = in.number(2);
  in.literal('-');
  const int day = in.number(2);
  if (!in.accept('T')) in.literal('t');
  const int hour = in.number(2);
  in.literal(':');
  const int minute = in.number(2);
  in.literal(':');
  const int second = in.number(2);
  microseconds fraction{0};
  if (in.accept('.')) fraction = in.fraction();
  int offset_minutes = 0;
  if (!in.accept('Z') && !in.accept('z')) {
    const bool negative = in.accept('-');
    if (!negative) in.literal('+');
    const int hours = in.number(2);
    in.literal(':');
    const int minutes = in.number(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset_minutes = (negative ? -1 : 1) * (hours * 60 + minutes);
  }
  if (!in.done() || year < 1970 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const WallTime t{std::chrono::sys_days{date} + std::chrono::hours{hour} +
                   std::chrono::minutes{minute - offset_minutes} + seconds{second} + fraction};
  // A zone or a leap second may move the time out of the years that can be printed.
  constexpr std::chrono::sys_days end{std::chrono::year{10000} / 1 / 1};
  if (t < WallTime{} || t >= end) return std::nullopt;
  return t;
}

}  // namespace base
