// SPDX-License-Identifier: MIT
// Admission: the WebSocket's way to the domain. Questions are answered on the worker pool; the ends
// of stays are kept until a worker has recorded them, however busy the pool is. Any thread;
// outlives the WebSocket server and the pool's jobs.
#pragma once

#include <deque>
#include <functional>

#include "api/rate_limit.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "meetings/meetings.hpp"
#include "net/worker_pool.hpp"
#include "signaling/admission.hpp"
#include "signaling/effects.hpp"

namespace lecternd {

class Admission {
 public:
  // All outlive this.
  Admission(meetings::Meetings& meetings, api::RateLimits& limits, net::WorkerPool& workers,
            const base::Clock& clock, const base::Log& log)
      : meetings_(meetings), limits_(limits), workers_(workers), clock_(clock), log_(log) {}

  void ask(signaling::AdmissionRequest request,
           const std::function<void(signaling::AdmissionAnswer)>& answer);
  // Does not block.
  void seat_ended(const signaling::SeatEnded& ended);
  // Records what a full pool left over: now and then, and (blocking) when the pool has stopped.
  void post_leftovers();
  void record_leftovers();

 private:
  signaling::AdmissionAnswer admit(const signaling::AdmissionRequest& request);

  meetings::Meetings& meetings_;
  api::RateLimits& limits_;
  net::WorkerPool& workers_;
  const base::Clock& clock_;
  const base::Log& log_;
  base::Guarded<std::deque<signaling::SeatEnded>> ended_;  // bounded by the number of stays
};

}  // namespace lecternd
