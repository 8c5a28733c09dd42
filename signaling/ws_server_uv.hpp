// SPDX-License-Identifier: MIT
// UvLoop: a libuv loop inside an EventLoop, because libuv can drive libwebsockets (4.1) but
// libevent cannot. The EventLoop watches libuv's backend descriptor and runs its next timer. The
// EventLoop's thread only.
#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "net/event_loop.hpp"

struct uv_loop_s;

namespace signaling {

class UvLoop final : public net::IoHandler {
 public:
  static base::Result<std::unique_ptr<UvLoop>> open(net::EventLoop& loop);
  // Everything that was put into the loop is closed by now (run_down).
  ~UvLoop();
  UvLoop(const UvLoop&) = delete;
  UvLoop& operator=(const UvLoop&) = delete;

  uv_loop_s* native() noexcept { return uv_.get(); }
  // Of the loop itself.
  int descriptor() const noexcept;
  // The descriptors that the loop polls, the oldest first.
  std::vector<int> polled_descriptors() const;
  // Call it after every call into libwebsockets from outside its callbacks: only a running libuv
  // hands descriptors to epoll and knows its next timer.
  void pump() noexcept;
  // Runs until all closing handles are closed. Returns false if one stays open.
  bool run_down() noexcept;

 private:
  explicit UvLoop(net::EventLoop& loop);
  void on_io(net::Interest ready) noexcept override;

  net::EventLoop& loop_;
  std::unique_ptr<uv_loop_s> uv_;
  bool initialized_ = false;
  bool running_ = false;
  std::unique_ptr<net::IoWatch> watch_;
  std::unique_ptr<net::Timer> timer_;
};

}  // namespace signaling
