// SPDX-License-Identifier: MIT
// The watch over event loops.
#include "daemon/process/loop_watch.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void a_loop_that_does_not_turn_is_noticed_and_forgiven() {
  std::string logged;
  const base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [&](base::LogLevel, std::string_view line) { logged.append(line).append("\n"); }};
  const auto main = CHECK_OK(net::EventLoop::open("main"));
  const auto other = CHECK_OK(net::EventLoop::open("other"));
  bool well = true;
  LoopWatch watch{*main, {other.get()}, log, [&](bool all) { well = all; }};
  const base::Instant start = main->now();
  watch.look(start + 4s);
  CHECK(well && watch.stalled().empty());
  watch.look(start + 6s);
  CHECK(!well);
  CHECK_EQ(watch.stalled().size(), 1u);
  CHECK(holds(logged, "loop_stalled loop=other"));
  CHECK(other->post([&] { other->stop(); }));
  other->run();  // one turn
  watch.look(start + 7s);
  CHECK(well && watch.stalled().empty());
  CHECK(holds(logged, "loop_moves_again loop=other"));
}

int main() {
  return lectern_test::run("loop_watch", {TEST(a_loop_that_does_not_turn_is_noticed_and_forgiven)});
}
