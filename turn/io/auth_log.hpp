// SPDX-License-Identifier: MIT
// AuthLog: one line for each attempt to guess a name or a password, for people and for fail2ban; at
// most so many a second, so that an attack does not fill the disk. The time is an argument. One
// thread.
#pragma once

#include "base/log.hpp"
#include "base/time.hpp"
#include "turn/effects.hpp"

namespace turn::io {

class AuthLog {
 public:
  // A worker's; a burst first.
  static constexpr double kLinesPerSecond = 20;
  static constexpr double kBurst = 100;

  void write(const base::Log& log, const AuthFailed& failed, base::Instant now);

 private:
  double tokens_ = kBurst;
  base::Instant filled_{};
  std::uint64_t suppressed_ = 0;  // since the last line
};

}  // namespace turn::io
