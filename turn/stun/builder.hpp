// SPDX-License-Identifier: MIT
// Builder: encodes one STUN message into a caller's span (RFC 8489 section 5). Padding is zero, the
// length field is correct after every attribute, and the first attribute that does not fit makes
// the whole message not ok. One thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/wire.hpp"

namespace stun {

class Builder {
 public:
  Builder(base::MutableBytes out, Class message_class, Method method,
          const TransactionId& id) noexcept;

  Builder& bytes(Attr type, base::Bytes value) noexcept;
  Builder& text(Attr type, std::string_view value) noexcept {
    return bytes(type, base::as_bytes(value));
  }
  Builder& u32(Attr type, std::uint32_t value) noexcept;
  Builder& u64(Attr type, std::uint64_t value) noexcept;
  Builder& flag(Attr type) noexcept { return bytes(type, {}); }
  Builder& xor_address(Attr type, const base::Endpoint& endpoint) noexcept;
  // ALTERNATE-SERVER, RESPONSE-ORIGIN, OTHER-ADDRESS
  Builder& address(Attr type, const base::Endpoint& endpoint) noexcept;
  // `reason` may be empty, which keeps the answer short.
  Builder& error(ErrorCode code, std::string_view reason = {}) noexcept;
  Builder& address_error(base::Family family, ErrorCode code) noexcept;
  Builder& icmp(const Icmp& icmp) noexcept;
  Builder& unknown_attributes(std::span<const std::uint16_t> types) noexcept;
  // MESSAGE-INTEGRITY over the message so far; only integrity_sha256() and fingerprint() may
  // follow.
  Builder& integrity(base::Bytes key) noexcept;
  // MESSAGE-INTEGRITY-SHA256, cut to `size` bytes (16 to 32, by fours); only fingerprint() may
  // follow.
  Builder& integrity_sha256(base::Bytes key, std::size_t size = 32) noexcept;
  Builder& fingerprint() noexcept;

  bool ok() const noexcept { return ok_; }
  // The message so far; empty if it did not fit.
  base::Bytes message() const noexcept {
    return ok_ ? base::Bytes{out_.first(size_)} : base::Bytes{};
  }

 private:
  // Writes the header, zeroes the padding and returns the place of the value; nullptr: it does not
  // fit.
  std::byte* append(Attr type, std::size_t length) noexcept;

  base::MutableBytes out_;
  std::size_t size_ = 0;
  TransactionId id_;
  bool ok_ = true;
};

}  // namespace stun
