// SPDX-License-Identifier: MIT
// The URL of a Redis server: "redis://user:password@host:6379/0", or "unix:///run/redis/redis.sock"
// with "?db=0". Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace base {

struct RedisUrl {
  std::string host;  // a name or an address without brackets; empty: `path` counts
  std::uint16_t port = 6379;
  std::string path;  // of a Unix socket
  std::string user;  // of the access control lists; empty: the default user
  Secret password;   // empty: none
  unsigned database = 0;
};

// Errors: invalid_argument, with a sentence that goes on "redis_url …".
Result<RedisUrl> parse_redis_url(std::string_view text);

}  // namespace base
