// SPDX-License-Identifier: MIT
#include "daemon/process/foundation.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/version.hpp"

namespace lecternd {
namespace {

// The threads of the pool that may block. Two at least, so that a slow password hash does not hold
// up a join; four at most, because each hash needs memory.
unsigned worker_threads() { return std::clamp(std::thread::hardware_concurrency(), 2u, 4u); }
constexpr std::size_t kWaitingJobs = 4096;
// Two, so that a command that takes long (a reload that reads names) leaves one for the others. The
// control socket takes 16 connections, each with one command.
constexpr unsigned kControlThreads = 2;
constexpr std::size_t kWaitingControlJobs = 32;

}  // namespace

Foundation::Foundation(net::EventLoop& main_loop, config::Loaded configuration,
                       ProcessServices services, base::Log& to, StateDir folder)
    : main(main_loop),
      log(to),
      loaded(std::move(configuration)),
      process(std::move(services)),
      state(std::move(folder)),
      started_at(base::SystemClock{}.wall_now()),
      workers(worker_threads(), kWaitingJobs),
      control(kControlThreads, kWaitingControlJobs) {
  metrics
      .gauge("lectern_build_info", "Always 1; the version is a label.",
             {{"version", base::kVersion}})
      .set(1);
  metrics.gauge("lectern_start_time_seconds", "When the daemon was started, in Unix seconds.")
      .set(base::unix_seconds(started_at));
  metrics.gauge_reader("lectern_workers_waiting_jobs", "Jobs that wait for a worker thread.",
                       [this] { return static_cast<double>(workers.waiting()); });
}

}  // namespace lecternd
