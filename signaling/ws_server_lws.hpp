// SPDX-License-Identifier: MIT
// LwsTransport: RFC 6455 on adopted descriptors through libwebsockets, behind a narrow interface,
// so that another library can replace it: it accepts or refuses requests, delivers whole text
// messages, sends frames and closes sockets with a code. The loop's thread only.
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
#include "base/fair_places.hpp"
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

// The parts of a WebSocket's HTTP head that matter here; empty if a header is absent.
struct UpgradeRequest {
  base::Endpoint client;
  std::string path, host, origin;
};

// libwebsockets' callbacks call it. It may call deliver() and close(), but not adopt() or
// shut_down().
class WsHandler {
 public:
  // 0 lets the socket in; otherwise the HTTP status of the refusal.
  virtual unsigned on_request(SocketId socket, const UpgradeRequest& request) = 0;
  // One whole message: valid UTF-8, at most kMaxFrameBytes.
  virtual void on_text(SocketId socket, std::string_view text) = 0;
  // Returns the next frame to send; called as long as the socket accepts frames.
  virtual std::optional<std::string> next_frame(SocketId socket) = 0;
  virtual bool has_frames(SocketId socket) = 0;
  // The client sent a frame that ends the connection (binary, too large, not UTF-8); the socket is
  // closing.
  virtual void on_violation(SocketId socket, CloseCode code) = 0;
  // An accepted socket is gone.
  virtual void on_gone(SocketId socket, SocketEnd how) = 0;

 protected:
  ~WsHandler() = default;
};

struct TransportSettings {
  std::chrono::seconds ping_after{20};
  std::chrono::seconds hangup_after{45};
  std::chrono::seconds handshake{10};
  std::size_t unfinished_bytes = 0;  // of all sockets
  std::string policy_fields;         // header lines of every refusal
};

class LwsTransport {
 public:
  static base::Result<std::unique_ptr<LwsTransport>> open(net::EventLoop& loop, WsHandler& handler,
                                                          TransportSettings settings,
                                                          const base::Log& log);
  ~LwsTransport();
  LwsTransport(const LwsTransport&) = delete;
  LwsTransport& operator=(const LwsTransport&) = delete;

  // Returns false, and closes the descriptor, if it cannot take it.
  bool adopt(base::UniqueFd socket, base::Endpoint client);
  // Frames wait: the transport will call next_frame.
  void deliver(SocketId socket) noexcept;
  // Sends the waiting frames and a close frame. Cuts off a client that does not take them within
  // five seconds.
  void close(SocketId socket, CloseCode code) noexcept;
  // The number of open sockets, including those whose head is still incomplete.
  std::size_t sockets() const noexcept { return sockets_.size(); }
  // Cuts off the remaining sockets and frees everything. Idempotent.
  void shut_down() noexcept;

 private:
  struct Socket {
    base::Endpoint client;
    lws* wsi = nullptr;
    bool let_in = false;   // the handler has accepted it
    bool closing = false;  // its messages are ignored
    std::optional<CloseCode> close_code;
    SocketEnd end = SocketEnd::broken;
    bool close_begun = false;  // the library closes it; asking again would cut it off
    std::string message;       // the fragments so far
  };
  struct Callbacks;  // the C entry point
  struct Retry;      // libwebsockets' ping policy

  LwsTransport(WsHandler& handler, TransportSettings settings, const base::Log& log);
  base::Status make_context();
  bool destroy_context() noexcept;
  int handle(lws* wsi, int reason, void* in, std::size_t length);
  int on_upgrade(lws* wsi, SocketId id, Socket& socket);
  int refuse(lws* wsi, unsigned status);
  int on_receive(lws* wsi, SocketId id, Socket& socket, std::string_view chunk);
  int violate(lws* wsi, SocketId id, Socket& socket, CloseCode code);
  int on_writable(lws* wsi, SocketId id, Socket& socket);
  bool send(lws* wsi, std::string_view frame);
  // Remembers the unfinished message. Closes sockets whose unfinished messages are too much
  // together; false if this socket is among them.
  bool keep_unfinished(SocketId id, Socket& socket);
  bool write(lws* wsi, std::string_view bytes, int protocol);
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
  base::FairPlaces<SocketId> unfinished_;  // the bytes of messages whose end has not come
  std::uint64_t next_socket_ = 1;
  bool shutting_down_ = false;
  std::vector<unsigned char> scratch_;  // a frame with the head room that lws_write wants
};

}  // namespace signaling
