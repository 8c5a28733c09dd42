// SPDX-License-Identifier: MIT
// Hashes and MACs as plain functions: they take spans and return arrays. OpenSSL stays in the .cpp.
// Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.hpp"

namespace base {

using Md5Digest = std::array<std::byte, 16>;
using Sha1Digest = std::array<std::byte, 20>;
using Sha256Digest = std::array<std::byte, 32>;

Sha1Digest hmac_sha1(Bytes key, Bytes data) noexcept;
// Hashes several pieces as if they stood in one buffer (a STUN header with an adjusted length, then
// the rest).
Sha1Digest hmac_sha1(Bytes key, std::initializer_list<Bytes> pieces) noexcept;
Sha256Digest hmac_sha256(Bytes key, Bytes data) noexcept;
Sha256Digest hmac_sha256(Bytes key, std::initializer_list<Bytes> pieces) noexcept;

// HMAC-SHA256 with a key that is used many times: the constructor does the work that depends on the
// key only. The destructor wipes the key.
class HmacSha256Key {
 public:
  explicit HmacSha256Key(Bytes key) noexcept;
  ~HmacSha256Key();
  HmacSha256Key(const HmacSha256Key&) = delete;
  HmacSha256Key& operator=(const HmacSha256Key&) = delete;

  Sha256Digest mac(std::initializer_list<Bytes> pieces) const noexcept;

 private:
  // The states of the inner and the outer run; their type is OpenSSL's and stays in the .cpp.
  std::array<std::byte, 224> state_;
};

// Only for the long-term key, for which RFC 8489 section 9.2.2 prescribes MD5.
Md5Digest md5(Bytes data) noexcept;
// Only for the handshake of WebSockets, for which RFC 6455 section 4.2.2 prescribes SHA-1.
Sha1Digest sha1(Bytes data) noexcept;
Sha256Digest sha256(Bytes data) noexcept;

// The CRC-32 of ITU V.42, for FINGERPRINT (RFC 8489 section 14.7).
std::uint32_t crc32(Bytes data, std::uint32_t seed = 0) noexcept;

}  // namespace base
