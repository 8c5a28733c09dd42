// SPDX-License-Identifier: MIT
// The numbers of STUN (RFC 8489), TURN (RFC 8656), TCP relaying (RFC 6062), NAT discovery (RFC
// 5780) and mobility (RFC 8016), shared by reader and writer. Constants only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace stun {

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |0 0|     STUN Message Type     |         Message Length        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         Magic Cookie                          |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                     Transaction ID (96 bits)                  |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
inline constexpr std::size_t kHeaderSize = 20;
inline constexpr std::size_t kAttributeHeaderSize = 4;
inline constexpr std::uint32_t kMagicCookie = 0x2112A442;
inline constexpr std::uint32_t kFingerprintXor = 0x5354554e;

// FINGERPRINT with its header.
inline constexpr std::size_t kFingerprintSize = 8;

using TransactionId = std::array<std::byte, 12>;

enum class Class : std::uint8_t { request, indication, success, error };

enum class Method : std::uint16_t {
  binding = 0x001,
  allocate = 0x003,
  refresh = 0x004,
  send = 0x006,
  data = 0x007,
  create_permission = 0x008,
  channel_bind = 0x009,
  connect = 0x00a,  // RFC 6062
  connection_bind = 0x00b,
  connection_attempt = 0x00c,
};

// RFC 8489 section 5: C1 and C0 are bits 8 and 4 of the type, the method is the other twelve bits.
constexpr std::uint16_t message_type(Class c, Method method) noexcept {
  const auto m = static_cast<unsigned>(method);
  const auto k = static_cast<unsigned>(c);
  return static_cast<std::uint16_t>((m & 0x000f) | ((m & 0x0070) << 1) | ((m & 0x0f80) << 2) |
                                    ((k & 1) << 4) | ((k & 2) << 7));
}
constexpr Class class_of(std::uint16_t type) noexcept {
  return static_cast<Class>(((type >> 4) & 1) | ((type >> 7) & 2));
}
constexpr Method method_of(std::uint16_t type) noexcept {
  return static_cast<Method>((type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2));
}

enum class Attr : std::uint16_t {
  // comprehension-required
  mapped_address = 0x0001,
  change_request = 0x0003,  // RFC 5780
  username = 0x0006,
  message_integrity = 0x0008,
  error_code = 0x0009,
  unknown_attributes = 0x000a,
  channel_number = 0x000c,
  lifetime = 0x000d,
  xor_peer_address = 0x0012,
  data = 0x0013,
  realm = 0x0014,
  nonce = 0x0015,
  xor_relayed_address = 0x0016,
  requested_address_family = 0x0017,
  even_port = 0x0018,
  requested_transport = 0x0019,
  dont_fragment = 0x001a,
  message_integrity_sha256 = 0x001c,
  password_algorithm = 0x001d,
  userhash = 0x001e,
  xor_mapped_address = 0x0020,
  reservation_token = 0x0022,
  priority = 0x0024,  // RFC 8445
  use_candidate = 0x0025,
  padding = 0x0026,  // RFC 5780
  response_port = 0x0027,
  connection_id = 0x002a,  // RFC 6062
  // comprehension-optional
  additional_address_family = 0x8000,
  address_error_code = 0x8001,
  password_algorithms = 0x8002,
  alternate_domain = 0x8003,
  icmp = 0x8004,
  software = 0x8022,
  alternate_server = 0x8023,
  fingerprint = 0x8028,
  response_origin = 0x802b,  // RFC 5780
  other_address = 0x802c,
  mobility_ticket = 0x8030,  // RFC 8016
};

constexpr bool comprehension_required(std::uint16_t type) noexcept { return type < 0x8000; }

// RFC 8489 section 14.8, RFC 8656 section 19, RFC 6062 section 6.3, RFC 8016 section 5.
enum class ErrorCode : std::uint16_t {
  try_alternate = 300,
  bad_request = 400,
  unauthenticated = 401,
  forbidden = 403,
  mobility_forbidden = 405,
  unknown_attribute = 420,
  allocation_mismatch = 437,
  stale_nonce = 438,
  address_family_not_supported = 440,
  wrong_credentials = 441,
  unsupported_transport = 442,
  peer_address_family_mismatch = 443,
  connection_already_exists = 446,
  connection_timeout_or_failure = 447,
  allocation_quota_reached = 486,
  server_error = 500,
  insufficient_capacity = 508,
};

// IANA protocol numbers in REQUESTED-TRANSPORT.
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;
// PASSWORD-ALGORITHM: how the long-term key is made of the password (RFC 8489 section 18.5).
enum class PasswordAlgorithm : std::uint16_t { md5 = 0x0001, sha256 = 0x0002 };
// Address families in attributes.
inline constexpr std::uint8_t kFamilyV4 = 0x01;
inline constexpr std::uint8_t kFamilyV6 = 0x02;

constexpr std::size_t padded(std::size_t length) noexcept { return (length + 3) & ~std::size_t{3}; }

}  // namespace stun
