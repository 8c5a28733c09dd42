// SPDX-License-Identifier: MIT
// The PROXY protocol, version 2 (HAProxy, "The PROXY protocol", section 2.2): a balancer tells the
// address of the client. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"

namespace net {

struct ProxyHeader {
  std::size_t size = 0;  // bytes to skip
  // Absent for LOCAL (the balancer's own health check) and for families other than IP. Then the
  // addresses of the connection itself apply.
  std::optional<base::Endpoint> source;
  std::optional<base::Endpoint> destination;
};

enum class ProxyVerdict : std::uint8_t { need_more, complete, invalid };

struct ProxyParse {
  ProxyVerdict verdict = ProxyVerdict::need_more;
  std::size_t needed = 0;  // with need_more: how many bytes the next call needs in all
  ProxyHeader header;      // with complete
};

// The fixed part is 16 bytes; a header longer than this (address and TLVs) is refused.
constexpr std::size_t kLongestProxyHeader = 16 + 1024;

ProxyParse parse_proxy_v2(base::Bytes bytes) noexcept;

}  // namespace net
