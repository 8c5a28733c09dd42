// SPDX-License-Identifier: MIT
#include "meetings/store/sqlite/sqlite_store.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <new>
#include <thread>

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;
using store::SqliteStore;

namespace {

StoredUser user(const std::string& name) {
  StoredUser stored;
  stored.user = User{UserId{"id-" + name},      name + "@example.org", name, UserRole::user, false,
                     base::from_unix_seconds(1)};
  return stored;
}

bool knows(Store& store, const std::string& name) {
  return OK(read(store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.users().by_email(name + "@example.org").has_value();
  }));
}

void only_the_owner_reads_the_files() {
  World w;
  w.sign_up("ada");
  for (const char* name : {"test.db", "test.db-wal", "test.db-shm"}) {
    struct stat info {};
    CHECK_EQ(::stat(w.folder.file(name).c_str(), &info), 0);
    CHECK_EQ(info.st_mode & 0777u, 0600u);
  }
}

// SQLite would play back a log that somebody else has left beside the database.
void files_that_others_could_write_are_mended_or_refused() {
  lectern_test::TempFolder folder;
  std::string lines;
  const base::Log log{base::LogLevel::info, base::LogFormat::text,
                      [&](base::LogLevel, std::string_view line) { lines.append(line); }};
  const std::string path = folder.file("test.db");
  CHECK_OK(SqliteStore::open(path, log));
  CHECK_EQ(::chmod(path.c_str(), 0666), 0);
  CHECK_OK(SqliteStore::open(path, log));
  CHECK(lines.find("access_mended") != std::string::npos);
  struct stat info {};
  CHECK_EQ(::stat(path.c_str(), &info), 0);
  CHECK_EQ(info.st_mode & 0777u, 0600u);
  std::filesystem::create_symlink("planted", path + "-wal");
  const auto refused = SqliteStore::open(path, log);
  CHECK(!refused);
  CHECK(refused.error().what.find("test.db-wal is a symbolic link") != std::string::npos);
}

// Health does not wait behind writers, and says that they wait.
void a_disk_that_hangs_is_told_without_waiting_for_it() {
  World w;
  store::SqliteOptions options;
  options.slow_write = 0ms;
  const auto slow = CHECK_OK(SqliteStore::open(w.folder.file("slow.db"), w.log, options));
  CHECK_OK(slow->probe());
  std::promise<void> inside, gate;
  const auto open = gate.get_future().share();
  std::thread writer{[&] {
    CHECK(slow->write([&](UnitOfWork&) -> Outcome<void> {
      inside.set_value();
      open.wait();
      return {};
    }));
  }};
  inside.get_future().wait();
  const auto answer = slow->probe();
  gate.set_value();
  writer.join();
  CHECK(!answer);
  CHECK_EQ(answer.error().code, base::Errc::timeout);
  CHECK_OK(slow->probe());
}

void a_refusal_undoes_what_was_written() {
  World w;
  REFUSED(write(*w.store,
                [&](UnitOfWork& work) -> Outcome<int> {
                  CHECK(work.users().insert(user("ada")));
                  return refuse(RefusalCode::full, "no");
                }),
          full);
  CHECK(!knows(*w.store, "ada"));
}

// The body believes that all went well; the store knows better.
void a_failed_call_outweighs_the_bodys_answer() {
  World w;
  REFUSED(write(*w.store,
                [&](UnitOfWork& work) -> Outcome<int> {
                  work.users().insert(user("ada"));
                  StoredSeat orphan;
                  orphan.id = ParticipantId{"p"};
                  orphan.meeting_id = MeetingId{"no such meeting"};
                  work.participants().insert(orphan);
                  CHECK(!work.users().by_email(
                      "ada@example.org"));  // nothing is answered after a failure
                  return 7;
                }),
          internal);
  CHECK(!knows(*w.store, "ada"));
  CHECK_OK(w.store->probe());  // which writes by itself, because something had failed
  w.sign_up("bob");            // and it goes on
  CHECK_OK(w.store->probe());
}

void what_a_body_throws_is_caught() {
  World w;
  REFUSED(w.store->write([](UnitOfWork&) -> Outcome<void> { throw std::bad_alloc{}; }), internal);
  REFUSED(w.store->read([](UnitOfWork&) -> Outcome<void> { throw std::bad_alloc{}; }), internal);
  w.sign_up("ada");
}

