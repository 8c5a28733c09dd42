// SPDX-License-Identifier: MIT
// Work on the database file between two commits. Copying it while it is in use is SQLite's backup,
// driven on the connection that writes, so that no change makes it begin anew.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/fd.hpp"
#include "base/flush.hpp"
#include "base/sqlite_copy.hpp"
#include "meetings/store/aggregates.hpp"
#include "meetings/store/sqlite/sqlite_store.hpp"

namespace meetings::store {
namespace {

namespace sqlite = base::sqlite;

// 1 MiB: a step takes a few milliseconds, about as long as the flush of one commit.
constexpr int kPagesPerStep = 256;

base::Status make_file(const std::string& path) {
  const base::UniqueFd made{::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600)};
  if (!made) return base::failure(base::errno_error("making " + path, errno));
  return {};
}

// A file without a log beside it, whose content is on the disk.
base::Status finish_file(std::unique_ptr<sqlite::Database> copy, const std::string& path) {
  TRY(copy->execute("PRAGMA journal_mode = DELETE;"));
  copy.reset();
  return base::flush_file(path);
}

}  // namespace

// Runs one step with the writer's connection. Where writers wait, at least one batch of them comes
// between two steps.
void SqliteStore::between_commits(const std::function<void()>& step, std::uint64_t& seen) {
  std::unique_lock lock(queue_mutex_);
  turn_.wait(lock, [&] { return !committing_ && (queue_.empty() || commits_ != seen); });
  committing_ = true;
  began_ = base::SystemClock{}.now();
  lock.unlock();
  step();
  lock.lock();
  committing_ = false;
  seen = commits_;
  turn_.notify_all();
}

// A reader that still needs the log keeps it from being emptied; then the next call does it. The
// writer does not wait for readers: others wait for the writer.
void SqliteStore::scrub() {
  std::uint64_t seen = 0;
  between_commits(
      [&] {
        (void)writer_->db().execute(
            "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); "
            "PRAGMA busy_timeout = 5000;");
      },
      seen);
}

base::Status SqliteStore::copy_to(const std::string& path, const std::function<bool()>& go_on) {
  TRY(make_file(path));
  auto& database = static_cast<sqlite::Database&>(writer_->db());  // open() made it
  std::optional<sqlite::OnlineCopy> copying;
  const auto copied = [&]() -> base::Status {
    TRY(auto copy, sqlite::Database::open_private(path));
    std::uint64_t seen = 0;
    base::Result<bool> done = false;
    between_commits(
        [&] {
          auto begun = sqlite::OnlineCopy::begin(database, *copy);
          if (begun) copying.emplace(std::move(*begun));
          else done = base::failure(begun.error());
        },
        seen);
    while (done && !*done && go_on()) {
      between_commits([&] { done = copying->step(kPagesPerStep); }, seen);
    }
    between_commits([&] { copying.reset(); }, seen);
    if (!done) return base::failure(done.error());
    if (!*done) return base::failure(base::Errc::closed, "the copying was called off");
    return finish_file(std::move(copy), path);
  }();
  if (!copied) ::unlink(path.c_str());
  return copied;
}

}  // namespace meetings::store
