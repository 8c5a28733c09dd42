// SPDX-License-Identifier: MIT
#include "net/event_loop.hpp"

#include <sys/socket.h>

#include <future>
#include <optional>
#include <thread>

#include "base/fd.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::LoopThread;
using net::EventLoop;
using net::Interest;

std::pair<base::UniqueFd, base::UniqueFd> make_pair() {
  int fds[2] = {-1, -1};
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
  return {base::UniqueFd{fds[0]}, base::UniqueFd{fds[1]}};
}

// Notes what it is told; stops the loop when `enough` says so.
struct Recorder final : net::IoHandler {
  explicit Recorder(EventLoop& l) : loop(l) {}
  void on_io(Interest ready) noexcept override {
    seen.push_back(ready);
    if (then) then();
    if (seen.size() >= enough) loop.stop();
  }
  EventLoop& loop;
  std::vector<Interest> seen;
  std::size_t enough = 1;
  std::function<void()> then;
};

void stop_before_run_is_kept() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  loop->stop();
  loop->run();
}

void runs_what_was_posted_before_the_stop() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int ran = 0;
  CHECK(loop->post([&] { ++ran; }));
  CHECK(loop->post([&] { ++ran; }));
  loop->stop();
  loop->run();
  CHECK_EQ(ran, 2);
  CHECK(!loop->post([] {}));
}

void posts_from_another_thread_wake_it() {
  LoopThread t;
  const auto here = std::this_thread::get_id();
  for (int i = 0; i < 100; ++i) CHECK(t.on_loop([] { return std::this_thread::get_id(); }) != here);
}

void reports_reading_and_writing() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  auto [a, b] = make_pair();
  Recorder recorder(*loop);
  recorder.enough = 2;
  net::IoWatch watch(*loop, a.get(), recorder);
  CHECK_EQ(watch.interest(), Interest::none);
  CHECK_EQ(::send(b.get(), "x", 1, 0), ssize_t{1});
  watch.set(Interest::read_write);
  loop->run();
  CHECK(recorder.seen.size() >= 2);  // one pass more may follow a stop
  CHECK(recorder.seen[0] != recorder.seen[1]);
}

void no_interest_no_report() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  auto [a, b] = make_pair();
  auto [c, d] = make_pair();
  Recorder quiet(*loop);
  Recorder last(*loop);
  net::IoWatch quiet_watch(*loop, a.get(), quiet);
  net::IoWatch last_watch(*loop, c.get(), last);
  CHECK_EQ(::send(b.get(), "x", 1, 0), ssize_t{1});
  quiet_watch.set(Interest::read_write);
  quiet_watch.set(Interest::none);
  last_watch.set(Interest::write);
  loop->run();
  CHECK(quiet.seen.empty());
  CHECK(!last.seen.empty());
}

void a_hang_up_is_reported_as_readable() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  auto [a, b] = make_pair();
  Recorder recorder(*loop);
  net::IoWatch watch(*loop, a.get(), recorder);
  watch.set(Interest::read);
  b.reset();
  loop->run();
  CHECK_EQ(recorder.seen.front(), Interest::read);
}

void a_handler_may_destroy_its_watch() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  auto [a, b] = make_pair();
  Recorder recorder(*loop);
  auto watch = std::make_optional<net::IoWatch>(*loop, a.get(), recorder);
  recorder.then = [&] { watch.reset(); };
  CHECK_EQ(::send(b.get(), "x", 1, 0), ssize_t{1});
  watch->set(Interest::read_write);  // both are ready: the second report must not come
  recorder.enough = 100;
  loop->post([&] { loop->post([&] { loop->stop(); }); });
  loop->run();
  CHECK_EQ(recorder.seen.size(), std::size_t{1});
}

void timers_fire_in_order_and_never_early() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  std::vector<int> order;
  const auto start = base::SystemClock{}.now();
  bool early = false;
  net::Timer later(*loop, [&] {
    order.push_back(2);
    early = early || base::SystemClock{}.now() < start + 20ms;
    loop->stop();
  });
  net::Timer sooner(*loop, [&] {
    order.push_back(1);
    early = early || base::SystemClock{}.now() < start + 5ms;
  });
  net::Timer never(*loop, [&] { order.push_back(3); });
  later.start_at(start + 20ms);
  never.start_at(start + 1ms);
  sooner.start_at(start + 5ms);
  never.stop();
  CHECK(!never.running());
  loop->run();
  CHECK(order == (std::vector<int>{1, 2}));
  CHECK(!early);
}

void a_past_deadline_fires_at_once() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::Timer timer(*loop, [&] { loop->stop(); });
  timer.start_at(base::Instant{});
  loop->run();
  CHECK(!timer.running());
}

void restarting_moves_a_timer() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int fired = 0;
  net::Timer timer(*loop, [&] {
    ++fired;
    loop->stop();
  });
  timer.start_after(1h);
  timer.start_after(1ms);
  loop->run();
  CHECK_EQ(fired, 1);
}

void a_callback_may_destroy_its_timer() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  std::optional<net::Timer> timer;
  std::string payload(
      100, 'x');  // a capture on the heap: touched after destruction, the sanitizer would say so
  timer.emplace(*loop, [&timer, &loop, payload] {
    timer.reset();
    if (payload.size() == 100) loop->stop();
  });
  timer->start_after(0ns);
  loop->run();
  CHECK(!timer);
}

void reads_the_clock_once_a_wake_up() {
  LoopThread t;
  CHECK(t.on_loop([&t] {
    const auto first = t.loop().now();
    std::this_thread::sleep_for(1ms);
    return first == t.loop().now();
  }));
  const auto before = t.on_loop([&t] { return t.loop().now(); });
  std::this_thread::sleep_for(1ms);
  CHECK(t.on_loop([&t] { return t.loop().now(); }) > before);
}

void turns_grow_without_work() {
  LoopThread t;
  t.on_loop([] {});
  const auto start = t.loop().turns();
  const auto deadline = base::SystemClock{}.now() + 10s;
  while (t.loop().turns() < start + 2 && base::SystemClock{}.now() < deadline)
    std::this_thread::sleep_for(10ms);
  CHECK(t.loop().turns() >= start + 2);
}

}  // namespace

int main() {
  return lectern_test::run(
      "event_loop",
      {TEST(stop_before_run_is_kept), TEST(runs_what_was_posted_before_the_stop),
       TEST(posts_from_another_thread_wake_it), TEST(reports_reading_and_writing),
       TEST(no_interest_no_report), TEST(a_hang_up_is_reported_as_readable),
       TEST(a_handler_may_destroy_its_watch), TEST(timers_fire_in_order_and_never_early),
       TEST(a_past_deadline_fires_at_once), TEST(restarting_moves_a_timer),
       TEST(a_callback_may_destroy_its_timer), TEST(reads_the_clock_once_a_wake_up),
       TEST(turns_grow_without_work)});
}
