// SPDX-License-Identifier: MIT
// Finds the protocol of a connection by its first bytes. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace net {

enum class Protocol : std::uint8_t { undecided, turn, http, unknown };

// STUN over a stream begins with a message: two zero bits, and the magic cookie at offset 4 (RFC
// 8489 section 5). An HTTP request begins with a method in capitals; one CRLF may stand before it
// (RFC 9112 section 2.2). Returns `unknown` as soon as a byte fits neither protocol.
constexpr Protocol sniff(base::Bytes first) noexcept {
  constexpr std::uint8_t cookie[] = {0x21, 0x12, 0xa4, 0x42};
  if (first.empty()) return Protocol::undecided;
  const auto head = std::to_integer<std::uint8_t>(first[0]);
  if (head >= 'A' && head <= 'Z') return Protocol::http;
  if (head == '\r' && first.size() > 2 && first[1] == std::byte{'\n'} &&
      first[2] >= std::byte{'A'} && first[2] <= std::byte{'Z'})
    return Protocol::http;
  if ((head & 0xc0) != 0) return Protocol::unknown;
  // The length of a STUN message is a multiple of four.
  if (first.size() > 3 && (std::to_integer<std::uint8_t>(first[3]) & 3) != 0)
    return Protocol::unknown;
  for (std::size_t i = 0; i < sizeof cookie; ++i) {
    if (first.size() <= 4 + i) return Protocol::undecided;
    if (std::to_integer<std::uint8_t>(first[4 + i]) != cookie[i]) return Protocol::unknown;
  }
  return Protocol::turn;
}

}  // namespace net
