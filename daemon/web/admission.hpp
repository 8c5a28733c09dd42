// SPDX-License-Identifier: MIT
// Admission: the WebSocket's way to the domain. Questions are answered on the worker pool; the ends
// of stays are kept until a worker has recorded them, however busy the pool is. Any thread;
// outlives the WebSocket server and the pool's jobs.
#pragma once

#include <deque>
#include <functional>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "meetings/meetings.hpp"
#include "net/worker_pool.hpp"
#include "signaling/admission.hpp"
#include "signaling/effects.hpp"

namespace lecternd {

class Admission {
 public:
  // All outlive this.
  Admission(meetings::Meetings& meetings, net::WorkerPool& workers, const base::Log& log)
      : meetings_(meetings), workers_(workers), log_(log) {}

  void ask(signaling::AdmissionRequest request,
           const std::function<void(signaling::AdmissionAnswer)>& answer);
  // Does not block.
  void seat_ended(const signaling::SeatEnded& ended);
  // Records what a full pool left over: now and then, and (blocking) when the pool has stopped.
  void post_leftovers();
  void record_leftovers();

 private:
  meetings::Meetings& meetings_;
  net::WorkerPool& workers_;
  const base::Log& log_;
  base::Guarded<std::deque<signaling::SeatEnded>> ended_;  // bounded by the number of stays
};

}  // namespace lecternd
