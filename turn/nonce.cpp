// SPDX-License-Identifier: MIT
#include "turn/nonce.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace turn {

Nonces::Nonces(base::Random& random, std::chrono::seconds lifetime) : lifetime_(lifetime) { random.fill(key_); }

Nonces::Raw Nonces::raw_at(std::uint32_t seconds) const noexcept {
  Raw raw{};
  base::store_be32(raw.data(), seconds);
  const auto mac = base::hmac_sha256(key_, base::Bytes{raw}.first(kTimeSize));
  std::copy_n(mac.begin(), kMacSize, raw.begin() + kTimeSize);
  return raw;
}

std::string Nonces::make(base::WallTime now) const {
  return base::encode_base64url(raw_at(static_cast<std::uint32_t>(base::unix_seconds(now))));
}

bool Nonces::valid(std::string_view nonce, base::WallTime now) const {
  const auto given = base::decode_base64url(nonce);
  if (!given || given->size() != kTimeSize + kMacSize) return false;
  const std::uint32_t made = base::load_be32(given->data());
  if (!base::constant_time_equal(*given, raw_at(made))) return false;
  // Seconds modulo 2^32; a clock that was set back makes a nonce "from the future", which is as good as a fresh one.
  const auto age = static_cast<std::int32_t>(static_cast<std::uint32_t>(base::unix_seconds(now)) - made);
  return std::chrono::seconds{age} <= lifetime_;
}

}  // namespace turn
