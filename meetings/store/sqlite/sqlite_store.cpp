// SPDX-License-Identifier: MIT
#include "meetings/store/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/file_access.hpp"
#include "base/flush.hpp"
#include "meetings/store/aggregates.hpp"
#include "meetings/store/sqlite/integrity.hpp"
#include "meetings/store/sqlite/migrations.hpp"

namespace meetings::store {

using base::sqlite::OpenMode;
namespace {

constexpr std::size_t kMostTogether = 64;

// SQLite gives its own files (-wal, -shm) the mode of the main file, so this creates the main file
// first, private. SQLite plays back a log that it finds, so whoever could leave one there could
// write the database. A new name in a folder is durable only after the folder is flushed.
base::Status prepare_file(const std::string& path, const base::Log& log) {
  TRY(base::open_private_file(path, O_RDWR | O_CREAT, log));
  for (const char* const beside : {"-wal", "-shm", "-journal"})
    TRY(base::secure_file(path + beside, log));
  return base::flush_folder_of(path);
}

base::Result<std::string> read_identity(Database& db) {
  std::string id;
  if (auto row = db.query("SELECT id FROM database_identity"); row.step()) id = row.text(0);
  if (auto error = db.take_error()) return base::failure(std::move(*error));
  if (id.empty())
    return base::failure(base::Errc::corrupt, "the database file has lost its identity");
  return id;
}

// A refusal for which the server is at fault, not the request.
bool has_failed(const Outcome<void>& answer) noexcept {
  return !answer && (answer.error().code == RefusalCode::internal ||
                     answer.error().code == RefusalCode::overloaded);
}

}  // namespace

struct SqliteStore::Pending {
  const Body* body;
  Outcome<void> answer;
  bool done = false;
};

base::Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                             const base::Log& log,
                                                             SqliteOptions options) {
  TRY(prepare_file(path, log));
  TRY(auto db, base::sqlite::Database::open(path, OpenMode::read_write));
  TRY(sqlite::check_integrity(*db));
  TRY(sqlite::migrate(*db));
  TRY(auto identity, read_identity(*db));
  if (options.most_pages > 0) {
    TRY(db->execute("PRAGMA max_page_count = " + std::to_string(options.most_pages)));
  }
  return std::unique_ptr<SqliteStore>{new SqliteStore(path, std::move(identity), log, options,
                                                      std::make_unique<Connection>(std::move(db)))};
}

SqliteStore::SqliteStore(std::string path, std::string identity, const base::Log& log,
                         SqliteOptions options, std::unique_ptr<Connection> writer)
    : path_(std::move(path)),
      log_(log),
      identity_(std::move(identity)),
      file_(file_at(path_)),
      options_(options),
      writer_(std::move(writer)) {}

SqliteStore::~SqliteStore() = default;

Outcome<void> SqliteStore::write(const Body& body) {
  Pending mine{&body, {}, false};
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&mine);
  // The thread that finds the writer free commits for all who wait. They find their answers when
  // they wake.
  for (;;) {
    turn_.wait(lock, [&] { return mine.done || !committing_; });
    if (mine.done) return std::move(mine.answer);
    const auto end =
        queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMostTogether));
    const std::vector<Pending*> batch{queue_.begin(), end};
    queue_.erase(queue_.begin(), end);
    committing_ = true;
    began_ = base::SystemClock{}.now();
    lock.unlock();
    commit_together(batch);
    lock.lock();
    for (Pending* pending : batch) pending->done = true;
    committing_ = false;
    ++commits_;
    turn_.notify_all();
  }
}

void SqliteStore::commit_together(const std::vector<Pending*>& batch) {
  const auto refuse_all = [&](const Refusal& refusal) {
    for (Pending* pending : batch) {
      if (pending->answer) pending->answer = base::failure(refusal);
    }
  };
  if (const auto there = check_place(); !there) return refuse_all(storage_refusal(there.error()));
  if (const auto begun = control(*writer_, "BEGIN IMMEDIATE"); !begun)
    return refuse_all(begun.error());
  for (Pending* pending : batch) {
    pending->answer = run_one(*pending->body);
    // A full or failing disk may have rolled back everything, also the changes of earlier bodies.
    if (!writer_->db().in_transaction()) {
      return refuse_all(refusal_of({base::Errc::unavailable, "the transaction is gone"}));
    }
  }
  if (const auto committed = control(*writer_, "COMMIT"); !committed) {
    if (writer_->db().in_transaction()) (void)control(*writer_, "ROLLBACK");
    return refuse_all(committed.error());
  }
  const bool sound = std::none_of(batch.begin(), batch.end(),
                                  [](const Pending* p) { return has_failed(p->answer); });
  if (sound) health_.recover();
}

