// SPDX-License-Identifier: MIT
// The session log's file: one line a record, moved away by logrotate, on a full disk.
#include "daemon/relay/session_log.hpp"

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/json.hpp"
#include "tests/daemon/relay/session_record.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using lectern_test::ended_session;
using lectern_test::TempFolder;
using lecternd::SessionLog;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void records_are_lines_and_the_file_may_be_moved_away() {
  const TempFolder folder;
  const std::string path = folder.file("sessions.json");
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  auto sessions = CHECK_OK(SessionLog::open(path, log));
  for (int i = 0; i < 100; ++i) sessions->add(ended_session());
  while (sessions->written() < 100) std::this_thread::yield();
  std::filesystem::rename(path, path + ".1");
  sessions->reopen();
  sessions->add(ended_session("bob"));
  sessions->stop();
  sessions->add(ended_session());  // too late
  CHECK_EQ(lines_of(path + ".1").size(), 100u);
  const auto lines = lines_of(path);
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
  sessions->add(ended_session());
  sessions->stop();
  CHECK_EQ(sessions->written(), 0u);
  CHECK_EQ(sessions->lost(), 1u);
  CHECK(!SessionLog::open("/nonexistent/sessions.json", log).has_value());
}

}  // namespace

int main() {
  return lectern_test::run("session_log",
                           {TEST(records_are_lines_and_the_file_may_be_moved_away),
                            TEST(a_disk_that_takes_nothing_loses_records_and_says_so)});
}
