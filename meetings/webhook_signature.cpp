// SPDX-License-Identifier: MIT
#include "meetings/webhook_signature.hpp"

#include <algorithm>
#include <vector>

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace meetings {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32;

}  // namespace

std::string make_webhook_secret(base::Random& random) {
  const auto bytes = base::decode_base64url(random.base64url(kSecretBytes));
  return std::string{kPrefix} + base::encode_base64(bytes.value_or(std::vector<std::byte>{}));
}

std::string sign_webhook(std::string_view secret, std::string_view id, base::WallTime at,
                         std::string_view body) {
  if (!secret.starts_with(kPrefix)) return {};
  // The standard alphabet with padding, of which we read the URL-safe one without.
  std::string text{secret.substr(kPrefix.size())};
  std::erase(text, '=');
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  const auto key = base::decode_base64url(text);
  if (!key || key->empty()) return {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const std::string signed_text =
      std::string{id} + '.' + std::to_string(seconds) + '.' + std::string{body};
  return "v1," + base::encode_base64(base::hmac_sha256(*key, base::as_bytes(signed_text)));
}

}  // namespace meetings
