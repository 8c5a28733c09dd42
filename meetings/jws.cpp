// SPDX-License-Identifier: MIT
#include "meetings/jws.hpp"

#include <cstdint>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace meetings {
namespace {

constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z

}  // namespace

std::optional<CompactJws> split_jws(std::string_view jwt, std::size_t longest) noexcept {
  if (jwt.size() > longest) return std::nullopt;
  const std::size_t first = jwt.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = jwt.find('.', first + 1);
  if (second == std::string_view::npos || jwt.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return CompactJws{jwt.substr(0, first), jwt.substr(first + 1, second - first - 1),
                    jwt.substr(second + 1), jwt.substr(0, second)};
}

std::optional<base::Json> decode_jws_object(std::string_view part, std::size_t longest) {
  const auto bytes = base::decode_base64url(part);
  if (!bytes) return std::nullopt;
  auto json = base::Json::parse(base::as_text(*bytes), longest);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

bool hs256_fits(const std::vector<base::Secret>& secrets, std::string_view signed_text,
                base::Bytes signature) {
  bool fits = false;
  for (const base::Secret& secret : secrets) {
    const base::Sha256Digest expected =
        base::hmac_sha256(secret.reveal(), base::as_bytes(signed_text));
    if (base::constant_time_equal(expected, signature)) fits = true;
  }
  return fits;
}

std::optional<base::WallTime> read_numeric_date(const base::Json& claim) {
  const auto seconds = claim.as_integer();
  if (!seconds || *seconds < 0 || *seconds > kLastSecond) return std::nullopt;
  return base::from_unix_seconds(*seconds);
}

}  // namespace meetings
