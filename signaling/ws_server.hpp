// SPDX-License-Identifier: MIT
// WsServer: the WebSocket side of the house. Takes connections that the front has accepted, speaks
// RFC 6455 through libwebsockets and feeds the hub; one thread of its own. Exists so that nothing
// else knows libwebsockets. Calls marked "any thread" are; the rest belongs to the thread that made
// the server.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/websocket_path.hpp"
#include "meetings/events.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/presence.hpp"
#include "meetings/tokens.hpp"
#include "net/event_loop.hpp"
#include "signaling/admission.hpp"
#include "signaling/effects.hpp"
#include "signaling/hub.hpp"

namespace signaling {

struct WsConfig {
  // Origins allowed besides the own one (the Host that the browser asked for):
  // "https://meet.example.org". A request without Origin is no browser's and is allowed.
  std::vector<std::string> origins;
  HubLimits limits;
  std::string path{base::kWebSocketPath};
  std::chrono::seconds ping_after{20};    // of silence
  std::chrono::seconds hangup_after{45};  // of silence, also without an answer to the ping
  std::chrono::seconds handshake{10};     // for the whole HTTP head
  std::chrono::nanoseconds tick = std::chrono::seconds{1};
};

// All outlive the server.
struct WsDependencies {
  const meetings::Tokens& tokens;
  const meetings::IceServerIssuer& ice_servers;
  meetings::PresenceWriter& presence;
  AskAdmission ask_admission;  // called on the server's thread
  std::function<void(const SeatEnded&)>
      seat_ended;  // called on the server's thread: must not block
  const base::Log& log;
  base::Metrics& metrics;
};

class WsServer {
 public:
  static base::Result<std::unique_ptr<WsServer>> open(WsConfig config, WsDependencies dependencies);
  // Stops first, where that was not done.
  ~WsServer();
  WsServer(const WsServer&) = delete;
  WsServer& operator=(const WsServer&) = delete;

  // Runs the loop on the server's own thread.
  void start();
  // Any thread. A plain stream (TCP, or one end of the front's bridge) whose first bytes are a
  // WebSocket's HTTP head. False where the server is stopped or floods; the descriptor is closed
  // then.
  bool adopt(base::UniqueFd socket, base::Endpoint client, base::Endpoint local, bool tls);
  // Any thread. What REST did to meetings that sessions are in.
  void on_event(const meetings::Event& event);
  // Everyone is told 1001 and, after at most two seconds, gone; the thread has ended when this
  // returns. Idempotent.
  void stop();

  // For the watchdog.
  const net::EventLoop& loop() const noexcept;

 private:
  class Impl;
  explicit WsServer(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signaling
