// SPDX-License-Identifier: MIT
#include "net/websocket_rules.hpp"

#include <array>
#include <cstring>

#include "base/encoding.hpp"

namespace net {
namespace {

// The codes that an endpoint may send (RFC 6455 section 7.4).
constexpr bool may_be_sent(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

std::optional<FrameHeader> read_frame_header(base::Bytes bytes) noexcept {
  base::Reader reader{bytes};
  const unsigned first = reader.u8();
  const unsigned second = reader.u8();
  FrameHeader header;
  header.final = (first & 0x80) != 0;
  header.reserved = (first >> 4) & 7;
  header.opcode = first & 15;
  header.masked = (second & 0x80) != 0;
  header.length = second & 0x7f;
  if (header.length == 126) {
    header.length = reader.u16();
    header.minimal = header.length >= 126;
  } else if (header.length == 127) {
    header.length = reader.u64();
    header.minimal = header.length > 0xffff;
  }
  if (header.masked) reader.skip(4);
  if (!reader.ok()) return std::nullopt;
  header.size = bytes.size() - reader.remaining();
  return header;
}

bool breaks_the_rules(const FrameHeader& header, bool in_message) noexcept {
  constexpr std::uint64_t kHighestBit = std::uint64_t{1} << 63;
  if (header.reserved != 0 || !header.minimal || (header.length & kHighestBit) != 0) return true;
  if (header.is_control())
    return header.opcode > static_cast<unsigned>(WebSocketOpcode::pong) || !header.final ||
           header.length > kMostControlBytes;
  if (header.opcode > static_cast<unsigned>(WebSocketOpcode::binary)) return true;
  return header.is(WebSocketOpcode::continuation) != in_message;
}

bool carries_little(const FrameHeader& header) noexcept {
  if (header.is(WebSocketOpcode::close)) return false;
  return header.is_control() || !header.final ||
         (header.is(WebSocketOpcode::continuation) && header.length == 0);
}

WebSocketFault judge_close(std::string_view payload) noexcept {
  if (payload.empty()) return WebSocketFault::none;
  if (payload.size() < 2 || !may_be_sent(base::load_be16(base::as_bytes(payload).data())))
    return WebSocketFault::protocol;
  return base::is_utf8(payload.substr(2)) ? WebSocketFault::none : WebSocketFault::invalid_payload;
}

// Byte i is XORed with byte i mod 4 of the key: eight bytes at once, then the rest.
void unmask(base::MutableBytes payload, base::Bytes key, std::size_t at) noexcept {
  std::array<std::byte, 8> turned{};
  for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = key[(at + i) % 4];
  std::uint64_t pattern = 0;
  std::memcpy(&pattern, turned.data(), sizeof pattern);
  std::size_t i = 0;
  for (; i + sizeof pattern <= payload.size(); i += sizeof pattern) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + i, sizeof word);
    word ^= pattern;
    std::memcpy(payload.data() + i, &word, sizeof word);
  }
  for (; i < payload.size(); ++i) payload[i] ^= turned[i % 4];
}

}  // namespace net
