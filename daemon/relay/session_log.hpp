// SPDX-License-Identifier: MIT
// SessionLog: a file with a JSON line for each relay session that has ended. A thread of its own
// writes it, so that a slow disk never delays a packet. A record that does not fit the queue is
// lost and counted. Any thread, except for stop().
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "turn/session.hpp"

namespace lecternd {

class SessionLog {
 public:
  static constexpr std::size_t kMostWaiting = 16384;

  // Makes the file with mode 0640 where it is missing. The log outlives this. Errors name the file.
  static base::Result<std::unique_ptr<SessionLog>> open(std::string path, const base::Log& log);
  // Calls stop().
  ~SessionLog();
  SessionLog(const SessionLog&) = delete;
  SessionLog& operator=(const SessionLog&) = delete;

  // Queues a record; never waits for the disk. Counts it as lost where the queue is full or
  // stopped.
  void add(turn::SessionRecord record);
  // Call it when the file was moved away (logrotate): the next line goes to a new file of the name.
  void reopen() noexcept;
  // Writes the queue and ends the thread. Idempotent; one thread at a time.
  void stop();

  std::uint64_t written() const noexcept { return written_.load(std::memory_order_relaxed); }
  // Records that did not fit the queue or could not be written.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
  const std::string& path() const noexcept { return path_; }

 private:
  SessionLog(std::string path, base::UniqueFd file, const base::Log& log);
  void run();
  void write(const std::vector<turn::SessionRecord>& records, bool reopened);

  const std::string path_;
  base::UniqueFd file_;  // of the writing thread
  const base::Log& log_;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<turn::SessionRecord> waiting_;  // guarded by mutex_
  bool reopen_ = false;                       // guarded by mutex_
  bool stopping_ = false;                     // guarded by mutex_
  bool failing_ = false;                      // of the writing thread: the failure is logged
  std::thread thread_;
};

}  // namespace lecternd
