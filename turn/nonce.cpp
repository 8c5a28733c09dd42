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

std::array<std::byte, 32> chosen_key(base::Random& random) {
  std::array<std::byte, 32> key;
  random.fill(key);
  return key;
}

}  // namespace

Nonces::Nonces(base::Random& random, std::chrono::seconds lifetime, std::uint32_t first)
    : key_(chosen_key(random)), mask_key_(chosen_key(random)), lifetime_(lifetime), next_(first) {}

Nonces::Raw Nonces::seal(std::string_view cookie, Raw raw) const noexcept {
  const auto mac = key_.mac({base::as_bytes(cookie), base::Bytes{raw}.first(kBodySize)});
  std::copy_n(mac.begin(), kMacSize, raw.begin() + kBodySize);
  return raw;
}

void Nonces::mask(Raw& raw) const noexcept {
  const auto with = mask_key_.mac({base::Bytes{raw}.last(kMacSize)});
  for (std::size_t i = 0; i < kBodySize; ++i) raw[i] ^= with[i];
}

std::string Nonces::make(base::WallTime now, SecurityFeatures features) const {
  const std::string cookie = cookie_of(features);
  Raw raw{};
  const std::uint32_t number = next_.fetch_add(1, std::memory_order_relaxed);
  base::store_be32(raw.data() + kTimeSize - 1, number);  // the time overwrites its highest byte
  base::store_be32(raw.data(), static_cast<std::uint32_t>(base::unix_seconds(now)));
  raw = seal(cookie, raw);
  mask(raw);
  return cookie + base::encode_base64url(raw);
}

bool Nonces::valid(std::string_view nonce, base::WallTime now) const {
  const std::string_view cookie =
      nonce.starts_with(kCookie) ? nonce.substr(0, kCookieSize) : std::string_view{};
  const auto given = base::decode_base64url(nonce.substr(cookie.size()));
  Raw raw{};
  if (!given || given->size() != raw.size()) return false;
  std::copy(given->begin(), given->end(), raw.begin());
  mask(raw);
  if (!base::constant_time_equal(raw, seal(cookie, raw))) return false;
  // Seconds modulo 2^32; a clock that was set back makes a nonce "from the future", which is as
  // good as a fresh one.
  const std::uint32_t made = base::load_be32(raw.data());
  const auto age =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(base::unix_seconds(now)) - made);
  return std::chrono::seconds{age} <= lifetime_;
}

}  // namespace turn
