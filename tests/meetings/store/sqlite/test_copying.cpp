// SPDX-License-Identifier: MIT
// Copies of the database that are made while it is written.
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

const auto kGoOn = [] { return true; };

store::SqliteStore& file_of(lectern_test::World& world) {
  return static_cast<store::SqliteStore&>(*world.store);
}

// In one transaction: so many meetings that a copy takes many steps.
std::vector<MeetingId> fill(lectern_test::World& world, const Claims& host, int count) {
  std::vector<MeetingId> made;
  OK(world.store->write([&](UnitOfWork& work) -> Outcome<void> {
    for (int i = 0; i < count; ++i) {
      StoredMeeting stored;
      stored.meeting.id = MeetingId{world.random.uuid()};
      stored.meeting.code = "code-" + std::to_string(i) + "-" + std::to_string(count);
      stored.meeting.title = std::string(120, 'x');
      stored.meeting.max_participants = 2;
      stored.meeting.host_id = host.user_id;
      work.meetings().insert(stored);
      made.push_back(stored.meeting.id);
    }
    return {};
  }));
  return made;
}

std::size_t missing_in(const std::string& path, const std::vector<MeetingId>& ids) {
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  auto store = CHECK_OK(store::SqliteStore::open(path, log));
  return OK(read(*store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
    std::size_t missing = 0;
    for (const MeetingId& id : ids) missing += work.meetings().by_id(id) ? 0 : 1;
    return missing;
  }));
}

void a_copy_under_load_has_all_that_was_answered_before_it() {
  lectern_test::World world;
  const Claims host = world.person("host");
  const auto before = fill(world, host, 8000);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&] {
      while (!stop) {
        (void)world.rooms.create(host, {.title = "More"});
        ++written;
      }
    });
  }
  const std::string path = world.folder.file("copy.db");
  int steps = 0;
  // Between two steps writers have their turn: something is written there, or the test hangs.
  CHECK_OK(file_of(world).copy_to(path, [&] {
    ++steps;
    for (const int now = written; written == now;) std::this_thread::yield();
    return true;
  }));
  stop = true;
  for (std::thread& writer : writers) writer.join();
  CHECK_EQ(missing_in(path, before), 0u);
  CHECK(steps >= 3);
  struct stat status {};
  CHECK_EQ(::stat(path.c_str(), &status), 0);
  CHECK_EQ(status.st_mode & 0777, 0600u);
}

void a_copy_is_one_file_with_the_same_identity() {
  lectern_test::World world;
  (void)world.person("host");
  const std::string path = world.folder.file("copy.db");
  CHECK_OK(file_of(world).copy_to(path, kGoOn));
  for (const char* beside : {"-wal", "-shm", "-journal"})
    CHECK(!std::filesystem::exists(path + beside));
  auto copy = CHECK_OK(store::SqliteStore::open(path, world.log));
  CHECK_EQ(copy->identity(), world.store->identity());
  // The database goes on.
  (void)world.person("other");
}

void a_copy_that_is_called_off_leaves_nothing() {
  lectern_test::World world;
  fill(world, world.person("host"), 2000);
  const std::string path = world.folder.file("copy.db");
  int steps = 0;
  const auto done = file_of(world).copy_to(path, [&] { return ++steps < 2; });
  CHECK(!done && done.error().code == base::Errc::closed);
  CHECK(!std::filesystem::exists(path));
  CHECK_OK(file_of(world).copy_to(path, kGoOn));
}

void nothing_is_overwritten() {
  lectern_test::World world;
  const std::string path = world.folder.file("copy.db");
  CHECK_OK(file_of(world).copy_to(path, kGoOn));
  CHECK(!file_of(world).copy_to(path, kGoOn));
  CHECK(std::filesystem::exists(path));
}

// The limit of this process's files stands for a full disk.
void a_full_disk_is_an_error_that_leaves_nothing() {
  lectern_test::World world;
  const Claims host = world.person("host");
  fill(world, host, 2000);
  const std::string path = world.folder.file("copy.db");
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  CHECK_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  rlimit small = limit;
  small.rlim_cur = 64UL * 1024;
  CHECK_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto done = file_of(world).copy_to(path, kGoOn);
  CHECK_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  CHECK(!done);
  CHECK(done.error().what.find("copying the database") != std::string::npos);
  CHECK(!std::filesystem::exists(path));
  // Neither the store nor the next copy suffers.
  fill(world, host, 1);
  CHECK_OK(world.store->probe());
  CHECK_OK(file_of(world).copy_to(path, kGoOn));
}

}  // namespace

int main() {
  return lectern_test::run(
      "copying", {TEST(a_copy_under_load_has_all_that_was_answered_before_it),
                  TEST(a_copy_is_one_file_with_the_same_identity),
                  TEST(a_copy_that_is_called_off_leaves_nothing), TEST(nothing_is_overwritten),
                  TEST(a_full_disk_is_an_error_that_leaves_nothing)});
}
