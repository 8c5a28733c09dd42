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
#include "base/time.hpp"
#include "net/bridge.hpp"
#include "net/connection_table.hpp"
#include "net/front.hpp"
#include "net/http_answer.hpp"

namespace net {

class FrontConnection;

// The reason why the front did not serve a connection; also a label of the metric.
enum class FrontRefusal : std::uint8_t {
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
constexpr std::size_t kFrontRefusals = 11;
std::string_view to_string(FrontRefusal refusal) noexcept;

// What ran out when the front ended a connection to make room for another; also a label of the
// metric.
enum class FrontShortage : std::uint8_t {
  waiting,      // FrontLimits::waiting: the connection had not shown a request
  connections,  // FrontLimits::connections: it was an HTTP or WebSocket connection
  descriptors,
};
constexpr std::size_t kFrontShortages = 3;
std::string_view to_string(FrontShortage shortage) noexcept;

enum class FrontKind : std::uint8_t { turn, websocket, http, redirect, challenge };
constexpr std::size_t kFrontKinds = 5;

struct FrontCounters {
  explicit FrontCounters(base::Metrics& metrics);
  void refused(FrontRefusal why) noexcept { refusals[static_cast<std::size_t>(why)]->add(); }
  void gave_way(FrontShortage what) noexcept { shortages[static_cast<std::size_t>(what)]->add(); }
  void served(FrontKind kind) noexcept { kinds[static_cast<std::size_t>(kind)]->add(); }

  std::array<base::Counter*, kFrontKinds> kinds{};
  std::array<base::Counter*, kFrontRefusals> refusals{};
  std::array<base::Counter*, kFrontShortages> shortages{};
  base::Counter& tls_handshake_failures;
  base::Gauge& waiting;  // connections that are not handed over yet
  base::Gauge& bridges;
  base::Counter& system_failures;
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
  // A PROXY header has named the connection's client. May end other connections.
  std::function<void(FrontConnection&, const base::IpAddress& client)> on_client_known;
  // Makes two descriptors free for a connection that has shown its request. May end other
  // connections; false where that is not enough.
  std::function<bool(FrontConnection&)> free_descriptors;
  // The system has refused something that a connection needs.
  std::function<void(std::string_view what, const base::Error&)> on_failure;
  std::function<Bridge&(std::unique_ptr<Stream>, base::UniqueFd near, std::vector<std::byte> first,
                        std::unique_ptr<BridgeFilter>)>
      make_bridge;

  std::string policy_fields(bool tls) const {
    return sinks.policy_fields ? sinks.policy_fields(tls) : std::string{};
  }
  std::string print_refusal(bool tls, const HttpFault& fault, bool head_only) const {
    return make_http_refusal(base::SystemClock{}.wall_now(), fault, policy_fields(tls), head_only);
  }
};

}  // namespace net
