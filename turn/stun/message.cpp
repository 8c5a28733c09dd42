// SPDX-License-Identifier: MIT
#include "turn/stun/message.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/secret.hpp"

namespace stun {
namespace {

constexpr std::size_t kSha1Size = 20;
// RFC 8489 section 14.6: "at most 32 bytes, ... at least 16 bytes, and ... a multiple of 4 bytes"
constexpr std::size_t kSha256Least = 16;
constexpr std::size_t kSha256Size = 32;
constexpr std::size_t kCrcSize = 4;

// A dense index for each attribute of enum Attr that can carry a request; kKnown and above: not
// indexed.
constexpr std::size_t index_of(std::uint16_t type) noexcept {
  switch (static_cast<Attr>(type)) {
    case Attr::mapped_address: return 0;
    case Attr::username: return 1;
    case Attr::message_integrity: return 2;
    case Attr::error_code: return 3;
    case Attr::unknown_attributes: return 4;
    case Attr::channel_number: return 5;
    case Attr::lifetime: return 6;
    case Attr::xor_peer_address: return 7;
    case Attr::data: return 8;
    case Attr::realm: return 9;
    case Attr::nonce: return 10;
    case Attr::xor_relayed_address: return 11;
    case Attr::requested_address_family: return 12;
    case Attr::even_port: return 13;
    case Attr::requested_transport: return 14;
    case Attr::dont_fragment: return 15;
    case Attr::message_integrity_sha256: return 16;
    case Attr::password_algorithm: return 17;
    case Attr::userhash: return 18;
    case Attr::xor_mapped_address: return 19;
    case Attr::reservation_token: return 20;
    case Attr::priority: return 21;
    case Attr::use_candidate: return 22;
    case Attr::additional_address_family: return 23;
    case Attr::address_error_code: return 24;
    case Attr::password_algorithms: return 25;
    case Attr::alternate_domain: return 26;
    case Attr::icmp: return 27;
    case Attr::software: return 28;
    case Attr::alternate_server: return 29;
    case Attr::fingerprint: return 30;
    case Attr::change_request: return 31;
    case Attr::padding: return 32;
    case Attr::response_port: return 33;
    case Attr::connection_id: return 34;
    case Attr::response_origin: return 35;
    case Attr::other_address: return 36;
    case Attr::mobility_ticket: return 37;
  }
  return SIZE_MAX;
}

constexpr bool understood(std::uint16_t type) noexcept { return index_of(type) != SIZE_MAX; }

}  // namespace

std::string_view to_string(DecodeError error) noexcept {
  switch (error) {
    case DecodeError::too_short: return "too-short";
    case DecodeError::not_stun: return "not-stun";
    case DecodeError::no_cookie: return "no-cookie";
    case DecodeError::bad_length: return "bad-length";
    case DecodeError::bad_attribute: return "bad-attribute";
    case DecodeError::too_many_attributes: return "too-many-attributes";
  }
  return "unknown";
}

base::Result<MessageView, DecodeError> MessageView::decode(base::Bytes bytes) noexcept {
  if (bytes.size() < kHeaderSize) return base::failure(DecodeError::too_short);
  const std::uint16_t type = base::load_be16(bytes.data());
  if ((type & 0xc000) != 0) return base::failure(DecodeError::not_stun);
  if (base::load_be32(bytes.data() + 4) != kMagicCookie)
    return base::failure(DecodeError::no_cookie);
  const std::size_t length = base::load_be16(bytes.data() + 2);
  if (length % 4 != 0 || length != bytes.size() - kHeaderSize)
    return base::failure(DecodeError::bad_length);
  MessageView view{bytes};
  view.type_ = type;
  if (const auto error = view.walk()) return base::failure(*error);
  return view;
}

std::optional<DecodeError> MessageView::walk() noexcept {
  believed_end_ = bytes_.size();
  std::size_t count = 0;
  for (std::size_t at = kHeaderSize; at < bytes_.size();) {
    const std::size_t left = bytes_.size() - at;  // a multiple of four, so the header is there
    const std::uint16_t type = base::load_be16(bytes_.data() + at);
    const std::size_t length = base::load_be16(bytes_.data() + at + 2);
    if (left - kAttributeHeaderSize < padded(length)) return DecodeError::bad_attribute;
    if (++count > kMaxAttributes) return DecodeError::too_many_attributes;
    // RFC 8489 section 14.7: FINGERPRINT is the last attribute.
    if (fingerprint_at_ != 0) return DecodeError::bad_attribute;
    note(type, at);
    at += kAttributeHeaderSize + padded(length);
  }
  if (fingerprint_at_ != 0 && base::load_be16(bytes_.data() + fingerprint_at_ + 2) != kCrcSize) {
    return DecodeError::bad_attribute;
  }
  if (integrity_at_ != 0 && base::load_be16(bytes_.data() + integrity_at_ + 2) != kSha1Size) {
    return DecodeError::bad_attribute;
  }
  if (sha256_at_ != 0) {
    const std::size_t size = integrity_sha256_size();
    if (size < kSha256Least || size > kSha256Size || size % 4 != 0)
      return DecodeError::bad_attribute;
  }
  return std::nullopt;
}

void MessageView::note(std::uint16_t type, std::size_t at) noexcept {
  if (type == static_cast<std::uint16_t>(Attr::fingerprint)) {
    fingerprint_at_ = at;
    believed_end_ = std::min(believed_end_, at);
    return;
  }
  // RFC 8489 section 14.6: behind MESSAGE-INTEGRITY-SHA256 only FINGERPRINT is looked at.
  if (sha256_at_ != 0) return;
  if (type == static_cast<std::uint16_t>(Attr::message_integrity_sha256)) {
    sha256_at_ = at;
    believed_end_ = std::min(believed_end_, at);
    return;
  }
  // Section 14.5: "any attributes that follow MESSAGE-INTEGRITY ... MUST be ignored", the SHA-256
  // one and FINGERPRINT excepted.
  if (integrity_at_ != 0) return;
  if (type == static_cast<std::uint16_t>(Attr::message_integrity)) {
    integrity_at_ = at;
    believed_end_ = at;
    return;
  }
  const std::size_t index = index_of(type);
  if (index < kKnown && first_[index] == 0) first_[index] = static_cast<std::uint16_t>(at / 4);
  if (comprehension_required(type) && !understood(type)) {
    const auto known = unknown_.types.begin() + static_cast<std::ptrdiff_t>(unknown_.count);
    if (unknown_.count < unknown_.types.size() &&
        std::find(unknown_.types.begin(), known, type) == known) {
      unknown_.types[unknown_.count++] = type;
    }
  }
}

TransactionId MessageView::transaction_id() const noexcept {
  TransactionId id;
  std::copy_n(bytes_.begin() + 8, id.size(), id.begin());
  return id;
}

std::optional<base::Bytes> MessageView::find(Attr type) const noexcept {
  std::size_t at = 0;
  if (type == Attr::message_integrity) {
    at = integrity_at_;
  } else if (type == Attr::message_integrity_sha256) {
    at = sha256_at_;
  } else if (type == Attr::fingerprint) {
    at = fingerprint_at_;
  } else if (const std::size_t index = index_of(static_cast<std::uint16_t>(type)); index < kKnown) {
    at = std::size_t{first_[index]} * 4;
  }
  if (at == 0) return std::nullopt;
  return bytes_.subspan(at + kAttributeHeaderSize, base::load_be16(bytes_.data() + at + 2));
}

std::optional<std::string_view> MessageView::text(Attr type) const noexcept {
  const auto value = find(type);
  if (!value) return std::nullopt;
  return base::as_text(*value);
}

std::optional<std::uint32_t> MessageView::u32(Attr type) const noexcept {
  const auto value = find(type);
  if (!value || value->size() != 4) return std::nullopt;
  return base::load_be32(value->data());
}

std::array<std::byte, 4> MessageView::head_counting_to(std::size_t end) const noexcept {
  std::array<std::byte, 4> head{bytes_[0], bytes_[1]};
  base::store_be16(head.data() + 2, static_cast<std::uint16_t>(end - kHeaderSize));
  return head;
}

bool MessageView::integrity_matches(base::Bytes key) const noexcept {
  if (integrity_at_ == 0) return false;
  // RFC 8489 section 14.5: the length field counts up to and including MESSAGE-INTEGRITY itself.
  const auto head = head_counting_to(integrity_at_ + kAttributeHeaderSize + kSha1Size);
  const auto mac = base::hmac_sha1(key, {base::Bytes{head}, bytes_.subspan(4, integrity_at_ - 4)});
  return base::constant_time_equal(mac,
                                   bytes_.subspan(integrity_at_ + kAttributeHeaderSize, kSha1Size));
}

std::size_t MessageView::integrity_sha256_size() const noexcept {
  return sha256_at_ == 0 ? 0 : base::load_be16(bytes_.data() + sha256_at_ + 2);
}

bool MessageView::integrity_sha256_matches(base::Bytes key) const noexcept {
  if (sha256_at_ == 0) return false;
  const std::size_t size = integrity_sha256_size();
  const auto head = head_counting_to(sha256_at_ + kAttributeHeaderSize + size);
  const auto mac = base::hmac_sha256(key, {base::Bytes{head}, bytes_.subspan(4, sha256_at_ - 4)});
  return base::constant_time_equal(base::Bytes{mac}.first(size),
                                   bytes_.subspan(sha256_at_ + kAttributeHeaderSize, size));
}

bool MessageView::fingerprint_matches() const noexcept {
  if (fingerprint_at_ == 0) return false;
  const std::uint32_t crc = base::crc32(bytes_.first(fingerprint_at_)) ^ kFingerprintXor;
  return crc == base::load_be32(bytes_.data() + fingerprint_at_ + kAttributeHeaderSize);
}

}  // namespace stun
