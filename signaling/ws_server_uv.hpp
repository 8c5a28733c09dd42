// SPDX-License-Identifier: MIT
// UvLoop: a libuv loop that lives inside an EventLoop, because libwebsockets (4.1) can be driven by
// libuv but not by libevent. libuv's backend descriptor is watched, its next timer is ours. The
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
  // Those that the loop polls, the oldest first.
  std::vector<int> polled_descriptors() const;
  // To be called after every call into libwebsockets that does not come out of one of its
  // callbacks: libuv hands descriptors to epoll, and knows its next timer, only while it runs.
  void pump() noexcept;
  // Runs until what is being closed is closed. False where something stays open.
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
