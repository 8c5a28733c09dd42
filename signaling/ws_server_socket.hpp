// SPDX-License-Identifier: MIT
// WsSocket: one WebSocket on its stream, from the answer to its handshake to the end of the
// connection (RFC 6455). It reads when the loop says so and sends at the end of the loop's
// round, in one call for all frames that wait. The loop's thread only.
//
//   open -> closing (our close frame goes out) -> lingering (our side has ended) -> over
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/websocket_handshake.hpp"
#include "net/websocket_reader.hpp"
#include "signaling/ws_server_transport.hpp"

namespace signaling {

class WsSocket;

// What a socket needs of its owner.
class WsSocketOwner {
 public:
  virtual WsHandler& handler() noexcept = 0;
  virtual const TransportSettings& settings() const noexcept = 0;
  virtual net::EventLoop& loop() noexcept = 0;
  // Memory for one read and for one write, shared by all sockets.
  virtual base::MutableBytes read_scratch() noexcept = 0;
  virtual std::string& write_scratch() noexcept = 0;
  // The owner calls flush() at the end of the round.
  virtual void flush_later(WsSocket& socket) noexcept = 0;
  // Bytes wait inside the stream: the owner calls read() in the next round.
  virtual void read_later(WsSocket& socket) noexcept = 0;
  // So many bytes of an unfinished message are held; may close sockets, this one among them.
  virtual void hold_unfinished(WsSocket& socket, std::size_t bytes) = 0;
  // The owner destroys the socket at the end of the round.
  virtual void bury(WsSocket& socket) noexcept = 0;

 protected:
  ~WsSocketOwner() = default;
};

class WsSocket final : public net::IoHandler {
 public:
  WsSocket(WsSocketOwner& owner, SocketId id, std::unique_ptr<net::Stream> stream);
  ~WsSocket();
  WsSocket(const WsSocket&) = delete;
  WsSocket& operator=(const WsSocket&) = delete;

  // Answers the handshake, and reads the client's bytes behind it.
  void open(const net::WebSocketRequest& request, base::MutableBytes first);
  // Reads and handles what has come.
  void read() noexcept;
  // Sends what waits.
  void flush() noexcept;
  // Asks the client to close, behind the frames that wait.
  void close(CloseCode code) noexcept;
  // Ends the conversation with this code, whatever waits.
  void give_up(CloseCode code) noexcept;
  // Ends the connection at once.
  void cut_off() noexcept { lose(); }
  // Pings the silent and ends what takes too long; call it about once a second.
  void check_time(base::Instant now) noexcept;

  SocketId id() const noexcept { return id_; }
  const base::Endpoint& client() const noexcept { return client_; }
  bool over() const noexcept { return stage_ == Stage::over; }

  // For the owner's lists: whether the socket is in them.
  bool in_flush_list = false;
  bool in_read_list = false;
  bool holds_unfinished = false;

 private:
  enum class Stage : std::uint8_t { open, closing, lingering, over };

  void on_io(net::Interest ready) noexcept override;
  void take(base::MutableBytes bytes);
  void handle(const net::WebSocketReader::Event& event);
  void on_client_close(std::string_view payload);
  void on_fault(const net::WebSocketReader::Event& event);
  void refuse(unsigned status);
  void say_goodbye(std::string_view payload);
  bool collect(std::string& out);
  bool write(base::Bytes bytes);
  void watch_writing(bool on);
  void tell_gone(SocketEnd how);
  void end_our_side() noexcept;
  void lose() noexcept;

  WsSocketOwner& owner_;
  const SocketId id_;
  base::Endpoint client_;
  std::unique_ptr<net::Stream> stream_;  // before the watches, which are destroyed first
  net::WebSocketReader reader_;
  Stage stage_ = Stage::open;
  bool let_in_ = false;  // the handler knows the socket
  bool ping_due_ = false;
  bool ping_open_ = false;  // no pong has answered it
  bool pong_due_ = false;
  bool close_sent_ = false;
  bool blocked_ = false;  // until the kernel takes bytes again
  bool shut_ = false;     // our side of the stream has ended
  std::optional<CloseCode> close_code_;
  std::string rest_;          // what the kernel did not take
  std::string last_;          // a response or a close frame: goes out last
  std::string pong_;          // only the newest ping is answered (RFC 6455 section 5.5.3)
  base::Instant valid_at_;    // when the client was last known to be there
  base::Instant deadline_{};  // while closing or lingering
  std::size_t discarded_ = 0;
  net::IoWatch watch_;
};

}  // namespace signaling
