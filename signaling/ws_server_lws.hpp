// SPDX-License-Identifier: MIT
// LwsTransport: RFC 6455 on adopted descriptors through libwebsockets, as an interface narrow
// enough to be swapped: requests are let in or not, whole text messages come out, frames go in,
// sockets close with a code. The loop's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/strong.hpp"
#include "net/event_loop.hpp"
#include "signaling/messages.hpp"
#include "signaling/ws_server_uv.hpp"

struct lws;
struct lws_context;
struct lws_vhost;

namespace signaling {

using SocketId = base::Strong<struct SocketIdTag, std::uint64_t>;

// What matters of a WebSocket's HTTP head; empty where a header is absent.
struct UpgradeRequest {
  base::Endpoint client;
  std::string path, host, origin;
};

// Called out of libwebsockets' callbacks: may call deliver() and close(), not adopt() or
// shut_down().
class WsHandler {
 public:
  // 0 lets the socket in; otherwise the HTTP status of the refusal.
  virtual unsigned on_request(SocketId socket, const UpgradeRequest& request) = 0;
  // One whole message: valid UTF-8, at most kMaxFrameBytes.
  virtual void on_text(SocketId socket, std::string_view text) = 0;
  // The next frame to send; asked for while the socket takes them.
  virtual std::optional<std::string> next_frame(SocketId socket) = 0;
  virtual bool has_frames(SocketId socket) = 0;
  // A frame that ends the connection came (binary, too large, not UTF-8): closing has begun.
  virtual void on_violation(SocketId socket, CloseCode code) = 0;
  // A socket that was let in is gone.
  virtual void on_gone(SocketId socket) = 0;

 protected:
  ~WsHandler() = default;
};

struct TransportSettings {
  std::chrono::seconds ping_after{20};
  std::chrono::seconds hangup_after{45};
  std::chrono::seconds handshake{10};
};

class LwsTransport {
 public:
  static base::Result<std::unique_ptr<LwsTransport>> open(net::EventLoop& loop, WsHandler& handler,
                                                          TransportSettings settings,
                                                          const base::Log& log);
  ~LwsTransport();
  LwsTransport(const LwsTransport&) = delete;
  LwsTransport& operator=(const LwsTransport&) = delete;

  // False where the descriptor could not be taken; it is closed then.
  bool adopt(base::UniqueFd socket, base::Endpoint client);
  // Frames wait: next_frame will be asked for.
  void deliver(SocketId socket) noexcept;
  // What waits goes out, then a close frame; who does not take it within five seconds is cut off.
  void close(SocketId socket, CloseCode code) noexcept;
  // Sockets that are open, also those whose head is not there yet.
  std::size_t sockets() const noexcept { return sockets_.size(); }
  // Cuts off what is left and gives everything back. Idempotent.
  void shut_down() noexcept;

 private:
  struct Socket {
    base::Endpoint client;
    lws* wsi = nullptr;
    bool let_in = false;   // the handler knows it
    bool closing = false;  // no message of it counts any more
    std::optional<CloseCode> close_code;
    bool close_begun =
        false;            // the library has it in hand; asking again would cut the connection off
    std::string message;  // being put together from fragments
  };
  struct Callbacks;  // the C entry point
  struct Retry;      // libwebsockets' ping policy

  LwsTransport(WsHandler& handler, TransportSettings settings, const base::Log& log);
  base::Status make_context();
  bool destroy_context() noexcept;
  int handle(lws* wsi, int reason, void* in, std::size_t length);
  int on_upgrade(lws* wsi, SocketId id, Socket& socket);
  int on_receive(lws* wsi, SocketId id, Socket& socket, std::string_view chunk);
  int violate(lws* wsi, SocketId id, Socket& socket, CloseCode code);
  int on_writable(lws* wsi, SocketId id, Socket& socket);
  bool send(lws* wsi, std::string_view frame);
  void forget(SocketId id);
  void wake() noexcept;

  WsHandler& handler_;
  const TransportSettings settings_;
  const base::Log& log_;
  std::unique_ptr<UvLoop> uv_;  // before the context: closed after it
  std::unique_ptr<Retry> retry_;
  lws_context* context_ = nullptr;
  lws_vhost* vhost_ = nullptr;
  int event_pipe_ = -1;  // the library's own descriptor
  std::unordered_map<SocketId, Socket> sockets_;
  std::uint64_t next_socket_ = 1;
  bool shutting_down_ = false;
  std::vector<unsigned char> scratch_;  // a frame with the head room that lws_write wants
};

}  // namespace signaling
