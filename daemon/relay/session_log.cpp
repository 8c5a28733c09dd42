// SPDX-License-Identifier: MIT
#include "daemon/relay/session_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/write_all.hpp"
#include "daemon/relay/session_fields.hpp"

namespace lecternd {
namespace {

constexpr mode_t kMode = 0640;

base::UniqueFd open_file(const std::string& path) noexcept {
  return base::UniqueFd{
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kMode)};
}

}  // namespace

base::Result<std::unique_ptr<SessionLog>> SessionLog::open(std::string path, const base::Log& log) {
  base::UniqueFd file = open_file(path);
  if (!file) return base::failure(base::errno_error(path, errno));
  return std::unique_ptr<SessionLog>{new SessionLog(std::move(path), std::move(file), log)};
}

SessionLog::SessionLog(std::string path, base::UniqueFd file, const base::Log& log)
    : path_(std::move(path)), file_(std::move(file)), log_(log), thread_([this] { run(); }) {}

SessionLog::~SessionLog() { stop(); }

void SessionLog::add(turn::SessionRecord record) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || waiting_.size() >= kMostWaiting) {
      lost_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    waiting_.push_back(std::move(record));
  }
  changed_.notify_one();
}

void SessionLog::reopen() noexcept {
  {
    const std::scoped_lock lock(mutex_);
    reopen_ = true;
  }
  changed_.notify_one();
}

void SessionLog::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SessionLog::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || reopen_ || !waiting_.empty(); });
    const std::vector<turn::SessionRecord> records = std::exchange(waiting_, {});
    const bool reopened = std::exchange(reopen_, false);
    if (records.empty() && !reopened) return;  // stopping
    lock.unlock();
    write(records, reopened);
    lock.lock();
  }
}

void SessionLog::write(const std::vector<turn::SessionRecord>& records, bool reopened) {
  if (reopened) {
    // Where the new file cannot be opened, the old one stays.
    if (base::UniqueFd file = open_file(path_)) file_ = std::move(file);
    else
      log_.error("session_log_not_opened",
                 {{"path", path_}, {"why", std::generic_category().message(errno)}});
  }
  if (records.empty()) return;
  std::string text;
  for (const turn::SessionRecord& record : records) text += record_json(record).print() + '\n';
  if (base::write_all(file_.get(), base::as_bytes(text))) {
    written_.fetch_add(records.size(), std::memory_order_relaxed);
    failing_ = false;
    return;
  }
  lost_.fetch_add(records.size(), std::memory_order_relaxed);
  if (!std::exchange(failing_, true))
    log_.error("session_log_not_written",
               {{"path", path_}, {"why", std::generic_category().message(errno)}});
}

}  // namespace lecternd
