// SPDX-License-Identifier: MIT
// WebSocketFrames: a BridgeFilter that follows the frames of one WebSocket (RFC 6455 section 5). A
// violation ends the connection with close code 1002 or 1007, and too many frames that carry
// nothing with 1008. A pong passes only where it answers a ping. The client's bytes wait until the
// server's 101 has gone to the client: the library loses frames that come with the handshake. It
// holds at most one control frame or a frame's header. For connections that libwebsockets serves
// (adr/0016); net/websocket_reader serves the others. Pure; one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "net/bridge_filter.hpp"
#include "net/websocket_rules.hpp"

namespace net {

class WebSocketFrames final : public BridgeFilter {
 public:
  using Now = std::function<base::Instant()>;
  // Called at most once, with the close code.
  using OnViolation = std::function<void(std::uint16_t code)>;

  // The client's bytes begin with `head_bytes` bytes of the opening handshake, which pass at once.
  WebSocketFrames(std::size_t head_bytes, Now now, OnViolation on_violation, FrameRates rates = {});

  Passage from_client(base::MutableBytes bytes) override;
  void to_client(base::Bytes bytes) override;
  std::string last_words() override;

 private:
  // The server's side: response head, then frames.
  enum class Answer : std::uint8_t { head, switched, refused };
  enum class Step : std::uint8_t { again, wait, end };

  Step step(base::MutableBytes bytes, Passage& passage);
  Step frame(base::MutableBytes rest);
  Step violate(WebSocketFault fault, std::string_view reason);
  std::size_t read_answer(base::Bytes bytes);
  void follow_server(base::Bytes bytes);

  const Now now_;
  const OnViolation on_violation_;
  const FrameRates rates_;
  base::TokenBucket idle_frames_;
  std::uint64_t unjudged_;   // bytes left of the handshake, or of a frame whose header was judged
  bool dropping_ = false;    // these bytes do not pass
  bool in_message_ = false;  // a final fragment is awaited
  bool client_closed_ = false;
  std::uint16_t code_ = 0;  // 0: no violation
  std::string_view reason_;

  Answer answer_ = Answer::head;
  std::string answer_head_;  // the beginning of the server's response
  std::array<std::byte, kLongestFrameHeader> server_header_{};  // of the server's frame
  std::size_t server_header_size_ = 0;
  std::uint64_t server_passing_ = 0;  // bytes left of the server's frame
  bool server_closed_ = false;        // the server has sent its close frame
  bool ping_open_ = false;            // the server has sent a ping that no pong has answered
};

}  // namespace net
