// SPDX-License-Identifier: MIT
// Cuts a TCP or TLS byte stream into STUN messages and ChannelData (RFC 8489 section 6.2.2, RFC
// 8656 section 12.5). It looks only at the bytes at hand, so any split gives the same frames.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "turn/stun/channel_data.hpp"
#include "turn/stun/classify.hpp"
#include "turn/stun/wire.hpp"

namespace stun {

// The longest possible frame, with padding: a STUN message whose length field is 0xFFFC.
inline constexpr std::size_t kMaxFrame = kHeaderSize + 0xfffc;

struct Frame {
  enum class State : std::uint8_t {
    incomplete,  // `wire_size` bytes are needed (kHeaderSize or kChannelHeaderSize while even the
                 // length is unknown)
    complete,
    broken,  // neither STUN nor ChannelData: there is no way to find the next message
  };
  State state = State::incomplete;
  std::size_t size = 0;       // of the message without ChannelData's padding
  std::size_t wire_size = 0;  // with padding: where the next frame starts
};

// The frame at the start of `stream`.
inline Frame next_frame(base::Bytes stream) noexcept {
  using State = Frame::State;
  if (stream.empty()) return {State::incomplete, 0, kChannelHeaderSize};
  const Kind kind = classify(stream);
  if (kind == Kind::other) return {State::broken, 0, 0};
  if (stream.size() < kChannelHeaderSize) return {State::incomplete, 0, kChannelHeaderSize};
  const std::size_t length = base::load_be16(stream.data() + 2);
  Frame frame;
  if (kind == Kind::channel_data) {
    frame.size = kChannelHeaderSize + length;
    // "the value of the Length field ... rounded up to a multiple of 4" over streams
    frame.wire_size = padded(frame.size);
  } else {
    if (length % 4 != 0) return {State::broken, 0, 0};
    if (stream.size() >= 8 && base::load_be32(stream.data() + 4) != kMagicCookie)
      return {State::broken, 0, 0};
    frame.size = frame.wire_size = kHeaderSize + length;
  }
  frame.state = stream.size() < frame.wire_size ? State::incomplete : State::complete;
  return frame;
}

}  // namespace stun
