// SPDX-License-Identifier: MIT
// LoopThread: an EventLoop on a thread of its own, for tests whose own thread plays the client and
// may block. A FrontThread would be too special: tests put on it what they need, by on_loop().
#pragma once

#include <future>
#include <memory>
#include <thread>

#include "net/event_loop.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

class LoopThread {
 public:
  LoopThread() : loop_(CHECK_OK(net::EventLoop::open("test"))), thread_([this] { loop_->run(); }) {}
  ~LoopThread() { stop(); }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  net::EventLoop& loop() { return *loop_; }
  // Runs `f` on the loop's thread and waits for what it returns.
  template <class F>
  auto on_loop(F f) -> decltype(f()) {
    std::packaged_task<decltype(f())()> task(std::move(f));
    auto result = task.get_future();
    CHECK(loop_->post([&task] { task(); }));
    return result.get();
  }
  void stop() {
    if (!thread_.joinable()) return;
    loop_->stop();
    thread_.join();
  }

 private:
  std::unique_ptr<net::EventLoop> loop_;
  std::thread thread_;
};

}  // namespace lectern_test
