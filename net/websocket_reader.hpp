// SPDX-License-Identifier: MIT
// WebSocketReader: reads the frames of one WebSocket's client strictly (RFC 6455 section 5) and
// gives whole text messages. A message that arrives in one piece is not copied. It holds at most
// one message whose end has not come, and one control frame. Pure; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "net/websocket_rules.hpp"

namespace net {

class WebSocketReader {
 public:
  struct Event {
    enum class Kind : std::uint8_t {
      more,   // all bytes are used up
      text,   // `payload` is a message in UTF-8
      ping,   // `payload` has to be sent back
      pong,   //
      close,  // `payload` is a valid close frame's
      fault,  // the client broke the rules: nothing that follows has a meaning
    };
    Kind kind = Kind::more;
    std::string_view payload;  // valid until the next call
    WebSocketFault fault = WebSocketFault::none;
    std::string_view reason;  // of the fault, for people
    bool of_message = false;  // the frames are right, but the message they carry is not allowed
  };

  explicit WebSocketReader(std::size_t most_message_bytes, FrameRates rates = {}) noexcept
      : most_(most_message_bytes), rates_(rates) {}

  // Reads from the front of `bytes` to the next event, and takes what it has read away. It unmasks
  // the bytes where they stand. Call it until there is no more.
  Event next(base::MutableBytes& bytes, base::Instant now);

  // Frees the memory of a message whose end has not come; next() must not be called any more.
  void forget() noexcept { std::string{}.swap(message_); }
  // The bytes of a message whose end has not come.
  std::size_t unfinished() const noexcept { return complete_ ? 0 : message_.size(); }

 private:
  bool read_header(base::MutableBytes& bytes);
  Event begin_frame(base::Instant now);
  Event take_payload(base::MutableBytes& bytes);
  Event end_of_control();
  Event end_of_message(std::string_view payload);
  static Event fault(WebSocketFault fault, std::string_view reason) {
    return {Event::Kind::fault, {}, fault, reason, false};
  }
  static Event message_fault(WebSocketFault fault, std::string_view reason) {
    return {Event::Kind::fault, {}, fault, reason, true};
  }

  const std::size_t most_;
  const FrameRates rates_;
  base::TokenBucket idle_frames_;

  FrameHeader header_;  // of the frame whose payload is being read
  std::array<std::byte, 4> key_{};
  std::uint64_t taken_ = 0;  // bytes of its payload that were read
  bool in_frame_ = false;
  bool in_message_ = false;     // a final fragment is awaited
  bool complete_ = false;       // message_ was given to the caller
  std::uint8_t part_size_ = 0;  // of a header that came in pieces, or of a control frame
  std::array<std::byte, kMostControlBytes> part_{};
  std::string message_;  // unmasked, as far as it has come
};

}  // namespace net
