// SPDX-License-Identifier: MIT
// The parts behind the operator's commands: whom a filter means, the session log's file, the
// watching of a drain, a capture's file.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "daemon/commands/session_filter.hpp"
#include "daemon/relay/drain.hpp"
#include "daemon/relay/session_fields.hpp"
#include "daemon/relay/session_log.hpp"
#include "net/event_loop.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lecternd::Drain;
using lecternd::SessionFilter;
using lecternd::SessionLog;

constexpr const char* kUser = "11111111-2222-3333-4444-555555555555";
constexpr const char* kMeeting = "99999999-8888-7777-6666-555555555555";

turn::SessionRecord record(std::string identity = "alice") {
  turn::SessionRecord out;
  out.session.id = "0-1-2";
  out.session.identity = std::move(identity);
  out.session.username = "1700000000:" + out.session.identity;
  out.session.client = base::Endpoint::parse("192.0.2.7:4000").value();
  out.session.relayed = base::Endpoint::parse("198.51.100.1:49152").value();
  out.session.age = 61s;
  out.session.to_peers = {3, 300};
  out.reason = turn::EndReason::expired;
  out.ended = base::WallTime{1'700'000'061s};
  return out;
}

void a_filter_wants_what_fits_all_of_it() {
  const auto session = record(std::string{kUser} + "." + kMeeting).session;
  const auto wants = [&](SessionFilter filter) { return filter.wants(session); };
  CHECK(wants({}));
  CHECK(SessionFilter{}.empty());
  CHECK(wants({.user = kUser}));
  CHECK(wants({.user = session.identity}));
  CHECK(wants({.user = session.username}));
  CHECK(wants({.user = "ada@example.org", .user_id = kUser}));
  CHECK(!wants({.user = "ada@example.org"}));
  CHECK(wants({.meeting = kMeeting}));
  CHECK(!wants({.user = kUser, .meeting = "other"}));
  for (const char* client : {"192.0.2.7", "192.0.2.0/24", "192.0.2.7:4000"})
    CHECK(wants({.client = lecternd::parse_client(client)}));
  for (const char* client : {"192.0.2.8", "198.51.100.0/24", "192.0.2.7:4001", "2001:db8::/32"}) {
    CHECK(!wants({.client = lecternd::parse_client(client)}));
  }
  CHECK(!lecternd::parse_client("somebody"));
}

void a_record_names_everything_but_secrets() {
  const base::Json json = lecternd::record_json(record(std::string{kUser} + "." + kMeeting));
  CHECK(json["user"].as_string() == kUser);
  CHECK(json["meeting"].as_string() == kMeeting);
  CHECK(json["reason"].as_string() == "expired");
  CHECK(json["started_at"].as_string() == base::print_iso8601(base::WallTime{1'700'000'000s}));
  CHECK(json["seconds"].as_integer() == 61);
  CHECK(json["bytes_to_peers"].as_integer() == 300);
  CHECK(!json.has("username"));
}

struct Folder {
  Folder() : path((std::filesystem::temp_directory_path() / "lectern-XXXXXX").string()) {
    CHECK(::mkdtemp(path.data()) != nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file() const { return path + "/sessions.json"; }
  std::string path;
};

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void records_are_lines_and_the_file_may_be_moved_away() {
  Folder folder;
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  auto sessions = CHECK_OK(SessionLog::open(folder.file(), log));
  for (int i = 0; i < 100; ++i) sessions->add(record());
  while (sessions->written() < 100) std::this_thread::yield();
  std::filesystem::rename(folder.file(), folder.file() + ".1");
  sessions->reopen();
  sessions->add(record("bob"));
  sessions->stop();
  sessions->add(record());  // too late
  CHECK_EQ(lines_of(folder.file() + ".1").size(), 100u);
  const auto lines = lines_of(folder.file());
  CHECK_EQ(lines.size(), 1u);
  CHECK(CHECK_OK(base::Json::parse(lines[0]))["user"].as_string() == "bob");
  CHECK_EQ(sessions->written(), 101u);
  CHECK_EQ(sessions->lost(), 1u);
  sessions->stop();
}

void a_disk_that_takes_nothing_loses_records_and_says_so() {
  const base::Log log{base::LogLevel::error, base::LogFormat::text,
                      [](base::LogLevel, std::string_view) {}};
  auto sessions = CHECK_OK(SessionLog::open("/dev/full", log));
  sessions->add(record());
  sessions->stop();
  CHECK_EQ(sessions->written(), 0u);
  CHECK_EQ(sessions->lost(), 1u);
  CHECK(!SessionLog::open("/nonexistent/sessions.json", log).has_value());
}

struct Drained {
  explicit Drained(std::size_t left_at_first) : left(left_at_first) {}
  std::atomic<std::size_t> left;
  bool refusing = false;
  std::optional<bool> at_deadline;
  std::vector<std::string> told;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("test"));
  Drain drain{*loop,
              {[this](bool draining) { refusing = draining; }, [this] { return left.load(); },
               [this](bool late) {
                 at_deadline = late;
                 loop->stop();
               },
               [this](const std::string& text) {
                 told.push_back(text);
                 left = 0;  // the last one goes when we are told that it is the last
               }},
              log};
};

void it_leaves_when_nobody_is_left() {
  Drained d{1};
  d.drain.start(std::nullopt);
  CHECK(d.refusing);
  CHECK(!d.drain.remaining());
  d.loop->run();
  CHECK(d.at_deadline == false);
  CHECK_EQ(d.told.size(), 1u);
  CHECK_EQ(d.told[0], "draining, 1 allocation left");
}

void it_leaves_at_the_deadline() {
  Drained d{7};
  d.drain.start(0s);
  d.loop->run();
  CHECK(d.at_deadline == true);
}

void it_may_be_called_off() {
  Drained d{7};
  CHECK(!d.drain.cancel());
  d.drain.start(1h);
  CHECK(d.drain.remaining().value() > 3590s);
  CHECK(d.drain.cancel());
  CHECK(!d.refusing);
  CHECK(!d.drain.state().active);
  (void)d.loop->post([&] { d.loop->stop(); });
  d.loop->run();
  CHECK(!d.at_deadline);
}

}  // namespace

int main() {
  return lectern_test::run(
      "operation",
      {TEST(a_filter_wants_what_fits_all_of_it), TEST(a_record_names_everything_but_secrets),
       TEST(records_are_lines_and_the_file_may_be_moved_away),
       TEST(a_disk_that_takes_nothing_loses_records_and_says_so),
       TEST(it_leaves_when_nobody_is_left), TEST(it_leaves_at_the_deadline),
       TEST(it_may_be_called_off)});
}
