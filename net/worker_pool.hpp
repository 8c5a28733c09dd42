// SPDX-License-Identifier: MIT
// WorkerPool: the only threads that may block (store, argon2). Jobs run in the order of arrival,
// several at a time; results go back to a loop by its Mailbox or post(). Every member function: any
// thread, except that stop() must not be called by a job.
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
  // `threads` >= 1; at most `capacity` jobs wait.
  WorkerPool(unsigned threads, std::size_t capacity);
  ~WorkerPool();  // as stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False: full or stopped, and the job will not run. Jobs must not throw.
  bool post(std::function<void()> job);
  // Takes no more jobs, finishes those it took, joins. Idempotent.
  void stop();
  // Jobs that wait for a thread.
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
