// SPDX-License-Identifier: MIT
#include "meetings/browser_errand.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/number.hpp"
#include "base/secret.hpp"

namespace meetings {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretText = 43;  // in base64url
constexpr std::size_t kTimeText = 10;    // Unix seconds until the year 2286

}  // namespace

BrowserErrand BrowserErrand::begin(base::Random& random, base::WallTime now) {
  return BrowserErrand{std::to_string(base::unix_seconds(now)) + '.' +
                       random.base64url(kSecretBytes)};
}

std::optional<BrowserErrand> BrowserErrand::resume(std::string_view cookie, base::WallTime now) {
  if (cookie.size() != kTimeText + 1 + kSecretText || cookie[kTimeText] != '.' ||
      !base::decode_base64url(cookie.substr(kTimeText + 1)))
    return std::nullopt;
  const auto began = base::parse_number<std::int64_t>(cookie.substr(0, kTimeText));
  const std::int64_t at = base::unix_seconds(now);
  if (!began || *began > at || at - *began > std::chrono::seconds{kPatience}.count())
    return std::nullopt;
  return BrowserErrand{std::string{cookie}};
}

std::string BrowserErrand::challenge(std::string_view purpose) const {
  return base::encode_base64url(base::sha256(base::as_bytes(verifier(purpose))));
}

bool BrowserErrand::began(std::string_view given, std::string_view purpose) const noexcept {
  return base::constant_time_equal(base::as_bytes(given), base::as_bytes(state(purpose)));
}

std::string BrowserErrand::part(std::string_view use, std::string_view purpose) const {
  return base::encode_base64url(base::hmac_sha256(
      base::as_bytes(text_),
      {base::as_bytes(use), base::as_bytes(std::string_view{"\n"}), base::as_bytes(purpose)}));
}

}  // namespace meetings
