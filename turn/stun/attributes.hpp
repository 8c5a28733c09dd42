// SPDX-License-Identifier: MIT
// Typed readings of attribute values (RFC 8489 section 14, RFC 8656 section 18, RFC 5780
// section 7, RFC 6062 section 6.2). A value of the wrong length or content is
// nullopt, which callers answer with 400. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "turn/stun/wire.hpp"

namespace stun {

// XOR-MAPPED-ADDRESS and its like: family, port and address, masked with the cookie and (IPv6) the
// transaction id.
std::optional<base::Endpoint> decode_xor_address(base::Bytes value,
                                                 const TransactionId& id) noexcept;
// MAPPED-ADDRESS, ALTERNATE-SERVER, RESPONSE-ORIGIN, OTHER-ADDRESS: the same unmasked.
std::optional<base::Endpoint> decode_address(base::Bytes value) noexcept;

// The size of an encoded address: 8 or 20 bytes.
constexpr std::size_t address_value_size(base::Family family) noexcept {
  return family == base::Family::v4 ? 8 : 20;
}
// Writes exactly address_value_size() bytes.
void encode_xor_address(std::byte* at, const base::Endpoint& endpoint,
                        const TransactionId& id) noexcept;
void encode_address(std::byte* at, const base::Endpoint& endpoint) noexcept;

// REQUESTED-TRANSPORT: the protocol number; the other three bytes are reserved.
std::optional<std::uint8_t> decode_requested_transport(base::Bytes value) noexcept;

// REQUESTED-ADDRESS-FAMILY, ADDITIONAL-ADDRESS-FAMILY (RFC 8656 sections 18.6 and 18.11).
struct RequestedFamily {
  // nullopt: a well-formed value for a family that is neither IPv4 nor IPv6 (error 440).
  std::optional<base::Family> family;
};
std::optional<RequestedFamily> decode_requested_family(base::Bytes value) noexcept;

// EVEN-PORT: whether the next higher port is to be reserved (the R bit).
std::optional<bool> decode_even_port(base::Bytes value) noexcept;
// CHANNEL-NUMBER: the number in the first two of four bytes. The caller checks its range.
std::optional<std::uint16_t> decode_channel_number(base::Bytes value) noexcept;

struct ErrorValue {
  std::uint16_t code;
  base::Bytes reason;
};
std::optional<ErrorValue> decode_error_code(base::Bytes value) noexcept;

// ADDRESS-ERROR-CODE (RFC 8656 section 18.12): the relayed address that is missing, and why.
struct AddressError {
  base::Family family;
  std::uint16_t code;
};
std::optional<AddressError> decode_address_error(base::Bytes value) noexcept;

// ICMP (RFC 8656 section 18.13): type in 7 bits, code in 9, and the error's data: a next hop's MTU,
// or 0.
struct Icmp {
  std::uint8_t type = 0;
  std::uint16_t code = 0;
  std::uint32_t data = 0;
  friend bool operator==(const Icmp&, const Icmp&) = default;
};
inline constexpr std::size_t kIcmpSize = 8;
std::optional<Icmp> decode_icmp(base::Bytes value) noexcept;
void encode_icmp(std::byte* at, const Icmp& icmp) noexcept;

// PASSWORD-ALGORITHM (RFC 8489 section 14.12): the number, which enum PasswordAlgorithm may lack,
// and its parameters.
struct AlgorithmValue {
  std::uint16_t number;
  base::Bytes parameters;
};
std::optional<AlgorithmValue> decode_password_algorithm(base::Bytes value) noexcept;

// CHANGE-REQUEST (RFC 5780 section 7.2): answer from the other address, from the other port.
struct ChangeRequest {
  bool address = false;
  bool port = false;
};
std::optional<ChangeRequest> decode_change_request(base::Bytes value) noexcept;
// RESPONSE-PORT (RFC 5780 section 7.5).
std::optional<std::uint16_t> decode_response_port(base::Bytes value) noexcept;

}  // namespace stun
