// SPDX-License-Identifier: MIT
// LwsTransport: RFC 6455 on adopted descriptors through libwebsockets. The loop's thread only.
#pragma once

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
#include "net/event_loop.hpp"
#include "signaling/ws_server_transport.hpp"
#include "signaling/ws_server_uv.hpp"

struct lws;
struct lws_context;
struct lws_vhost;

namespace signaling {

class LwsTransport final : public WsTransport {
 public:
  static base::Result<std::unique_ptr<LwsTransport>> open(net::EventLoop& loop, WsHandler& handler,
                                                          TransportSettings settings,
                                                          const base::Log& log);
  ~LwsTransport() override;

  // Returns false, and closes the descriptor, if it cannot take it.
  bool adopt(base::UniqueFd socket, base::Endpoint client);
  void deliver(SocketId socket) noexcept override;
  void close(SocketId socket, CloseCode code) noexcept override;
  // Counts those whose head is still incomplete, too.
  std::size_t sockets() const noexcept override { return sockets_.size(); }
  void shut_down() noexcept override;

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
