// SPDX-License-Identifier: MIT
// Answered changes are kept: a child creates meetings and prints each id as soon as create() has
// returned. The test kills the child again and again, and finds every printed id in the file.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <thread>

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

constexpr int kRounds = 8;
constexpr std::size_t kIdBytes = 36;

struct Child {
  pid_t pid;
  int ids;  // 36 bytes each
};

// Never returns. Two threads, so that commits are shared.
[[noreturn]] void create_until_killed(const std::string& path, std::uint64_t seed, int out) {
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  lectern_test::SeededRandom seeded{seed};
  base::SharedRandom random{seeded};
  lectern_test::FakeClock clock;
  lectern_test::CheapHasher passwords;
  lectern_test::RecordingSink events;
  PresenceTable presence;
  SeatHoldTable holds;
  GuessLimits guesses;
  const Tokens tokens{{base::Secret{"a secret"}}, "lectern"};
  auto store = store::SqliteStore::open(path, log);
  if (!store) ::_exit(3);
  const Services services{**store, tokens, presence, holds, guesses, events, clock, random};
  Accounts accounts{services, {}};
  Meetings rooms{services, {}};
  const std::string email = "host" + std::to_string(seed) + "@example.org";
  const auto host = accounts.create_user(email, "host", "correct horse", UserRole::user, passwords);
  if (!host) ::_exit(4);
  const auto pair = accounts.login(email, "correct horse", lectern_test::kClient, passwords);
  if (!pair) ::_exit(8);
  const auto claims = tokens.verify(pair->access, clock.wall_now());
  if (!claims) ::_exit(9);
  const auto work = [&] {
    for (;;) {
      const auto made =
          rooms.create(*claims, {.title = "Latin"}, lectern_test::kClient, &passwords);
      if (!made) ::_exit(5);
      if (::write(out, made->meeting.id.value().data(), kIdBytes) != static_cast<ssize_t>(kIdBytes))
        ::_exit(6);
    }
  };
  std::thread other(work);
  work();
  ::_exit(7);
}

Child start(const std::string& path, std::uint64_t seed) {
  int ends[2];
  CHECK_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t pid = ::fork();
  CHECK(pid >= 0);
  if (pid == 0) {
    ::close(ends[0]);
    create_until_killed(path, seed, ends[1]);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

// Up to the end of the pipe, or `limit` ids.
void read_ids(int fd, std::size_t limit, std::vector<std::string>& ids) {
  std::string buffer(kIdBytes, '\0');
  std::size_t have = 0;
  while (limit > 0) {
    const ssize_t n = ::read(fd, buffer.data() + have, kIdBytes - have);
    if (n <= 0) return;
    have += static_cast<std::size_t>(n);
    if (have < kIdBytes) continue;
    ids.push_back(buffer);
    have = 0;
    --limit;
  }
}

void what_was_answered_survives_a_kill() {
  lectern_test::TempFolder folder;
  const std::string path = folder.file("test.db");
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  lectern_test::SeededRandom random{static_cast<std::uint64_t>(::getpid())};
  std::vector<std::string> said;
  for (int round = 0; round < kRounds; ++round) {
    const Child child = start(path, static_cast<std::uint64_t>(round) + 100);
    read_ids(child.ids, 1 + random.below(30), said);
    CHECK_EQ(::kill(child.pid, SIGKILL), 0);
    int status = 0;
    CHECK_EQ(::waitpid(child.pid, &status, 0), child.pid);
    CHECK(WIFSIGNALED(status));  // it had not given up by itself
    read_ids(child.ids, SIZE_MAX, said);
    ::close(child.ids);
    auto store = CHECK_OK(store::SqliteStore::open(path, log));
    const Outcome<std::size_t> lost = read(*store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
      std::size_t missing = 0;
      for (const std::string& id : said) missing += work.meetings().by_id(MeetingId{id}) ? 0 : 1;
      return missing;
    });
    CHECK_EQ(OK(lost), 0u);
  }
  CHECK(said.size() >= kRounds);
}

}  // namespace

int main() { return lectern_test::run("durability", {TEST(what_was_answered_survives_a_kill)}); }
