// SPDX-License-Identifier: MIT
#include "turn/stun/builder.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace stun {

Builder::Builder(base::MutableBytes out, Class message_class, Method method,
                 const TransactionId& id) noexcept
    : out_(out), id_(id) {
  base::Writer header{out_};
  header.u16(message_type(message_class, method));
  header.u16(0);
  header.u32(kMagicCookie);
  header.bytes(id);
  ok_ = header.ok();
  size_ = header.size();
}

std::byte* Builder::append(Attr type, std::size_t length) noexcept {
  const std::size_t needed = kAttributeHeaderSize + padded(length);
  // The length field cannot say more than 65535.
  if (!ok_ || length > 0xffff || out_.size() - size_ < needed ||
      size_ + needed - kHeaderSize > 0xffff) {
    ok_ = false;
    return nullptr;
  }
  std::byte* at = out_.data() + size_;
  base::store_be16(at, static_cast<std::uint16_t>(type));
  base::store_be16(at + 2, static_cast<std::uint16_t>(length));
  std::fill(at + kAttributeHeaderSize + length, at + needed, std::byte{0});
  size_ += needed;
  base::store_be16(out_.data() + 2, static_cast<std::uint16_t>(size_ - kHeaderSize));
  return at + kAttributeHeaderSize;
}

Builder& Builder::bytes(Attr type, base::Bytes value) noexcept {
  if (std::byte* at = append(type, value.size())) std::copy(value.begin(), value.end(), at);
  return *this;
}

Builder& Builder::u32(Attr type, std::uint32_t value) noexcept {
  if (std::byte* at = append(type, 4)) base::store_be32(at, value);
  return *this;
}

Builder& Builder::u64(Attr type, std::uint64_t value) noexcept {
  if (std::byte* at = append(type, 8)) base::store_be64(at, value);
  return *this;
}

Builder& Builder::xor_address(Attr type, const base::Endpoint& endpoint) noexcept {
  if (std::byte* at = append(type, address_value_size(endpoint.ip.family())))
    encode_xor_address(at, endpoint, id_);
  return *this;
}

Builder& Builder::address(Attr type, const base::Endpoint& endpoint) noexcept {
  if (std::byte* at = append(type, address_value_size(endpoint.ip.family())))
    encode_address(at, endpoint);
  return *this;
}

Builder& Builder::address_error(base::Family family, ErrorCode code) noexcept {
  if (std::byte* at = append(Attr::address_error_code, 4)) {
    const auto number = static_cast<unsigned>(code);
    at[0] = std::byte{family == base::Family::v4 ? kFamilyV4 : kFamilyV6};
    at[1] = std::byte{0};
    at[2] = static_cast<std::byte>(number / 100);
    at[3] = static_cast<std::byte>(number % 100);
  }
  return *this;
}

Builder& Builder::icmp(const Icmp& icmp) noexcept {
  if (std::byte* at = append(Attr::icmp, kIcmpSize)) encode_icmp(at, icmp);
  return *this;
}

Builder& Builder::error(ErrorCode code, std::string_view reason) noexcept {
  if (std::byte* at = append(Attr::error_code, 4 + reason.size())) {
    const auto number = static_cast<unsigned>(code);
    base::store_be16(at, 0);
    at[2] = static_cast<std::byte>(number / 100);
    at[3] = static_cast<std::byte>(number % 100);
    std::copy_n(base::as_bytes(reason).begin(), reason.size(), at + 4);
  }
  return *this;
}

Builder& Builder::unknown_attributes(std::span<const std::uint16_t> types) noexcept {
  if (std::byte* at = append(Attr::unknown_attributes, types.size() * 2)) {
    for (const std::uint16_t type : types) {
      base::store_be16(at, type);
      at += 2;
    }
  }
  return *this;
}

Builder& Builder::integrity(base::Bytes key) noexcept {
  const std::size_t covered = size_;
  if (std::byte* at = append(Attr::message_integrity, 20)) {
    // The length field already counts this attribute, as RFC 8489 section 14.5 wants it.
    const auto mac = base::hmac_sha1(key, out_.first(covered));
    std::copy(mac.begin(), mac.end(), at);
  }
  return *this;
}

Builder& Builder::integrity_sha256(base::Bytes key, std::size_t size) noexcept {
  const std::size_t covered = size_;
  if (std::byte* at = append(Attr::message_integrity_sha256, size)) {
    const auto mac = base::hmac_sha256(key, out_.first(covered));
    std::copy_n(mac.begin(), std::min(size, mac.size()), at);
  }
  return *this;
}

Builder& Builder::fingerprint() noexcept {
  const std::size_t covered = size_;
  if (std::byte* at = append(Attr::fingerprint, 4)) {
    base::store_be32(at, base::crc32(out_.first(covered)) ^ kFingerprintXor);
  }
  return *this;
}

}  // namespace stun
