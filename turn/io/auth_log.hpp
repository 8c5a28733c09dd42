// SPDX-License-Identifier: MIT
// AuthLog: writes one log line for each attempt to guess a name or a password, for operators and
// for fail2ban. Limits the lines per second, so that an attack does not fill the disk. The time is
// an argument. One thread.
#pragma once

#include "base/log.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "turn/effects.hpp"

namespace turn::io {

class AuthLog {
 public:
  // Of one worker: 100 lines at once, then 20 a second. Further lines are counted only.
  static constexpr base::TokenRate kLines = base::TokenRate::per_second(20, 100);

  void write(const base::Log& log, const AuthFailed& failed, base::Instant now);

 private:
  base::TokenBucket lines_;
  std::uint64_t suppressed_ = 0;  // since the last line
};

}  // namespace turn::io
