// SPDX-License-Identifier: MIT
// RedisBus: one channel of a Redis server, to which every node publishes and which every node
// hears. It connects again by itself, and it is up only while what it publishes comes back to it,
// so a half-open connection and missing rights are noticed, too. Where there are Sentinels, it asks
// them for the server at each attempt, and takes none but a master. It and cluster_sentinel are the
// only users of hiredis. The
// loop's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redis_url.hpp"
#include "net/event_loop.hpp"
#include "signaling/cluster_sentinel.hpp"

namespace signaling {

struct RedisBusParts {
  base::RedisUrl server;
  SentinelSettings sentinels;  // if there are any, they name the host and the port of the server
  std::string channel;
  std::function<void()> on_up;
  // The bus is down, and why; also when the first attempt fails. Called once for each reason.
  std::function<void(const std::string& why)> on_down;
  std::function<void(std::string_view message)> on_message;
  // Runs a function that blocks on another thread; false: it does not run.
  std::function<bool(std::function<void()>)> in_background;
};

// What the server answers. An integer has its digits as the text; nil has nothing.
struct RedisReply {
  std::string text;
  std::vector<RedisReply> items;  // of an array
};

class RedisBus {
 public:
  // nullopt: there is no answer, and nobody knows whether the server has carried out the command.
  using Then = std::function<void(std::optional<RedisReply>)>;

  RedisBus(net::EventLoop& loop, RedisBusParts parts);
  ~RedisBus();
  RedisBus(const RedisBus&) = delete;
  RedisBus& operator=(const RedisBus&) = delete;

  void start();
  // Lost where the bus is down.
  void publish(const std::string& text);
  // Commands are carried out in their order, and `then` is called in that order, perhaps at once.
  // An error of the server ends the connections, so that the reason is told (on_down). At most
  // kMostWaiting commands wait; where there are more, `then` gets nullopt.
  void command(const std::vector<std::string>& words, Then then);
  static constexpr std::size_t kMostWaiting = 65'536;
  // Ends the connections; nothing is called any more.
  void stop() noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace signaling
