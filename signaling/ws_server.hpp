// SPDX-License-Identifier: MIT
// WsServer: takes WebSocket connections that the front accepted, speaks RFC 6455 on them and feeds
// the hub, on a thread of its own. Functions marked "any thread" may be called from any; the others
// belong to the thread that made the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/websocket_path.hpp"
#include "meetings/events.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/presence.hpp"
#include "meetings/tokens.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/websocket_handshake.hpp"
#include "signaling/admission.hpp"
#include "signaling/effects.hpp"
#include "signaling/hub.hpp"
#include "signaling/site.hpp"
#include "signaling/ws_server_site.hpp"

namespace signaling {

// Who reads and writes the frames: the sockets of ws_server_sockets, or libwebsockets (adr/0016).
enum class WsEngine : std::uint8_t { builtin, libwebsockets };

struct WsConfig {
  WsEngine engine = WsEngine::builtin;
  // Origins allowed besides the own one (the Host that the browser asked for):
  // "https://meet.example.org". A request without Origin does not come from a browser and is
  // allowed.
  std::vector<std::string> origins;
  // The header lines, each with its CRLF, of every refusal (security policy).
  std::string policy_fields;
  HubLimits limits;
  std::string path{base::kWebSocketPath};
  std::chrono::seconds ping_after{20};    // of silence
  std::chrono::seconds hangup_after{45};  // of silence, also without an answer to the ping
  std::chrono::seconds handshake{10};     // for the whole HTTP head
  // The messages whose end has not come, of all clients: 512 of the largest. The end comes within a
  // moment, unless somebody wants the server to keep the beginning.
  std::size_t unfinished_bytes = 512 * kMaxFrameBytes;
  std::chrono::nanoseconds tick = std::chrono::seconds{1};
};

// All outlive the server.
struct WsDependencies {
  const meetings::Tokens& tokens;
  const meetings::IceServerIssuer& ice_servers;
  meetings::PresenceWriter& presence;
  AskAuthentication ask_authentication;  // called on the server's thread
  AskResolution ask_resolution;          // called on the server's thread, for foreign_tokens only
  AskAdmission ask_admission;            // called on the server's thread
  AskModeration ask_moderation;          // called on the server's thread
  AskLobby ask_lobby;                    // called on the server's thread
  std::function<void(const SeatEnded&)>
      seat_ended;  // called on the server's thread: must not block
  const base::Log& log;
  base::Metrics& metrics;
};

// What becomes of the sessions when the server stops.
enum class WsFarewell : std::uint8_t {
  for_good,  // they are over; of several nodes: the other nodes continue them
  restart,   // hand_over() leaves them to the next process
};

// What restore() has taken.
struct WsRestored {
  std::size_t sessions = 0, rooms = 0;
  std::vector<meetings::ParticipantId> seats;  // of the people in the rooms
  base::WallTime at;                           // when the previous process stopped
};

class WsServer {
 public:
  static base::Result<std::unique_ptr<WsServer>> open(WsConfig config, WsDependencies dependencies);
  // Stops the server if it still runs.
  ~WsServer();
  WsServer(const WsServer&) = delete;
  WsServer& operator=(const WsServer&) = delete;

  // Before start(), where HubLimits::site is set: listens for the other nodes, and returns where.
  base::Result<base::Endpoint> open_site(WsSiteSettings settings);
  // Before start(), after open_site(). The directory outlives the server's thread.
  void use_directory(SiteDirectory& directory, std::string node);
  // Any thread: what the directory tells.
  void owner_lost(const meetings::MeetingId& meeting);
  void redis_is_back();

  // Before start(): continues the sessions and the rooms of the previous process. A text that is
  // not whole, or of an unknown version, changes nothing and is counted; the error says why.
  base::Result<WsRestored> restore(const base::Secret& left);
  // Runs the loop on the server's own thread.
  void start();
  // Any thread. With the built-in engine: takes a stream whose handshake the front has checked.
  // `first` are the client's bytes behind it. Returns false if the server is stopped or overloaded.
  bool adopt(std::unique_ptr<net::Stream> stream, net::WebSocketRequest request,
             std::vector<std::byte> first);
  // Any thread. With libwebsockets: takes a plain descriptor that begins with the HTTP head of a
  // WebSocket. Returns false, and closes the descriptor, if the server is stopped or
  // overloaded.
  bool adopt(base::UniqueFd socket, base::Endpoint client, base::Endpoint local, bool tls);
  // Any thread. Tells the hub what REST changed.
  void on_event(const meetings::Event& event);
  // Closes every socket with 1001, or with 1012 for a restart, waits at most two seconds and ends
  // the thread before it returns. Idempotent.
  void stop(WsFarewell farewell = WsFarewell::for_good);
  // After stop(restart), when no event comes any more: takes the events that came since, and
  // returns what the next process continues (restore()).
  base::Secret hand_over();

  // For the watchdog.
  const net::EventLoop& loop() const noexcept;

 private:
  class Impl;
  explicit WsServer(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signaling
