// SPDX-License-Identifier: MIT
#include "meetings/refresh_token.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace meetings {

RefreshToken RefreshToken::make(base::Random& random) {
  RefreshToken token;
  random.fill(token.bytes_);
  return token;
}

std::optional<RefreshToken> RefreshToken::parse(std::string_view text) {
  RefreshToken token;
  if (text.size() != token.bytes_.size() / 3 * 4) return std::nullopt;
  const auto bytes = base::decode_base64url(text);
  if (!bytes || bytes->size() != token.bytes_.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), token.bytes_.begin());
  return token;
}

std::string RefreshToken::print() const { return base::encode_base64url(bytes_); }

std::string RefreshToken::session_id() const {
  return base::encode_hex(base::Bytes{bytes_}.first(kSessionBytes));
}

base::Sha256Digest RefreshToken::hash() const noexcept { return base::sha256(bytes_); }

RefreshToken RefreshToken::next(const base::Sha256Digest& salt) const noexcept {
  RefreshToken token = *this;
  const base::Sha256Digest secret =
      base::hmac_sha256(base::Bytes{bytes_}.subspan(kSessionBytes), salt);
  std::copy(secret.begin(), secret.end(), token.bytes_.begin() + kSessionBytes);
  return token;
}

}  // namespace meetings
