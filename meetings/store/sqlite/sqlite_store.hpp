// SPDX-License-Identifier: MIT
// SqliteStore: the Store in one SQLite file. One connection writes; waiting writers share one
// commit (group commit), and so one flush of the disk. Readers have their own connections and never
// wait for a writer. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "meetings/store/bodies.hpp"

namespace meetings::store {

class Connection;

struct SqliteOptions {
  std::int64_t most_pages = 0;  // of 4 KiB; 0: SQLite's own limit
  // A commit that takes longer waits for a disk that hangs: probe() then says so.
  std::chrono::milliseconds slow_write{5000};
};

class SqliteStore final : public DurableStore {
 public:
  // Creates the file (mode 0600) if it is missing; the folder must exist. Checks the file's
  // integrity and brings its schema up to date. `log` outlives the store.
  static base::Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                         const base::Log& log,
                                                         SqliteOptions options = {});
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  Outcome<void> write(const Body& body) override;
  Outcome<void> read(const Body& body) override;
  Outcome<void> look(const Body& body) override;
  // Writes the log back into the file and empties it.
  void scrub() override;

  // Succeeds if one read works, nothing failed since the last commit, and no commit takes longer
  // than `slow_write` (Errc::timeout). After a failure it commits something itself, because nobody
  // else may do so before this succeeds; otherwise it does not wait for writers.
  base::Status probe() override;
  base::Status copy_to(const std::string& path, const std::function<bool()>& go_on) override;
  const std::string& identity() const noexcept override { return identity_; }

 private:
  struct Pending;
  struct FileId {
    std::uint64_t device;
    std::uint64_t inode;
    friend bool operator==(const FileId&, const FileId&) = default;
  };
  static std::optional<FileId> file_at(const std::string& path);
  SqliteStore(std::string path, std::string identity, const base::Log& log, SqliteOptions options,
              std::unique_ptr<Connection> writer);

  void between_commits(const std::function<void()>& step, std::uint64_t& seen);
  void commit_together(const std::vector<Pending*>& batch);
  Outcome<void> run_one(const Body& body);
  Outcome<void> run(Connection& connection, const Body& body);
  Outcome<void> control(Connection& connection, const char* statement);
  Refusal storage_refusal(const base::Error& error);
  // Fails if the file is not at its path any more: what is written is lost with this process.
  base::Status check_place() const;
  template <class Use>
  Outcome<void> with_reader(const Use& use);
  std::unique_ptr<Connection> take_reader();

  // Constant after construction
  const std::string path_;
  const base::Log& log_;
  const std::string identity_;
  const std::optional<FileId> file_;
  const SqliteOptions options_;

  // The thread that set committing_ owns the writer
  std::unique_ptr<Connection> writer_;
  std::mutex queue_mutex_;
  std::condition_variable turn_;
  std::vector<Pending*> queue_;
  bool committing_ = false;    // somebody has the writer: commits, or copies a step
  std::uint64_t commits_ = 0;  // so far
  base::Instant began_{};      // of the commit that runs

  std::mutex state_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;
  StoreHealth health_;
};

}  // namespace meetings::store
