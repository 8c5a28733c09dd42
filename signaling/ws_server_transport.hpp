// SPDX-License-Identifier: MIT
// WsTransport: RFC 6455 behind a narrow interface. It accepts or refuses requests, delivers whole
// text messages, sends frames and closes sockets with a code. WsSockets is ours; LwsTransport is
// libwebsockets (adr/0016). The loop's thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/strong.hpp"
#include "net/http_answer.hpp"
#include "signaling/messages.hpp"

namespace signaling {

using SocketId = base::Strong<struct SocketIdTag, std::uint64_t>;

// The parts of a WebSocket's HTTP head that matter here; empty if a header is absent.
struct UpgradeRequest {
  base::Endpoint client;
  std::string path, host, origin;
};

// Takes the text of a frame; false: it takes no more for now.
class FrameSink {
 public:
  virtual bool take(std::string_view frame) = 0;

 protected:
  ~FrameSink() = default;
};

// A transport calls it. It may call deliver() and close(), but not adopt() or shut_down().
class WsHandler {
 public:
  // 0 lets the socket in; otherwise the HTTP status of the refusal.
  virtual unsigned on_request(SocketId socket, const UpgradeRequest& request) = 0;
  // One whole message: valid UTF-8, at most kMaxFrameBytes.
  virtual void on_text(SocketId socket, std::string_view text) = 0;
  // Returns the next frame to send; called as long as the socket accepts frames.
  virtual std::optional<std::string> next_frame(SocketId socket) = 0;
  virtual bool has_frames(SocketId socket) = 0;
  // The same for many frames: gives them to `sink`. True if there are no more.
  virtual bool take_frames(SocketId socket, FrameSink& sink) = 0;
  // The client sent a message that ends the connection (binary, too large, not UTF-8); the socket
  // is closing.
  virtual void on_violation(SocketId socket, CloseCode code) = 0;
  // The client sent a frame that RFC 6455 does not allow, or too many that carry nothing.
  virtual void on_broken_frame(SocketId socket) = 0;
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

class WsTransport {
 public:
  virtual ~WsTransport() = default;
  WsTransport(const WsTransport&) = delete;
  WsTransport& operator=(const WsTransport&) = delete;

  // Frames wait: the transport will call next_frame.
  virtual void deliver(SocketId socket) noexcept = 0;
  // Sends the waiting frames and a close frame. Cuts off a client that does not take them within
  // five seconds.
  virtual void close(SocketId socket, CloseCode code) noexcept = 0;
  // The number of open sockets.
  virtual std::size_t sockets() const noexcept = 0;
  // Cuts off the remaining sockets and frees everything. Idempotent.
  virtual void shut_down() noexcept = 0;

 protected:
  WsTransport() = default;
};

// Clients that do not take the close frame, or do not answer it, are cut off after this time.
inline constexpr std::chrono::seconds kCutOff{5};

// The reason of a close frame is for people; programs read the code.
std::string_view reason_text(CloseCode code) noexcept;
// What the payload of a client's close frame says about its going.
SocketEnd end_of(std::string_view close_frame) noexcept;
// The refusals of WsHandler::on_request, for people who look at a browser's console or a proxy's
// log.
net::HttpFault upgrade_refusal(int status) noexcept;

}  // namespace signaling
