// SPDX-License-Identifier: MIT
// The protocol of a datagram or of a stream's next bytes, told from the first byte (RFC 8656
// section 12, RFC 7983). Pure.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace stun {

enum class Kind : std::uint8_t { stun, channel_data, other };

inline Kind classify(base::Bytes bytes) noexcept {
  if (bytes.empty()) return Kind::other;
  switch (std::to_integer<unsigned>(bytes[0]) >> 6) {
    case 0: return Kind::stun;
    case 1: return Kind::channel_data;
    default: return Kind::other;
  }
}

}  // namespace stun
