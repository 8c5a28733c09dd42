// SPDX-License-Identifier: MIT
// The PROXY protocol, version 2 (HAProxy, "The PROXY protocol", section 2.2): who the client behind
// a balancer is. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"

namespace net {

struct ProxyHeader {
  std::size_t size = 0;  // bytes to skip
  // Absent for LOCAL (the balancer's own health check) and for families other than IP: the
  // connection's own ends count.
  std::optional<base::Endpoint> source;
  std::optional<base::Endpoint> destination;
};

enum class ProxyVerdict : std::uint8_t { need_more, complete, invalid };

struct ProxyParse {
  ProxyVerdict verdict = ProxyVerdict::need_more;
  std::size_t needed = 0;  // need_more: bytes in all before it can say more
  ProxyHeader header;      // complete
};

// The fixed part is 16 bytes; a header longer than this (address and TLVs) is refused.
constexpr std::size_t kLongestProxyHeader = 16 + 1024;

ProxyParse parse_proxy_v2(base::Bytes bytes) noexcept;

}  // namespace net
