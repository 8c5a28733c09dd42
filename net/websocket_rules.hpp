// SPDX-License-Identifier: MIT
// The rules of WebSocket frames (RFC 6455 section 5) for the frames of a client, shared by those
// who read frames. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/token_bucket.hpp"

namespace net {

// Section 5.2.
enum class WebSocketOpcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

// Section 7.4.1.
enum class WebSocketFault : std::uint16_t {
  none = 0,
  protocol = 1002,
  unsupported = 1003,
  invalid_payload = 1007,
  policy = 1008,
  too_big = 1009,
};

// The beginning of a frame (section 5.2).
struct FrameHeader {
  bool final = false;
  unsigned reserved = 0;  // RSV1 to RSV3
  unsigned opcode = 0;
  bool masked = false;
  bool minimal = true;  // the length stands in the shortest of its three forms
  std::uint64_t length = 0;
  std::size_t size = 0;  // of the header with the masking key

  bool is_control() const noexcept { return opcode >= 8; }
  bool is(WebSocketOpcode wanted) const noexcept { return opcode == static_cast<unsigned>(wanted); }
};
constexpr std::size_t kLongestFrameHeader = 14;
constexpr std::size_t kMostControlBytes = 125;

// nullopt: more bytes are needed.
std::optional<FrameHeader> read_frame_header(base::Bytes bytes) noexcept;

// Whether the frame may not stand here; `in_message`: a final fragment is awaited.
bool breaks_the_rules(const FrameHeader& header, bool in_message) noexcept;
// A ping, a pong, or a fragment that is empty or ends no message.
bool carries_little(const FrameHeader& header) noexcept;
// Judges the payload of a close frame: empty, or a code and a reason in UTF-8 (section 5.5.1).
WebSocketFault judge_close(std::string_view payload) noexcept;

// Section 5.3. `at` is the place of the first byte in the payload.
void unmask(base::MutableBytes payload, base::Bytes key, std::size_t at = 0) noexcept;

struct FrameRates {
  // Frames that carry little. A browser sends one pong in 20 seconds, and splits the 64 KiB that
  // the hub takes into a few fragments at most.
  base::TokenRate idle_frames = base::TokenRate::per_second(20, 400);
};

}  // namespace net
