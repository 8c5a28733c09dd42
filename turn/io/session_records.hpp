// SPDX-License-Identifier: MIT
// SessionRecords: one log line and one record for each allocation that has ended. The loop's thread
// only, except that on_ended() is called before it runs.
#pragma once

#include <functional>
#include <utility>

#include "base/log.hpp"
#include "turn/effects.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/session.hpp"

namespace turn::io {

class SessionRecords {
 public:
  // The references outlive this object.
  SessionRecords(const base::Log& log, const LoopClock& clock) noexcept
      : log_(log), clock_(clock) {}

  // `call` is called with each record; it must not block. May be empty.
  void on_ended(std::function<void(SessionRecord)> call) { on_ended_ = std::move(call); }
  void write(const SessionEnded& ended) const;

 private:
  void log(const SessionEnded& ended, base::WallTime at) const;

  const base::Log& log_;
  const LoopClock& clock_;
  std::function<void(SessionRecord)> on_ended_;
};

}  // namespace turn::io
