// SPDX-License-Identifier: MIT
#include "net/worker_pool.hpp"

#include <atomic>
#include <future>
#include <string>

#include "net/equipped_pool.hpp"
#include "tests/support/check.hpp"

namespace {

using net::WorkerPool;

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }
void never() { CHECK(false); }

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

// One address posts many jobs, and another address one: it waits for one of them only.
void clients_take_turns() {
  std::string order;
  WorkerPool pool(1, 100);
  Gate gate(pool);
  for (int i = 0; i < 5; ++i)
    pool.post(
        ip("192.0.2.1"), [&] { order += 'a'; }, never);
  std::promise<void> last;
  pool.post(
      ip("192.0.2.2"), [&] { order += 'b'; }, never);
  pool.post(
      ip("192.0.2.1"), [&] { last.set_value(); }, never);
  gate.open();
  last.get_future().wait();
  pool.stop();
  CHECK_EQ(order, "abaaaa");
}

void the_daemons_own_jobs_wait_for_one_client_at_a_time() {
  std::string order;
  WorkerPool pool(1, 2);
  Gate gate(pool);
  std::promise<void> last;
  int refused = 0;
  for (int i = 0; i < 5; ++i) {
    pool.post(
        ip("192.0.2.1"), [&] { order += 'a'; }, [&] { ++refused; });
  }
  CHECK_EQ(refused, 3);  // and still there is room for the daemon itself
  CHECK(pool.post([&] { order += '1'; }));
  CHECK(pool.post([&] {
    order += '2';
    last.set_value();
  }));
  CHECK(!pool.post([&] { order += '3'; }));
  CHECK_EQ(pool.waiting(), std::size_t{4});
  gate.open();
  last.get_future().wait();
  pool.stop();
  CHECK_EQ(order, "a1a2");
}

void a_full_queue_refuses_the_greediest_address() {
  std::string order;
  std::string refused;
  WorkerPool pool(1, 3);
  Gate gate(pool);
  std::promise<void> last;
  const auto post = [&](const char* client, char name) {
    pool.post(
        ip(client), [&order, name] { order += name; }, [&refused, name] { refused += name; });
  };
  for (const char name : {'a', 'b', 'c', 'd'}) post("192.0.2.1", name);
  CHECK_EQ(refused, "d");
  post("192.0.2.2", 'x');
  CHECK_EQ(refused, "dc");
  post("192.0.2.3", 'y');
  CHECK_EQ(refused, "dcb");
  CHECK_EQ(pool.refused(), std::uint64_t{3});
  CHECK(pool.post([&] { last.set_value(); }));
  gate.open();
  last.get_future().wait();
  while (pool.waiting() != 0) std::this_thread::yield();
  pool.stop();
  CHECK_EQ(order, "axy");
}

// Their clients were told that the server stops, so nobody would read the answers.
void stop_refuses_the_clients_that_wait() {
  std::atomic<int> refused{0};
  WorkerPool pool(1, 10);
  {
    Gate gate(pool);
    for (int i = 0; i < 3; ++i) pool.post(ip("192.0.2.1"), never, [&] { ++refused; });
    std::thread stopping{[&] { pool.stop(); }};
    while (refused != 3) std::this_thread::yield();
    gate.open();
    stopping.join();
  }
  pool.post(ip("192.0.2.1"), never, [&] { ++refused; });
  CHECK_EQ(refused.load(), 4);
  CHECK_EQ(pool.refused(), std::uint64_t{0});
}

void jobs_get_the_pools_tool() {
  net::EquippedPool<std::string> pool(std::make_unique<const std::string>("tool"), 1, 1, "shop");
  std::promise<std::string> got;
  pool.post(
      ip("192.0.2.1"), [&](const std::string& tool) { got.set_value(tool); }, never);
  CHECK_EQ(got.get_future().get(), "tool");
  std::string own;
  CHECK(pool.run([&](const std::string& tool) { own = tool; }));
  CHECK_EQ(own, "tool");
  pool.stop();
  CHECK(!pool.run([&](const std::string&) { own.clear(); }));
  CHECK_EQ(own, "tool");
  int refused = 0;
  pool.post(
      ip("192.0.2.1"), [](const std::string&) { never(); }, [&] { ++refused; });
  CHECK_EQ(refused, 1);
  CHECK_EQ(pool.refused(), std::uint64_t{0});
  CHECK_EQ(pool.waiting(), std::size_t{0});
}

}  // namespace

int main() {
  return lectern_test::run(
      "worker_pool",
      {TEST(runs_jobs_in_order_on_one_thread), TEST(jobs_run_side_by_side),
       TEST(says_when_it_is_full), TEST(stop_finishes_what_was_taken_and_takes_no_more),
       TEST(many_posters), TEST(clients_take_turns),
       TEST(the_daemons_own_jobs_wait_for_one_client_at_a_time),
       TEST(a_full_queue_refuses_the_greediest_address), TEST(stop_refuses_the_clients_that_wait),
       TEST(jobs_get_the_pools_tool)});
}
