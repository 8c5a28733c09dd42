// SPDX-License-Identifier: MIT
// RedisBus: one channel of a Redis server, to which every node publishes and which every node
// hears. It connects again by itself, and it is up only while what it publishes comes back to it,
// so a half-open connection and missing rights are noticed, too. The only user of hiredis. The
// loop's thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/redis_url.hpp"
#include "net/event_loop.hpp"

namespace signaling {

struct RedisBusParts {
  base::RedisUrl server;
  std::string channel;
  std::function<void()> on_up;
  // The bus is down, and why; also when the first attempt fails. Called once for each reason.
  std::function<void(const std::string& why)> on_down;
  std::function<void(std::string_view message)> on_message;
  // Runs a function that blocks on another thread; false: it does not run.
  std::function<bool(std::function<void()>)> in_background;
};

class RedisBus {
 public:
  RedisBus(net::EventLoop& loop, RedisBusParts parts);
  ~RedisBus();
  RedisBus(const RedisBus&) = delete;
  RedisBus& operator=(const RedisBus&) = delete;

  void start();
  // Lost where the bus is down.
  void publish(const std::string& text);
  // Ends the connections; nothing is called any more.
  void stop() noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace signaling
