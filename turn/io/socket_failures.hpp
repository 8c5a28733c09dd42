// SPDX-License-Identifier: MIT
// SocketFailures: tells the operator that the system did not give this relay a socket: a counter by
// purpose and reason, and a line in the log (base::FailureLog). One object for each worker; all
// share the log's lines. The loop's thread only.
#pragma once

#include "base/error.hpp"
#include "base/failure_log.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/stats.hpp"

namespace turn::io {

// The reason that an errno tells.
SystemFailure reason_of(int os_error) noexcept;

class SocketFailures {
 public:
  // The references outlive this.
  SocketFailures(base::FailureLog& log, const LoopClock& clock, Stats& stats) noexcept
      : log_(log), clock_(clock), stats_(stats) {}

  // Returns the reason.
  SystemFailure note(SocketPurpose purpose, const base::Error& error);
  // Writes what waits for its line.
  void tell() { (void)log_.tell(clock_.instant()); }

 private:
  base::FailureLog& log_;
  const LoopClock& clock_;
  Stats& stats_;
};

}  // namespace turn::io
