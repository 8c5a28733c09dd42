// SPDX-License-Identifier: MIT
#include "daemon/process/foundation.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/version.hpp"
#include "daemon/process/process_metrics.hpp"

namespace lecternd {
namespace {

// The threads of the pool that may block on the store.
unsigned worker_threads() { return std::clamp(std::thread::hardware_concurrency(), 2u, 4u); }
constexpr std::size_t kWaitingJobs = 4096;
// Three, so that commands that take long (a backup, a reload that reads names) leave one for the
// others. The control socket takes 16 connections, each with one command.
constexpr unsigned kControlThreads = 3;
constexpr std::size_t kWaitingControlJobs = 32;

// Half of the cores hash passwords at most, so strangers cannot take the others from the calls.
// Each hash also needs 19 MiB meanwhile.
unsigned hashing_threads() { return std::max(std::thread::hardware_concurrency() / 2, 1u); }
// A thread makes about 40 hashes a second. Nobody waits longer than two or three seconds: 503 after
// a moment is better than a late answer.
constexpr std::size_t kWaitingHashesPerThread = 100;

}  // namespace

Foundation::Foundation(net::EventLoop& main_loop, config::Loaded configuration,
                       ProcessServices services, base::Log& to, StateDir folder)
    : main(main_loop),
      log(to),
      loaded(std::move(configuration)),
      process(std::move(services)),
      state(std::move(folder)),
      started_at(base::SystemClock{}.wall_now()),
      network(main_loop, to),
      workers(worker_threads(), kWaitingJobs),
      control(kControlThreads, kWaitingControlJobs),
      hashing(std::make_unique<const meetings::Argon2Hasher>(salts), hashing_threads(),
              kWaitingHashesPerThread * hashing_threads(), "hash") {
  metrics
      .gauge("lectern_build_info", "Always 1; the version is a label.",
             {{"version", base::kVersion}})
      .set(1);
  metrics.gauge("lectern_start_time_seconds", "When the daemon was started, in Unix seconds.")
      .set(base::unix_seconds(started_at));
  add_process_metrics(metrics);
  metrics.gauge_reader("lectern_workers_waiting_jobs", "Jobs that wait for a worker thread.",
                       [this] { return static_cast<double>(workers.waiting()); });
  metrics.gauge_reader("lectern_hashing_waiting_jobs",
                       "Password hashes that wait for a thread of the hash pool.",
                       [this] { return static_cast<double>(hashing.waiting()); });
  metrics.counter_reader("lectern_workers_refused_jobs_total",
                         "Requests of clients that were refused because the worker queue was full.",
                         [this] { return static_cast<double>(workers.refused()); });
  metrics.counter_reader("lectern_hashing_refused_jobs_total",
                         "Requests of clients that were refused because the hash queue was full.",
                         [this] { return static_cast<double>(hashing.refused()); });
}

}  // namespace lecternd
