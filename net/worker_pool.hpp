// SPDX-License-Identifier: MIT
// WorkerPool: the only threads that may block (store, argon2). Jobs start in the order of arrival
// and run several at a time; they return results to a loop by its Mailbox or post(). Any thread; a
// job must not call stop().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace net {

class WorkerPool {
 public:
  // At least one thread runs; at most `capacity` jobs wait.
  WorkerPool(unsigned threads, std::size_t capacity);
  ~WorkerPool();  // calls stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False where the pool is full or stopped; the job does not run then. Jobs must not throw.
  bool post(std::function<void()> job);
  // Takes no more jobs, finishes the accepted ones and joins the threads. May be called several
  // times.
  void stop();
  // The number of jobs that wait for a thread.
  std::size_t waiting() const;

 private:
  void work();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;  // guarded by mutex_
  bool stopping_ = false;                   // guarded by mutex_
  std::mutex joining_;                      // one stop() at a time joins
  std::vector<std::thread> threads_;
};

}  // namespace net
