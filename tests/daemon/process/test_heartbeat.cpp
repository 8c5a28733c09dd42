// SPDX-License-Identifier: MIT
// The latest answer of a part, without waiting for it.
#include "daemon/process/heartbeat.hpp"

#include <future>
#include <thread>

#include "tests/support/check.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

namespace {

const base::Instant kStart{1h};

std::string said(const Heartbeat& beat, std::chrono::seconds after) {
  const PartState state = beat.state(kStart + after);
  const char* const words[] = {"well", "failing", "busy"};
  return words[static_cast<int>(state.beat)] + (state.why.empty() ? "" : ": " + state.why);
}

// Returns when the pool, of one thread, has done everything before this.
void settle(net::WorkerPool& pool) {
  std::promise<void> done;
  CHECK(pool.post([&] { done.set_value(); }));
  done.get_future().wait();
}

void the_latest_answer_is_kept() {
  base::Status answer;
  int asked = 0;
  net::WorkerPool pool{1, 4};
  Heartbeat beat{pool, [&] { return ++asked, answer; }};
  CHECK_EQ(said(beat, 100s), "well");
  beat.ask(kStart);
  settle(pool);
  CHECK_EQ(said(beat, 100s), "well");
  answer = base::failure(base::Errc::io, "the disk is gone");
  beat.ask(kStart + 1s);
  settle(pool);
  CHECK_EQ(said(beat, 1s), "failing: the disk is gone");
  answer = base::failure(base::Errc::timeout, "the disk is slow");
  beat.ask(kStart + 2s);
  settle(pool);
  CHECK_EQ(said(beat, 2s), "busy: the disk is slow");
  answer = {};
  beat.ask(kStart + 3s);
  settle(pool);
  CHECK_EQ(said(beat, 3s), "well");
  CHECK_EQ(asked, 4);
}

void a_part_that_does_not_answer_is_busy_and_asked_once() {
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  int asked = 0;
  net::WorkerPool pool{1, 4};
  Heartbeat beat{pool, [&] { return ++asked, open.wait(), base::Status{}; }};
  beat.ask(kStart);
  for (int second = 1; second < 10; ++second) beat.ask(kStart + std::chrono::seconds{second});
  CHECK_EQ(said(beat, 2s), "well");
  CHECK_EQ(said(beat, 3s), "busy: has not answered for 3 s");
  CHECK_EQ(said(beat, 9s), "busy: has not answered for 9 s");
  gate.set_value();
  settle(pool);
  CHECK_EQ(said(beat, 9s), "well");
  CHECK_EQ(asked, 1);
}

void a_full_pool_is_busy() {
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  std::promise<void> taken;
  net::WorkerPool pool{1, 1};
  CHECK(pool.post([&] {
    taken.set_value();
    open.wait();
  }));
  taken.get_future().wait();
  CHECK(pool.post([] {}));
  Heartbeat beat{pool, [] { return base::Status{}; }};
  beat.ask(kStart);
  CHECK_EQ(said(beat, 0s), "busy: no worker takes the question");
  gate.set_value();
  while (pool.waiting() != 0) std::this_thread::yield();
  beat.ask(kStart + 1s);
  while (said(beat, 1s) != "well") std::this_thread::yield();
}

void an_answer_may_come_after_its_end() {
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  net::WorkerPool pool{1, 4};
  {
    Heartbeat beat{pool, [open] { return open.wait(), base::Status{}; }};
    beat.ask(kStart);
  }
  gate.set_value();
  pool.stop();
}

}  // namespace

int main() {
  return lectern_test::run(
      "heartbeat",
      {TEST(the_latest_answer_is_kept), TEST(a_part_that_does_not_answer_is_busy_and_asked_once),
       TEST(a_full_pool_is_busy), TEST(an_answer_may_come_after_its_end)});
}
