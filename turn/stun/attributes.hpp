// SPDX-License-Identifier: MIT
// Typed readings of attribute values (RFC 8489 section 14, RFC 8656 section 18). A value of the wrong length or content is
// nullopt, which callers answer with 400. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "turn/stun/wire.hpp"

namespace stun {

// XOR-MAPPED-ADDRESS and its like: family, port and address, masked with the cookie and (IPv6) the transaction id.
std::optional<base::Endpoint> decode_xor_address(base::Bytes value, const TransactionId& id) noexcept;
// MAPPED-ADDRESS, ALTERNATE-SERVER: the same unmasked.
std::optional<base::Endpoint> decode_address(base::Bytes value) noexcept;

// Room that an encoded address needs: 8 or 20 bytes.
constexpr std::size_t address_value_size(base::Family family) noexcept { return family == base::Family::v4 ? 8 : 20; }
// Writes exactly address_value_size() bytes.
void encode_xor_address(std::byte* at, const base::Endpoint& endpoint, const TransactionId& id) noexcept;
void encode_address(std::byte* at, const base::Endpoint& endpoint) noexcept;

// REQUESTED-TRANSPORT: the protocol number; the other three bytes are reserved.
std::optional<std::uint8_t> decode_requested_transport(base::Bytes value) noexcept;

struct RequestedFamily {
  // nullopt: well-formed, but a family that is neither IPv4 nor IPv6 (error 440).
  std::optional<base::Family> family;
};
std::optional<RequestedFamily> decode_requested_family(base::Bytes value) noexcept;

// EVEN-PORT: whether the next higher port is to be reserved (the R bit).
std::optional<bool> decode_even_port(base::Bytes value) noexcept;
// CHANNEL-NUMBER: the number in the first two of four bytes. Its range is the caller's matter.
std::optional<std::uint16_t> decode_channel_number(base::Bytes value) noexcept;

struct ErrorValue {
  std::uint16_t code;
  base::Bytes reason;
};
std::optional<ErrorValue> decode_error_code(base::Bytes value) noexcept;

}  // namespace stun
