// SPDX-License-Identifier: MIT
// RedisSentinels: finds the master of a Redis group through its Sentinels, as Redis's "Sentinel
// client specification" says: one after the other is asked until one knows the master. The
// connection to it stays, and tells when the master changes. The loop's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "net/event_loop.hpp"

namespace signaling {

struct RedisPlace {
  std::string host;  // a name, or an address without brackets
  std::uint16_t port = 0;

  friend bool operator==(const RedisPlace&, const RedisPlace&) = default;
};

struct SentinelSettings {
  std::vector<RedisPlace> places;  // empty: there are none
  std::string master;              // the name of the group
  base::Secret password;           // of the Sentinels; empty: none
};

// The first address of a name as text; empty: none. Blocks.
std::string numeric_address(const std::string& host);

class RedisSentinels {
 public:
  // Runs a function that blocks on another thread; false: it does not run.
  using InBackground = std::function<bool(std::function<void()>)>;
  // `on_switch`: the Sentinels have made another server the master, or say so after a while in
  // which none was heard.
  RedisSentinels(net::EventLoop& loop, SentinelSettings settings, InBackground in_background,
                 std::function<void()> on_switch);
  ~RedisSentinels();
  RedisSentinels(const RedisSentinels&) = delete;
  RedisSentinels& operator=(const RedisSentinels&) = delete;

  using Found = std::function<void(const RedisPlace& master)>;
  using Failed = std::function<void(const std::string& why)>;
  // Asks anew. Exactly one of the functions is called, not from inside, unless find() or stop() is
  // called before. It takes half a second for each Sentinel at most.
  void find(Found found, Failed failed);
  void stop() noexcept;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace signaling
