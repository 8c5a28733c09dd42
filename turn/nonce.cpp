// SPDX-License-Identifier: MIT
#include "turn/nonce.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace turn {
namespace {

constexpr std::string_view kCookie = "obMatJos2";

// Section 18.1 counts the bits from the most significant one, the vector of appendix B.1 and the
// clients there are (libjuice) from the least significant one. The bits in between have no meaning,
// so each flag is set at both ends.
std::string cookie_of(SecurityFeatures features) {
  if (!features.any()) return {};
  const unsigned low =
      (features.password_algorithms ? 1u : 0u) | (features.username_anonymity ? 2u : 0u);
  const unsigned high =
      (features.password_algorithms ? 0x80u : 0u) | (features.username_anonymity ? 0x40u : 0u);
  const std::array<std::byte, 3> bits{static_cast<std::byte>(high), std::byte{0},
                                      static_cast<std::byte>(low)};
  return std::string{kCookie} + base::encode_base64(bits);
}

constexpr std::uint32_t kTimeMask = 0xffffff;

void store_be24(std::byte* to, std::uint32_t value) noexcept {
  to[0] = static_cast<std::byte>(value >> 16);
  to[1] = static_cast<std::byte>(value >> 8);
  to[2] = static_cast<std::byte>(value);
}
std::uint32_t load_be24(const std::byte* from) noexcept {
  return std::to_integer<std::uint32_t>(from[0]) << 16 |
         std::to_integer<std::uint32_t>(from[1]) << 8 | std::to_integer<std::uint32_t>(from[2]);
}

std::array<std::byte, 32> chosen_key(base::Random& random) {
  std::array<std::byte, 32> key;
  random.fill(key);
  return key;
}

}  // namespace

Nonces::Nonces(base::Random& random, std::chrono::seconds lifetime, std::uint32_t first)
    : key_(chosen_key(random)), mask_key_(chosen_key(random)), lifetime_(lifetime), next_(first) {}

Nonces::Raw Nonces::seal(std::string_view cookie, Raw raw) const noexcept {
  const auto mac = key_.mac({base::as_bytes(cookie), base::Bytes{raw}.first(kBodySize + kTagSize)});
  std::copy_n(mac.begin(), kMacSize, raw.begin() + kBodySize + kTagSize);
  return raw;
}

// The body makes the tags of one address differ. The input is longer than that of mask(), which has
// the same key.
Nonces::Tag Nonces::tag_of(const Raw& raw, const base::IpAddress& client) const noexcept {
  const auto mac =
      mask_key_.mac({base::as_bytes("address"), base::Bytes{raw}.first(kBodySize), client.bytes()});
  Tag tag;
  std::copy_n(mac.begin(), kTagSize, tag.begin());
  return tag;
}

void Nonces::mask(Raw& raw) const noexcept {
  const auto with = mask_key_.mac({base::Bytes{raw}.last(kProofSize)});
  for (std::size_t i = 0; i < kBodySize; ++i) raw[i] ^= with[i];
}

std::string Nonces::make(base::WallTime now, const base::IpAddress& client,
                         SecurityFeatures features) const {
  const std::string cookie = cookie_of(features);
  Raw raw{};
  const std::uint32_t number = next_.fetch_add(1, std::memory_order_relaxed);
  store_be24(raw.data(), static_cast<std::uint32_t>(base::unix_seconds(now)));
  store_be24(raw.data() + kTimeSize, number);
  const Tag tag = tag_of(raw, client);
  std::copy(tag.begin(), tag.end(), raw.begin() + kBodySize);
  raw = seal(cookie, raw);
  mask(raw);
  return cookie + base::encode_base64url(raw);
}

std::optional<Nonces::Raw> Nonces::open(std::string_view nonce) const {
  const std::string_view cookie =
      nonce.starts_with(kCookie) ? nonce.substr(0, kCookieSize) : std::string_view{};
  const auto given = base::decode_base64url(nonce.substr(cookie.size()));
  Raw raw{};
  if (!given || given->size() != raw.size()) return std::nullopt;
  std::copy(given->begin(), given->end(), raw.begin());
  mask(raw);
  if (!base::constant_time_equal(raw, seal(cookie, raw))) return std::nullopt;
  return raw;
}

bool Nonces::valid(std::string_view nonce, base::WallTime now) const {
  const auto raw = open(nonce);
  if (!raw) return false;
  // Seconds modulo 2^24, which is 194 days. A clock that was set back makes a nonce "from the
  // future", which is as good as a fresh one.
  const std::uint32_t age =
      (static_cast<std::uint32_t>(base::unix_seconds(now)) - load_be24(raw->data())) & kTimeMask;
  return age > kTimeMask / 2 || std::chrono::seconds{age} <= lifetime_;
}

bool Nonces::proves(std::string_view nonce, const base::IpAddress& client) const {
  const auto raw = open(nonce);
  return raw && base::constant_time_equal(base::Bytes{*raw}.subspan(kBodySize, kTagSize),
                                          tag_of(*raw, client));
}

}  // namespace turn
