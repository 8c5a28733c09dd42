// SPDX-License-Identifier: MIT
// LoopThread: an event loop and the thread that runs it. One owner thread makes, starts and joins
// it.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "net/event_loop.hpp"

namespace lecternd {

class LoopThread {
 public:
  explicit LoopThread(std::unique_ptr<net::EventLoop> loop) noexcept : loop_(std::move(loop)) {}
  ~LoopThread() { join(); }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  net::EventLoop& loop() noexcept { return *loop_; }

  void start() {
    thread_ = std::thread([this] { loop_->run(); });
  }
  // Runs `work` on the loop and waits for its end. Runs it on the caller's thread where the loop
  // does not run.
  template <class F>
  void run_there(F work) {
    // Shared, because the loop may still be in set_value() when this thread wakes.
    const auto done = std::make_shared<std::promise<void>>();
    const bool posted = thread_.joinable() && loop_->post([&work, done] {
      work();
      done->set_value();
    });
    if (posted) done->get_future().wait();
    else work();
  }
  void join() {
    if (!thread_.joinable()) return;
    loop_->stop();
    thread_.join();
  }

 private:
  std::unique_ptr<net::EventLoop> loop_;
  std::thread thread_;
};

}  // namespace lecternd
