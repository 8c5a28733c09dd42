// SPDX-License-Identifier: MIT
// WsSockets: the WebSockets of all clients on the streams that the front has handed over, TLS
// included. What a round of the loop makes for a socket leaves together at the round's end
// (adr/0016). The loop's thread only.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/fair_places.hpp"
#include "net/event_loop.hpp"
#include "net/websocket_handshake.hpp"
#include "signaling/ws_server_socket.hpp"
#include "signaling/ws_server_transport.hpp"

namespace signaling {

class WsSockets final : public WsTransport, public WsSocketOwner {
 public:
  WsSockets(net::EventLoop& loop, WsHandler& handler, TransportSettings settings);
  ~WsSockets() override;

  // `first` are the client's bytes behind the handshake.
  void adopt(std::unique_ptr<net::Stream> stream, const net::WebSocketRequest& request,
             base::MutableBytes first);

  void deliver(SocketId socket) noexcept override;
  void close(SocketId socket, CloseCode code) noexcept override;
  std::size_t sockets() const noexcept override { return sockets_.size(); }
  void shut_down() noexcept override;

 private:
  WsHandler& handler() noexcept override { return handler_; }
  const TransportSettings& settings() const noexcept override { return settings_; }
  net::EventLoop& loop() noexcept override { return loop_; }
  base::MutableBytes read_scratch() noexcept override { return read_scratch_; }
  std::string& write_scratch() noexcept override { return write_scratch_; }
  void flush_later(WsSocket& socket) noexcept override;
  void read_later(WsSocket& socket) noexcept override;
  void hold_unfinished(WsSocket& socket, std::size_t bytes) override;
  void bury(WsSocket& socket) noexcept override;

  void end_round() noexcept;
  void check_time() noexcept;

  net::EventLoop& loop_;
  WsHandler& handler_;
  const TransportSettings settings_;
  std::vector<std::byte> read_scratch_;
  std::string write_scratch_;
  std::unordered_map<SocketId, std::unique_ptr<WsSocket>> sockets_;
  std::vector<WsSocket*> to_flush_, flushing_, to_read_, over_;
  base::FairPlaces<SocketId> unfinished_;  // the bytes of messages whose end has not come
  std::uint64_t next_socket_ = 1;
  bool shutting_down_ = false;
  // Destroyed first: the others are what their callbacks use.
  net::Wakeup round_;  // libevent calls it behind all that are ready
  net::Timer timer_;
};

}  // namespace signaling
