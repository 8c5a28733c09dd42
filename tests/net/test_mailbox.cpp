// SPDX-License-Identifier: MIT
#include "net/mailbox.hpp"

#include <map>
#include <memory>
#include <thread>

#include "tests/net/loop_thread.hpp"
#include "tests/support/check.hpp"

namespace {

using lectern_test::LoopThread;
using net::EventLoop;
using net::Mailbox;

void delivers_in_order() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  std::vector<int> got;
  Mailbox<int> box(*loop, 10, [&](int v) { got.push_back(v); });
  for (int i = 0; i < 5; ++i) CHECK(box.post(i));
  loop->stop();
  loop->run();
  CHECK(got == (std::vector<int>{0, 1, 2, 3, 4}));
}

void says_when_it_is_full() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int got = 0;
  Mailbox<int> box(*loop, 2, [&](int) { ++got; });
  CHECK(box.post(1));
  CHECK(box.post(2));
  CHECK(!box.post(3));
  loop->stop();
  loop->run();
  CHECK_EQ(got, 2);
  CHECK(box.post(4));  // emptied: room again
}

void a_handler_may_post_to_its_own_box() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int last = 0;
  std::unique_ptr<Mailbox<int>> box;
  box = std::make_unique<Mailbox<int>>(*loop, 4, [&](int v) {
    last = v;
    if (v < 50) CHECK(box->post(v + 1));
    else loop->stop();
  });
  CHECK(box->post(1));
  loop->run();
  CHECK_EQ(last, 50);
}

void carries_what_only_moves() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int got = 0;
  Mailbox<std::unique_ptr<int>> box(*loop, 4, [&](std::unique_ptr<int> v) { got = *v; });
  CHECK(box.post(std::make_unique<int>(7)));
  CHECK(box.post(std::make_unique<int>(8)));
  loop->stop();
  loop->run();
  CHECK_EQ(got, 8);
}

void undelivered_messages_are_freed() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  const auto shared = std::make_shared<int>(1);
  {
    Mailbox<std::shared_ptr<int>> box(*loop, 4, [](std::shared_ptr<int>) {});
    CHECK(box.post(shared));
    CHECK_EQ(shared.use_count(), 2L);
  }
  CHECK_EQ(shared.use_count(), 1L);
}

// Each sender's messages stay in its order and none is lost, whatever the threads do.
void many_threads_lose_nothing() {
  constexpr int senders = 4;
  constexpr int each = 5000;
  LoopThread t;
  std::map<int, int> next;
  bool ordered = true;
  std::promise<void> done;
  int total = 0;
  auto box = t.on_loop([&] {
    return std::make_unique<Mailbox<std::pair<int, int>>>(t.loop(), 64, [&](std::pair<int, int> m) {
      ordered = ordered && next[m.first]++ == m.second;
      if (++total == senders * each) done.set_value();
    });
  });
  std::vector<std::thread> threads;
  for (int s = 0; s < senders; ++s) {
    threads.emplace_back([&box, s] {
      for (int i = 0; i < each; ++i) {
        while (!box->post({s, i})) std::this_thread::yield();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(done.get_future().wait_for(std::chrono::seconds{20}) == std::future_status::ready);
  t.stop();
  CHECK(ordered);
  CHECK_EQ(total, senders * each);
}

}  // namespace

int main() {
  return lectern_test::run("mailbox",
                           {TEST(delivers_in_order), TEST(says_when_it_is_full),
                            TEST(a_handler_may_post_to_its_own_box), TEST(carries_what_only_moves),
                            TEST(undelivered_messages_are_freed), TEST(many_threads_lose_nothing)});
}
