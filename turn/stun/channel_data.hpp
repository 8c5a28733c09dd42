// SPDX-License-Identifier: MIT
// ChannelData (RFC 8656 section 12.4): four bytes before the payload, padded to four over streams
// only. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"

namespace stun {

inline constexpr std::size_t kChannelHeaderSize = 4;
// RFC 8656 ends at 0x4FFF; up to 0x7FFF is accepted for clients of RFC 5766.
inline constexpr std::uint16_t kFirstChannel = 0x4000;
inline constexpr std::uint16_t kLastChannel = 0x7fff;

constexpr bool is_channel_number(std::uint16_t number) noexcept {
  return number >= kFirstChannel && number <= kLastChannel;
}

struct ChannelData {
  std::uint16_t number;
  base::Bytes payload;
};

// Bytes after the announced length are padding and ignored (RFC 8656 section 12.5). nullopt: the
// message is shorter than that.
inline std::optional<ChannelData> decode_channel_data(base::Bytes message) noexcept {
  if (message.size() < kChannelHeaderSize) return std::nullopt;
  const std::uint16_t number = base::load_be16(message.data());
  const std::size_t length = base::load_be16(message.data() + 2);
  if (!is_channel_number(number) || message.size() - kChannelHeaderSize < length)
    return std::nullopt;
  return ChannelData{number, message.subspan(kChannelHeaderSize, length)};
}

inline void encode_channel_header(std::byte* at, std::uint16_t number,
                                  std::uint16_t length) noexcept {
  base::store_be16(at, number);
  base::store_be16(at + 2, length);
}

}  // namespace stun
