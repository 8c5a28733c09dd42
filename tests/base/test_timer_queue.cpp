// SPDX-License-Identifier: MIT
#include "base/timer_queue.hpp"

#include <algorithm>
#include <memory>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::Instant;
using base::TimerId;
using base::TimerQueue;
using namespace std::chrono_literals;

Instant at(int ms) { return Instant{std::chrono::milliseconds{ms}}; }

std::vector<int> expire(TimerQueue<int>& queue, Instant now) {
  std::vector<int> fired;
  queue.expire(now, [&](int v) { fired.push_back(v); });
  return fired;
}

void fires_in_order_of_deadlines() {
  TimerQueue<int> queue;
  queue.add(at(30), 3);
  queue.add(at(10), 1);
  queue.add(at(20), 2);
  CHECK(queue.next_deadline() == at(10));
  CHECK(expire(queue, at(9)).empty());
  CHECK(expire(queue, at(20)) == (std::vector<int>{1, 2}));  // due at exactly its deadline
  CHECK(queue.next_deadline() == at(30));
  CHECK_EQ(queue.size(), std::size_t{1});
  CHECK(expire(queue, at(1000)) == (std::vector<int>{3}));
  CHECK(!queue.next_deadline());
  CHECK(queue.empty());
}

void cancelled_ones_do_not_fire() {
  TimerQueue<int> queue;
  const TimerId a = queue.add(at(10), 1);
  const TimerId b = queue.add(at(20), 2);
  queue.cancel(a);
  queue.cancel(a);
  CHECK(!queue.pending(a));
  CHECK(queue.pending(b));
  CHECK(expire(queue, at(100)) == (std::vector<int>{2}));
}

void stale_ids_touch_nothing() {
  TimerQueue<int> queue;
  const TimerId old = queue.add(at(10), 1);
  CHECK_EQ(expire(queue, at(10)).size(), std::size_t{1});
  const TimerId fresh = queue.add(at(20), 2);  // the same slot, another generation
  CHECK_EQ(old.slot, fresh.slot);
  CHECK(!queue.pending(old));
  queue.cancel(old);
  CHECK(!queue.reschedule(old, at(1)));
  queue.cancel(TimerId{});
  CHECK(!TimerId{});
  CHECK(expire(queue, at(19)).empty());
  CHECK(expire(queue, at(20)) == (std::vector<int>{2}));
}

void rescheduling_moves_both_ways() {
  TimerQueue<int> queue;
  const TimerId a = queue.add(at(10), 1);
  const TimerId b = queue.add(at(20), 2);
  queue.add(at(30), 3);
  CHECK(queue.reschedule(a, at(40)));
  CHECK(queue.reschedule(b, at(5)));
  CHECK(queue.next_deadline() == at(5));
  CHECK(expire(queue, at(100)) == (std::vector<int>{2, 3, 1}));
}

void callbacks_may_change_the_queue() {
  TimerQueue<int> queue;
  const TimerId victim = queue.add(at(20), 9);
  queue.add(at(10), 1);
  std::vector<int> fired;
  queue.expire(at(50), [&](int v) {
    fired.push_back(v);
    if (v != 1) return;
    queue.cancel(victim);
    queue.add(at(15), 2);  // already due: fires in this run
    queue.add(at(60), 3);  // not yet
  });
  CHECK(fired == (std::vector<int>{1, 2}));
  CHECK(queue.next_deadline() == at(60));
}

void payloads_are_freed_at_once() {
  TimerQueue<std::shared_ptr<int>> queue;
  const auto payload = std::make_shared<int>(1);
  const TimerId id = queue.add(at(10), payload);
  queue.add(at(20), payload);
  CHECK_EQ(payload.use_count(), 3L);
  queue.cancel(id);
  CHECK_EQ(payload.use_count(), 2L);
  queue.expire(at(20), [](std::shared_ptr<int>) {});
  CHECK_EQ(payload.use_count(), 1L);
}

// Random operations against a list that is searched each time.
void behaves_like_a_naive_list() {
  struct Entry {
    Instant deadline;
    int payload;
    TimerId id;
  };
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    lectern_test::SeededRandom random(seed);
    TimerQueue<int> queue;
    std::vector<Entry> list;
    std::vector<TimerId> dead;
    int now = 0;
    for (int step = 0; step < 3000; ++step) {
      const std::uint32_t what = random.below(10);
      const auto pick = [&]() -> std::size_t {
        return random.below(static_cast<std::uint32_t>(list.size()));
      };
      if (what < 4 || list.empty()) {
        const Instant deadline = at(now + static_cast<int>(random.below(500)));
        list.push_back({deadline, step, queue.add(deadline, step)});
      } else if (what < 6) {
        const std::size_t i = pick();
        queue.cancel(list[i].id);
        dead.push_back(list[i].id);
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      } else if (what < 8) {
        const std::size_t i = pick();
        list[i].deadline = at(now + static_cast<int>(random.below(500)));
        CHECK(queue.reschedule(list[i].id, list[i].deadline));
      } else {
        now += static_cast<int>(random.below(60));
        std::vector<int> fired = expire(queue, at(now));
        std::vector<int> expected;
        for (const Entry& e : list) {
          if (e.deadline <= at(now)) expected.push_back(e.payload);
        }
        std::sort(fired.begin(), fired.end());
        std::sort(expected.begin(), expected.end());
        CHECK(fired == expected);
        std::erase_if(list, [&](const Entry& e) {
          if (e.deadline > at(now)) return false;
          dead.push_back(e.id);
          return true;
        });
      }
      if (random.below(20) == 0) queue.shrink();
      CHECK_EQ(queue.size(), list.size());
      const auto first =
          std::min_element(list.begin(), list.end(),
                           [](const Entry& a, const Entry& b) { return a.deadline < b.deadline; });
      CHECK(queue.next_deadline() ==
            (first == list.end() ? std::nullopt : std::optional{first->deadline}));
      for (const Entry& e : list) CHECK(queue.pending(e.id));
      if (!dead.empty())
        CHECK(!queue.pending(dead[random.below(static_cast<std::uint32_t>(dead.size()))]));
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run("timer_queue",
                           {TEST(fires_in_order_of_deadlines), TEST(cancelled_ones_do_not_fire),
                            TEST(stale_ids_touch_nothing), TEST(rescheduling_moves_both_ways),
                            TEST(callbacks_may_change_the_queue), TEST(payloads_are_freed_at_once),
                            TEST(behaves_like_a_naive_list)});
}