void readers_write_nothing() {
  World w;
  REFUSED(read(*w.store,
               [&](UnitOfWork& work) -> Outcome<void> {
                 work.users().insert(user("ada"));
                 return {};
               }),
          internal);
  CHECK(!knows(*w.store, "ada"));
}

void it_is_all_there_after_reopening() {
  World w;
  const TokenPair pair = w.sign_up("ada");
  const Meeting meeting = w.meeting(w.claims(pair.access));
  w.store.reset();
  w.store = CHECK_OK(SqliteStore::open(w.folder.file("test.db"), w.log));
  Accounts accounts{w.services(), {}};
  lectern_test::LocalMeetings rooms{w.services(), {}, w.passwords};
  OK(accounts.refresh(pair.refresh));
  CHECK(OK(rooms.details(meeting.code, std::nullopt)).meeting == meeting);
}

void a_full_disk_is_a_refusal_and_no_loss() {
  World w;
  const Claims host = w.person("host");
  w.store.reset();
  w.store = CHECK_OK(SqliteStore::open(w.folder.file("test.db"), w.log, {.most_pages = 40}));
  Accounts accounts{w.services(), World::account_config(Registration::open)};
  lectern_test::LocalMeetings rooms{w.services(), World::meeting_config(), w.passwords};
  std::vector<MeetingId> made;
  std::optional<Refusal> refusal;
  for (int i = 0; i < 5000 && !refusal; ++i) {
    auto meeting = rooms.create(host, {.title = std::string(120, 'x')});
    if (meeting) {
      made.push_back(meeting->meeting.id);
    } else {
      refusal = meeting.error();
    }
  }
  CHECK(refusal && refusal->code == RefusalCode::overloaded);
  CHECK(made.size() > 10);
  CHECK(!w.store->probe());
  for (const MeetingId& id : made) OK(rooms.details(id.value(), std::nullopt));  // reading goes on
  // Room again: writing goes on.
  w.store.reset();
  w.store = CHECK_OK(SqliteStore::open(w.folder.file("test.db"), w.log));
  lectern_test::LocalMeetings again{w.services(), World::meeting_config(), w.passwords};
  OK(again.create(host, {.title = "Latin"}));
  for (const MeetingId& id : made) OK(again.details(id.value(), std::nullopt));
}

// One of the batch refuses, one fails, one throws: the others' work stays.
void writers_who_commit_together_do_not_hurt_each_other() {
  World w;
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        const std::string name = std::to_string(t) + "-" + std::to_string(i);
        const auto done = w.store->write([&](UnitOfWork& work) -> Outcome<void> {
          work.users().insert(user(name));
          if (i % 4 == 1) return refuse(RefusalCode::full, "no");
          if (i % 4 == 2) work.participants().insert({});
          if (i % 4 == 3) throw std::bad_alloc{};
          return {};
        });
        if (done.has_value() != (i % 4 == 0)) ++wrong;
        if (done && !knows(*w.store, name)) ++wrong;  // every reader finds an answered change
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(wrong.load(), 0);
  for (int t = 0; t < 6; ++t) {
    for (int i = 0; i < 40; ++i)
      CHECK_EQ(knows(*w.store, std::to_string(t) + "-" + std::to_string(i)), i % 4 == 0);
  }
}

void counting_in_the_store_loses_nothing() {
  World w;
  const Claims host = w.person("host");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) (void)w.rooms.create(host, {.title = "Latin"});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const MeetingPage page = OK(w.rooms.list(host, {.limit = 100}));
  CHECK_EQ(page.meetings.size(), 100u);
  CHECK(!page.next_cursor);
}