// Runs one body inside the common transaction. If it refuses, undoes its changes and no others.
Outcome<void> SqliteStore::run_one(const Body& body) {
  if (auto saved = control(*writer_, "SAVEPOINT body"); !saved) return saved;
  Outcome<void> answer = run(*writer_, body);
  if (!writer_->db().in_transaction()) return answer;
  if (!answer) {
    if (auto undone = control(*writer_, "ROLLBACK TO body"); !undone) return undone;
  }
  if (auto released = control(*writer_, "RELEASE body"); !released) return released;
  return answer;
}

Outcome<void> SqliteStore::run(Connection& connection, const Body& body) {
  Outcome<void> answer = run_body(body, connection, log_);
  if (const auto error = connection.db().take_error())
    answer = base::failure(storage_refusal(*error));
  return answer;
}

Outcome<void> SqliteStore::read(const Body& body) {
  return with_reader([&](Connection& reader) -> Outcome<void> {
    TRY(control(reader, "BEGIN"));
    Outcome<void> answer = run(reader, body);
    TRY(control(reader, "ROLLBACK"));
    return answer;
  });
}

Outcome<void> SqliteStore::look(const Body& body) {
  return with_reader([&](Connection& reader) { return run(reader, body); });
}

template <class Use>
Outcome<void> SqliteStore::with_reader(const Use& use) {
  std::unique_ptr<Connection> reader = take_reader();
  if (!reader) return refuse(RefusalCode::internal, "The server's storage cannot be opened.");
  Outcome<void> answer = use(*reader);
  // A connection that did not end its transaction goes with its trouble.
  if (reader->db().in_transaction()) return answer;
  const std::scoped_lock lock(state_mutex_);
  idle_readers_.push_back(std::move(reader));
  return answer;
}

std::optional<SqliteStore::FileId> SqliteStore::file_at(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileId{status.st_dev, status.st_ino};
}

base::Status SqliteStore::check_place() const {
  if (file_at(path_) == file_) return {};
  return base::failure(base::Errc::unavailable,
                       "the database file was removed or replaced while the daemon runs");
}

base::Status SqliteStore::probe() {
  if (auto there = check_place(); !there) return there;
  {
    const std::scoped_lock lock(queue_mutex_);
    if (committing_ && base::SystemClock{}.now() - began_ > options_.slow_write)
      return base::failure(base::Errc::timeout, "the disk takes long to store a change");
  }
  const auto answered = read([](UnitOfWork& work) -> Outcome<void> {
    (void)work.users().has_admin();
    return {};
  });
  if (!answered) return base::failure(base::Errc::unavailable, answered.error().detail);
  return health_.ask(*this);
}

// There are at most as many readers as threads that read at once: the size of the pools of workers.
std::unique_ptr<Connection> SqliteStore::take_reader() {
  {
    const std::scoped_lock lock(state_mutex_);
    if (!idle_readers_.empty()) {
      std::unique_ptr<Connection> reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
  }
  if (const auto there = check_place(); !there) {
    (void)storage_refusal(there.error());
    return nullptr;
  }
  auto db = base::sqlite::Database::open(path_, OpenMode::read_only);
  if (!db) {
    (void)storage_refusal(db.error());
    return nullptr;
  }
  return std::make_unique<Connection>(std::move(*db));
}

Outcome<void> SqliteStore::control(Connection& connection, const char* statement) {
  connection.db().run(statement);
  if (const auto error = connection.db().take_error())
    return base::failure(storage_refusal(*error));
  return {};
}

// The client learns that it failed; the log says why.
Refusal SqliteStore::storage_refusal(const base::Error& error) {
  if (is_trouble(error)) {
    log_.error("store_failed", {{"code", base::to_string(error.code)}, {"what", error.what}});
    health_.fail(error);
  }
  return refusal_of(error);
}

}  // namespace meetings::store
