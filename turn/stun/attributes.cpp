// SPDX-License-Identifier: MIT
#include "turn/stun/attributes.hpp"

#include <algorithm>
#include <array>

namespace stun {
namespace {

// The mask of addresses: the magic cookie, then the transaction id.
std::array<std::byte, 16> mask_of(const TransactionId& id) noexcept {
  std::array<std::byte, 16> mask;
  base::store_be32(mask.data(), kMagicCookie);
  std::copy(id.begin(), id.end(), mask.begin() + 4);
  return mask;
}

constexpr std::uint16_t kPortMask = kMagicCookie >> 16;

}  // namespace

std::optional<base::Endpoint> decode_address(base::Bytes value) noexcept {
  base::Reader in{value};
  in.skip(1);  // reserved
  const std::uint8_t family = in.u8();
  const std::uint16_t port = in.u16();
  if (family != kFamilyV4 && family != kFamilyV6) return std::nullopt;
  const base::Bytes address = in.take(family == kFamilyV4 ? 4 : 16);
  if (!in.ok() || in.remaining() != 0) return std::nullopt;
  return base::Endpoint{base::IpAddress::from_bytes(address), port};
}

std::optional<base::Endpoint> decode_xor_address(base::Bytes value,
                                                 const TransactionId& id) noexcept {
  const auto masked = decode_address(value);
  if (!masked) return std::nullopt;
  const auto mask = mask_of(id);
  const base::Bytes in = masked->ip.bytes();
  std::array<std::byte, 16> out{};
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = in[i] ^ mask[i];
  return base::Endpoint{base::IpAddress::from_bytes(base::Bytes{out}.first(in.size())),
                        static_cast<std::uint16_t>(masked->port ^ kPortMask)};
}

void encode_address(std::byte* at, const base::Endpoint& endpoint) noexcept {
  at[0] = std::byte{0};
  at[1] = std::byte{endpoint.ip.is_v4() ? kFamilyV4 : kFamilyV6};
  base::store_be16(at + 2, endpoint.port);
  const base::Bytes ip = endpoint.ip.bytes();
  std::copy(ip.begin(), ip.end(), at + 4);
}

void encode_xor_address(std::byte* at, const base::Endpoint& endpoint,
                        const TransactionId& id) noexcept {
  encode_address(at, endpoint);
  base::store_be16(at + 2, static_cast<std::uint16_t>(endpoint.port ^ kPortMask));
  const auto mask = mask_of(id);
  const std::size_t size = endpoint.ip.bytes().size();
  for (std::size_t i = 0; i < size; ++i) at[4 + i] ^= mask[i];
}

std::optional<std::uint8_t> decode_requested_transport(base::Bytes value) noexcept {
  if (value.size() != 4) return std::nullopt;
  return std::to_integer<std::uint8_t>(value[0]);
}

std::optional<RequestedFamily> decode_requested_family(base::Bytes value) noexcept {
  if (value.size() != 4) return std::nullopt;
  switch (std::to_integer<std::uint8_t>(value[0])) {
    case kFamilyV4: return RequestedFamily{base::Family::v4};
    case kFamilyV6: return RequestedFamily{base::Family::v6};
    default: return RequestedFamily{std::nullopt};
  }
}

std::optional<bool> decode_even_port(base::Bytes value) noexcept {
  // One byte by the RFC; clients that count the padding send four.
  if (value.size() != 1 && value.size() != 4) return std::nullopt;
  return (value[0] & std::byte{0x80}) != std::byte{0};
}

std::optional<std::uint16_t> decode_channel_number(base::Bytes value) noexcept {
  if (value.size() != 4) return std::nullopt;
  return base::load_be16(value.data());
}

std::optional<ErrorValue> decode_error_code(base::Bytes value) noexcept {
  if (value.size() < 4) return std::nullopt;
  const unsigned hundreds = std::to_integer<unsigned>(value[2]) & 7;
  const unsigned number = std::to_integer<unsigned>(value[3]);
  if (hundreds < 3 || hundreds > 6 || number > 99) return std::nullopt;
  return ErrorValue{static_cast<std::uint16_t>(hundreds * 100 + number), value.subspan(4)};
}

std::optional<AddressError> decode_address_error(base::Bytes value) noexcept {
  // The family stands in ERROR-CODE's reserved bits.
  const auto error = decode_error_code(value);
  if (!error) return std::nullopt;
  switch (std::to_integer<std::uint8_t>(value[0])) {
    case kFamilyV4: return AddressError{base::Family::v4, error->code};
    case kFamilyV6: return AddressError{base::Family::v6, error->code};
    default: return std::nullopt;
  }
}

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           Reserved            |  ICMP Type  |    ICMP Code    |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                          Error Data                           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
std::optional<Icmp> decode_icmp(base::Bytes value) noexcept {
  if (value.size() != kIcmpSize) return std::nullopt;
  const std::uint16_t both = base::load_be16(value.data() + 2);
  return Icmp{static_cast<std::uint8_t>(both >> 9), static_cast<std::uint16_t>(both & 0x1ff),
              base::load_be32(value.data() + 4)};
}

void encode_icmp(std::byte* at, const Icmp& icmp) noexcept {
  base::store_be16(at, 0);
  base::store_be16(at + 2,
                   static_cast<std::uint16_t>((icmp.type & 0x7f) << 9 | (icmp.code & 0x1ff)));
  base::store_be32(at + 4, icmp.data);
}

std::optional<AlgorithmValue> decode_password_algorithm(base::Bytes value) noexcept {
  base::Reader in{value};
  const std::uint16_t number = in.u16();
  const std::size_t length = in.u16();
  const base::Bytes parameters = in.take(length);
  if (!in.ok() || in.remaining() >= 4) return std::nullopt;  // what is left is padding
  return AlgorithmValue{number, parameters};
}

std::optional<ChangeRequest> decode_change_request(base::Bytes value) noexcept {
  if (value.size() != 4) return std::nullopt;
  const std::uint32_t flags = base::load_be32(value.data());
  return ChangeRequest{(flags & 4) != 0, (flags & 2) != 0};
}

std::optional<std::uint16_t> decode_response_port(base::Bytes value) noexcept {
  // Two bytes by the RFC; coturn's tools count the padding.
  if (value.size() != 2 && value.size() != 4) return std::nullopt;
  return base::load_be16(value.data());
}

}  // namespace stun
