// SPDX-License-Identifier: MIT
// The part of a front that its connections share: loop, sinks, limits and counters. Loop thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "net/bridge.hpp"
#include "net/connection_table.hpp"
#include "net/front.hpp"

namespace net {

class FrontConnection;

// The reason why the front did not serve a connection; also a label of the metric.
enum class FrontRefusal : std::uint8_t {
  total_limit,
  address_limit,
  proxy_header,
  untrusted_proxy,  // proxy_protocol is on, and the peer is not a trusted proxy
  tls_handshake,
  unknown_protocol,
  bad_request,
  head_too_large,
  timeout,
  gone,      // the client closed before it sent a request
  no_sink,   // this front has no sink for the protocol
  internal,  // descriptors or memory ran out
};
constexpr std::size_t kFrontRefusals = 12;
std::string_view to_string(FrontRefusal refusal) noexcept;

enum class FrontKind : std::uint8_t { turn, websocket, http, redirect };
constexpr std::size_t kFrontKinds = 4;

struct FrontCounters {
  explicit FrontCounters(base::Metrics& metrics);
  void refused(FrontRefusal why) noexcept { refusals[static_cast<std::size_t>(why)]->add(); }
  void served(FrontKind kind) noexcept { kinds[static_cast<std::size_t>(kind)]->add(); }

  std::array<base::Counter*, kFrontKinds> kinds{};
  std::array<base::Counter*, kFrontRefusals> refusals{};
  base::Counter& tls_handshake_failures;
  base::Gauge& waiting;  // connections that are not handed over yet
  base::Gauge& bridges;
  // Conversations that were ended because the client broke the protocol.
  base::Counter& http_violations;
  base::Counter& websocket_violations;
};

struct FrontContext {
  EventLoop& loop;
  FrontSinks sinks;
  FrontLimits limits;
  FrontCounters counters;
  std::uint16_t https_port;        // where redirects point
  std::vector<std::byte> scratch;  // for one read; its content is valid during one callback
  std::function<void(FrontConnection&)> on_end;  // destroys the connection
  std::function<Bridge&(std::unique_ptr<Stream>, base::UniqueFd near, std::vector<std::byte> first,
                        std::unique_ptr<BridgeFilter>)>
      make_bridge;

  std::string policy_fields(bool tls) const {
    return sinks.policy_fields ? sinks.policy_fields(tls) : std::string{};
  }
};

}  // namespace net
