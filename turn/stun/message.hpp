// SPDX-License-Identifier: MIT
// MessageView: one STUN message decoded in place (RFC 8489 section 5). It checks every length
// before use and ignores attributes after MESSAGE-INTEGRITY. A view lives as long as the bytes that
// it looks at. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "turn/stun/wire.hpp"

namespace stun {

enum class DecodeError : std::uint8_t {
  too_short,
  not_stun,
  no_cookie,
  bad_length,
  bad_attribute,
  too_many_attributes
};
std::string_view to_string(DecodeError error) noexcept;

// A message with more attributes than this is malformed. The longest real messages have about
// fifteen, and CreatePermission one more for each peer.
inline constexpr std::size_t kMaxAttributes = 256;

class MessageView {
 public:
  // The whole of `bytes` must be one message.
  static base::Result<MessageView, DecodeError> decode(base::Bytes bytes) noexcept;

  Class message_class() const noexcept { return class_of(type_); }
  Method method() const noexcept { return method_of(type_); }
  TransactionId transaction_id() const noexcept;
  base::Bytes bytes() const noexcept { return bytes_; }

  // The first attribute of its type before the integrity attributes (these and FINGERPRINT are
  // found, too); RFC 8489 section 14: "any other are ignored". Only for the types of enum Attr.
  std::optional<base::Bytes> find(Attr type) const noexcept;
  bool has(Attr type) const noexcept { return find(type).has_value(); }
  std::optional<std::string_view> text(Attr type) const noexcept;
  std::optional<std::uint32_t> u32(
      Attr type) const noexcept;  // nullopt also where the length is not 4

  // Calls f(Bytes value) for every attribute of that type before the integrity attributes, in
  // order.
  template <class F>
  void for_each(Attr type, F&& f) const {
    for (std::size_t at = kHeaderSize; at < believed_end_;) {
      const std::size_t length = base::load_be16(bytes_.data() + at + 2);
      if (base::load_be16(bytes_.data() + at) == static_cast<std::uint16_t>(type)) {
        f(bytes_.subspan(at + kAttributeHeaderSize, length));
      }
      at += kAttributeHeaderSize + padded(length);
    }
  }

  // The first few comprehension-required types that this codec does not know, for
  // UNKNOWN-ATTRIBUTES.
  struct Unknown {
    std::array<std::uint16_t, 8> types{};
    std::size_t count = 0;
  };
  const Unknown& unknown_required() const noexcept { return unknown_; }

  // RFC 8489 sections 14.5 and 14.7. A message without the attribute does not have it.
  bool has_integrity() const noexcept { return integrity_at_ != 0; }
  bool integrity_matches(base::Bytes key) const noexcept;
  // RFC 8489 section 14.6. The value may be cut to `integrity_sha256_size()` bytes (16 to 32, by
  // fours; 0 = no such attribute); the caller decides whether a cut value is good.
  bool has_integrity_sha256() const noexcept { return sha256_at_ != 0; }
  std::size_t integrity_sha256_size() const noexcept;
  bool integrity_sha256_matches(base::Bytes key) const noexcept;
  bool has_fingerprint() const noexcept { return fingerprint_at_ != 0; }
  bool fingerprint_matches() const noexcept;

 private:
  explicit MessageView(base::Bytes bytes) noexcept : bytes_(bytes) {}
  std::optional<DecodeError> walk() noexcept;
  void note(std::uint16_t type, std::size_t at) noexcept;
  // The first four bytes, with a length field that ends the message at `end`. Integrity attributes
  // are computed with this length.
  std::array<std::byte, 4> head_counting_to(std::size_t end) const noexcept;

  static constexpr std::size_t kKnown = 38;
  base::Bytes bytes_;
  std::uint16_t type_ = 0;
  std::size_t believed_end_ = 0;  // where the first integrity attribute or FINGERPRINT begins
  std::size_t integrity_at_ = 0;
  std::size_t sha256_at_ = 0;
  std::size_t fingerprint_at_ = 0;
  std::array<std::uint16_t, kKnown>
      first_{};  // a quarter of the offset of the first of each known type; 0 = none
  Unknown unknown_;
};

}  // namespace stun
