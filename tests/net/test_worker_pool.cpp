// SPDX-License-Identifier: MIT
#include "net/worker_pool.hpp"

#include <atomic>
#include <future>

#include "tests/support/check.hpp"

namespace {

using net::WorkerPool;

// Keeps a pool's only thread busy until it is let go.
class Gate {
 public:
  explicit Gate(WorkerPool& pool) {
    CHECK(pool.post([this] {
      entered_.set_value();
      open_.get_future().wait();
    }));
    entered_.get_future().wait();
  }
  void open() { open_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> open_;
};

void runs_jobs_in_order_on_one_thread() {
  std::vector<int> order;
  WorkerPool pool(1, 100);
  for (int i = 0; i < 10; ++i) CHECK(pool.post([&order, i] { order.push_back(i); }));
  pool.stop();
  CHECK(order == (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

void jobs_run_side_by_side() {
  WorkerPool pool(2, 100);
  std::promise<void> a;
  std::promise<void> b;
  CHECK(pool.post([&] {  // each waits for the other: one thread would never finish
    a.set_value();
    b.get_future().wait();
  }));
  CHECK(pool.post([&] {
    b.set_value();
    a.get_future().wait();
  }));
  pool.stop();
}

void says_when_it_is_full() {
  WorkerPool pool(1, 2);
  Gate gate(pool);
  CHECK(pool.post([] {}));
  CHECK(pool.post([] {}));
  CHECK(!pool.post([] {}));
  CHECK_EQ(pool.waiting(), std::size_t{2});
  gate.open();
  pool.stop();
  CHECK_EQ(pool.waiting(), std::size_t{0});
}

void stop_finishes_what_was_taken_and_takes_no_more() {
  std::atomic<int> ran{0};
  WorkerPool pool(1, 10);
  Gate gate(pool);
  for (int i = 0; i < 5; ++i) CHECK(pool.post([&] { ++ran; }));
  gate.open();
  pool.stop();
  CHECK_EQ(ran.load(), 5);
  CHECK(!pool.post([&] { ++ran; }));
  pool.stop();
  CHECK_EQ(ran.load(), 5);
}

void many_posters() {
  std::atomic<int> ran{0};
  {
    WorkerPool pool(3, 100000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i)
          CHECK(pool.post([&] { ran.fetch_add(1, std::memory_order_relaxed); }));
      });
    }
    for (auto& thread : threads) thread.join();
  }
  CHECK_EQ(ran.load(), 8000);
}

}  // namespace

int main() {
  return lectern_test::run(
      "worker_pool", {TEST(runs_jobs_in_order_on_one_thread), TEST(jobs_run_side_by_side),
                      TEST(says_when_it_is_full),
                      TEST(stop_finishes_what_was_taken_and_takes_no_more), TEST(many_posters)});
}
