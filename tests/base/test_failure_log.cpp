// SPDX-License-Identifier: MIT
// One line at once, then one a minute with the number of failures.
#include "base/failure_log.hpp"

#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;

const base::Error kNoDescriptor = base::errno_error("socket", EMFILE);
const base::Error kInUse = base::errno_error("bind", EADDRINUSE);

struct World {
  std::vector<std::string> lines;
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [this](base::LogLevel, std::string_view line) { lines.emplace_back(line); }};
  base::FailureLog failures{log, "turn_system_failure"};
  lectern_test::FakeClock clock;

  void note(const base::Error& error, std::string_view what = "relayed_address") {
    failures.note(what, error, clock.now());
  }
  bool tell() { return failures.tell(clock.now()); }
};

void the_first_is_told_at_once_and_the_others_by_number() {
  World w;
  CHECK(!w.tell());
  for (int i = 0; i < 38; ++i) w.note(kNoDescriptor);
  CHECK_EQ(w.lines.size(), 1u);
  CHECK(w.lines[0].find("warning turn_system_failure what=relayed_address") != std::string::npos);
  CHECK(w.lines[0].find("socket: Too many open files") != std::string::npos);
  CHECK(w.lines[0].find("times=1") != std::string::npos);
  w.clock.advance(59s);
  CHECK(w.tell());  // something waits
  w.note(kNoDescriptor);
  CHECK_EQ(w.lines.size(), 1u);
  w.clock.advance(1s);
  CHECK(!w.tell());
  CHECK_EQ(w.lines.size(), 2u);
  CHECK(w.lines[1].find("times=38") != std::string::npos);
  w.clock.advance(1h);
  CHECK(!w.tell());
  CHECK_EQ(w.lines.size(), 2u);
  w.note(kNoDescriptor);
  CHECK_EQ(w.lines.size(), 3u);
}

void a_minute_of_failures_is_one_line_without_tell() {
  World w;
  for (int i = 0; i < 600; ++i) {
    w.note(kNoDescriptor);
    w.clock.advance(1s);
  }
  CHECK_EQ(w.lines.size(), 10u);
  CHECK(w.lines[9].find("times=60") != std::string::npos);
}

void each_kind_has_its_own_line() {
  World w;
  w.note(kNoDescriptor);
  w.note(kInUse);
  w.note(kInUse, "connection_to_peer");
  CHECK_EQ(w.lines.size(), 3u);
  CHECK_EQ(kInUse.os_error, EADDRINUSE);
}

}  // namespace

int main() {
  return lectern_test::run("failure_log", {TEST(the_first_is_told_at_once_and_the_others_by_number),
                                           TEST(a_minute_of_failures_is_one_line_without_tell),
                                           TEST(each_kind_has_its_own_line)});
}
