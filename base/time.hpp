// SPDX-License-Identifier: MIT
// Time as values. Pure code takes `now` as an argument; only the code around it owns a Clock and
// reads it once per wake-up.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// The monotonic clock, for deadlines and lifetimes.
using Instant = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
// The wall clock, for times that people and other machines see (token expiry, stored times).
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

// Both clocks at one moment, for functions that need both.
struct Now {
  Instant mono;
  WallTime wall;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const noexcept = 0;
  virtual WallTime wall_now() const noexcept = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const noexcept override;
  WallTime wall_now() const noexcept override;
};

std::int64_t unix_seconds(WallTime t) noexcept;
WallTime from_unix_seconds(std::int64_t seconds) noexcept;
// Microseconds since the epoch, the form in which times are stored.
std::int64_t unix_micros(WallTime t) noexcept;
WallTime from_unix_micros(std::int64_t micros) noexcept;

// "2026-11-22T15:04:05Z" (seconds; UTC).
std::string print_iso8601(WallTime t);
// "Sun, 22 Nov 2026 15:04:05 GMT", an IMF-fixdate (RFC 9110 section 5.6.7).
std::string print_http_date(WallTime t);
// An RFC 3339 date-time with a zone ("Z" or "+01:00") and an optional fraction. nullopt for
// anything else and for years outside of 1970 to 9999.
std::optional<WallTime> parse_iso8601(std::string_view text);

}  // namespace base
