// SPDX-License-Identifier: MIT
// SessionLog: a JSON line for each relay session that has ended, appended to a file by a thread of
// its own, so that a slow disk never keeps a packet waiting: what does not fit the queue is lost,
// and counted. add() and reopen(): any thread.
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

  // The file is made with mode 0640 where it is not there. The log outlives this.
  static base::Result<std::unique_ptr<SessionLog>> open(std::string path, const base::Log& log);
  // As stop().
  ~SessionLog();
  SessionLog(const SessionLog&) = delete;
  SessionLog& operator=(const SessionLog&) = delete;

  // Never waits for the disk. Counted as lost where too many wait.
  void add(turn::SessionRecord record);
  // Somebody has moved the file away (logrotate): the next line goes to a new one of that name.
  void reopen() noexcept;
  // Writes what waits, and ends the thread. Idempotent.
  void stop();

  std::uint64_t written() const noexcept { return written_.load(std::memory_order_relaxed); }
  // Did not fit, or could not be written.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
  const std::string& path() const noexcept { return path_; }

 private:
  SessionLog(std::string path, base::UniqueFd file, const base::Log& log);
  void run();
  void write(const std::vector<turn::SessionRecord>& records, bool reopened);

  const std::string path_;
  base::UniqueFd file_;  // the thread's
  const base::Log& log_;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<turn::SessionRecord> waiting_;  // guarded by mutex_
  bool reopen_ = false;                       // guarded by mutex_
  bool stopping_ = false;                     // guarded by mutex_
  bool failing_ = false;                      // the thread's: said once
  std::thread thread_;
};

}  // namespace lecternd
