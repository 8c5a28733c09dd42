// SPDX-License-Identifier: MIT
// WorkerPool: threads that may block. Jobs return results to a loop by its Mailbox or post().
//
// Jobs that the daemon posts for itself start in the order of arrival. Jobs for clients wait in a
// FairQueue: the sites take turns, and when the queue is full, the newest job of the site with most
// waiting jobs is refused. While both kinds wait, they take turns, so neither holds up the other.
// Any thread; a job must not call stop().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fair_queue.hpp"

namespace net {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  // At least one thread runs; its name begins with `name`. At most `capacity` jobs of each kind
  // wait.
  WorkerPool(unsigned threads, std::size_t capacity, std::string_view name = "worker");
  ~WorkerPool();  // calls stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Posts a job of the daemon itself. False where the pool is full or stopped; the job does not run
  // then. Jobs must not throw.
  bool post(Job job);
  // Posts a job for a client. Exactly one of the two functions is called, once: `job` on a thread
  // of the pool, or `refused` on a thread that calls post() or stop(). `refused` must not block and
  // must not call the pool.
  void post(const base::IpAddress& client, Job job, Job refused);
  // Takes no more jobs, finishes the daemon's own jobs, refuses those of clients that still wait,
  // and joins the threads. May be called several times.
  void stop();
  // The number of jobs that wait for a thread.
  std::size_t waiting() const;
  // The number of clients' jobs that were refused because the queue was full.
  std::uint64_t refused() const;

 private:
  struct ClientJob {
    Job run;
    Job refused;
  };

  void work();
  std::optional<Job> next();  // call it with mutex_ locked

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> own_;                 // guarded by mutex_
  base::FairQueue<ClientJob> clients_;  // guarded by mutex_
  bool own_turn_ = true;                // guarded by mutex_
  bool stopping_ = false;               // guarded by mutex_
  std::uint64_t refused_ = 0;           // guarded by mutex_
  std::mutex joining_;                  // one stop() at a time joins
  std::vector<std::thread> threads_;
};

}  // namespace net