void damage_is_noticed_on_opening() {
  World w;
  for (int i = 0; i < 30; ++i) w.sign_up("user" + std::to_string(i));
  w.store.reset();
  {
    std::fstream file(w.folder.file("test.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 8, '\x5a');
  }
  CHECK(!SqliteStore::open(w.folder.file("test.db"), w.log));
  // So that the world can end.
  std::filesystem::remove(w.folder.file("test.db"));
}

void what_is_no_database_is_refused() {
  lectern_test::TempFolder folder;
  const base::Log log{base::LogLevel::error, base::LogFormat::text,
                      [](base::LogLevel, std::string_view) {}};
  std::ofstream(folder.file("text")) << std::string(10'000, 'x');
  CHECK(!SqliteStore::open(folder.file("text"), log));
  CHECK(!SqliteStore::open(folder.file("no/such/folder.db"), log));
  CHECK(!SqliteStore::open(folder.path().string(), log));
  std::filesystem::create_symlink(folder.file("elsewhere"), folder.file("link"));
  CHECK(!SqliteStore::open(folder.file("link"), log));
}

void a_database_keeps_its_identity() {
  World w;
  const std::string identity = w.store->identity();
  CHECK_EQ(identity.size(), 32u);
  w.store.reset();
  std::filesystem::copy_file(w.folder.file("test.db"), w.folder.file("copy.db"));
  w.store = CHECK_OK(SqliteStore::open(w.folder.file("test.db"), w.log));
  CHECK_EQ(w.store->identity(), identity);
  CHECK_EQ(CHECK_OK(SqliteStore::open(w.folder.file("copy.db"), w.log))->identity(), identity);
  CHECK(CHECK_OK(SqliteStore::open(w.folder.file("new.db"), w.log))->identity() != identity);
}

// What is written into a file without a name is lost when the daemon ends, so nobody is told that
// it was stored.
void a_removed_file_takes_no_writes() {
  World w;
  w.sign_up("ada");
  CHECK_OK(w.store->probe());
  std::filesystem::rename(w.folder.file("test.db"), w.folder.file("away.db"));
  CHECK(!w.store->probe());
  REFUSED(w.accounts.register_user({"bob@example.org", "Bob", "correct horse", std::nullopt}),
          overloaded);
  std::ofstream(w.folder.file("test.db")) << "another file";
  CHECK(!w.store->probe());
  REFUSED(w.accounts.register_user({"bob@example.org", "Bob", "correct horse", std::nullopt}),
          overloaded);
  std::filesystem::rename(w.folder.file("away.db"), w.folder.file("test.db"));
  w.sign_up("bob");
  CHECK_OK(w.store->probe());
}

void addresses_of_sign_ins_are_kept_a_while() {
  World w;
  const auto note = [&](const char* site, base::WallTime at, std::size_t keep = 50) {
    OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
      work.users().note_sign_in(UserId{"id-ada"}, base::sha256(base::as_bytes(site)), at, keep);
      return {};
    }));
  };
  const auto known = [&](const char* site, base::WallTime since, const char* who = "id-ada") {
    return OK(read(*w.store, [&](UnitOfWork& work) -> Outcome<bool> {
      return work.users().signed_in_from(UserId{who}, base::sha256(base::as_bytes(site)), since);
    }));
  };
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    work.users().insert(user("ada"));
    return {};
  }));
  const base::WallTime now = w.clock.wall_now();
  CHECK(!known("home", now));
  note("home", now);
  CHECK(known("home", now));
  CHECK(!known("home", now + 1s));
  CHECK(!known("school", now));
  CHECK(!known("home", now, "id-bob"));
  note("home", now - 5s);  // a late report does not make it older
  CHECK(known("home", now));
  note("home", now + 10s);
  CHECK(known("home", now + 10s));
  note("school", now + 20s);
  note("train", now + 30s, 2);  // of three the oldest goes
  CHECK(!known("home", now));
  CHECK(known("school", now) && known("train", now));
  OK(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    CHECK_EQ(work.retention().remove(Retained::sign_in_sites, now + 30s, 100), 1u);
    return {};
  }));
  CHECK(!known("school", now));
  CHECK(known("train", now));
}

}  // namespace

int main() {
  return lectern_test::run(
      "sqlite_store",
      {TEST(only_the_owner_reads_the_files),
       TEST(files_that_others_could_write_are_mended_or_refused),
       TEST(a_disk_that_hangs_is_told_without_waiting_for_it),
       TEST(a_refusal_undoes_what_was_written), TEST(a_failed_call_outweighs_the_bodys_answer),
       TEST(what_a_body_throws_is_caught), TEST(readers_write_nothing),
       TEST(it_is_all_there_after_reopening), TEST(a_full_disk_is_a_refusal_and_no_loss),
       TEST(writers_who_commit_together_do_not_hurt_each_other),
       TEST(counting_in_the_store_loses_nothing), TEST(damage_is_noticed_on_opening),
       TEST(what_is_no_database_is_refused), TEST(a_database_keeps_its_identity),
       TEST(a_removed_file_takes_no_writes), TEST(addresses_of_sign_ins_are_kept_a_while)});
}
