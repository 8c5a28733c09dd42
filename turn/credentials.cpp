// SPDX-License-Identifier: MIT
#include "turn/credentials.hpp"

#include <algorithm>
#include <cstdint>

#include "base/encoding.hpp"
#include "base/number.hpp"

namespace turn {

std::string timed_password(const base::Secret& secret, std::string_view username) {
  return base::encode_base64(base::hmac_sha1(secret.reveal(), base::as_bytes(username)));
}

IssuedCredential issue_credential(const base::Secret& secret, std::string_view identity,
                                  base::WallTime expires) {
  IssuedCredential issued;
  issued.username = std::to_string(base::unix_seconds(expires)) + ':' + std::string{identity};
  issued.password = timed_password(secret, issued.username);
  return issued;
}

std::optional<TimedName> parse_timed_name(std::string_view username) noexcept {
  const std::size_t colon = std::min(username.find(':'), username.size());
  // Eleven digits reach the year 5138; WallTime cannot hold more.
  if (colon == 0 || colon > 11) return std::nullopt;
  const auto seconds = base::parse_number<std::int64_t>(username.substr(0, colon), 0);
  if (!seconds) return std::nullopt;
  const bool anonymous = colon + 1 >= username.size();
  return TimedName{base::from_unix_seconds(*seconds),
                   anonymous ? username : username.substr(colon + 1)};
}

LongTermKey long_term_key(std::string_view username, std::string_view realm,
                          std::string_view password, stun::PasswordAlgorithm algorithm) {
  std::string text;
  text.reserve(username.size() + realm.size() + password.size() + 2);
  text.append(username).append(1, ':').append(realm).append(1, ':').append(password);
  LongTermKey key;
  key.algorithm = algorithm;
  if (algorithm == stun::PasswordAlgorithm::md5) {
    const auto digest = base::md5(base::as_bytes(text));
    std::copy(digest.begin(), digest.end(), key.octets.begin());
  } else {
    key.octets = base::sha256(base::as_bytes(text));
  }
  base::wipe({reinterpret_cast<std::byte*>(text.data()), text.size()});
  return key;
}

UserHash user_hash(std::string_view username, std::string_view realm) {
  std::string text;
  text.append(username).append(1, ':').append(realm);
  return base::sha256(base::as_bytes(text));
}

void sign(stun::Builder& message, const LongTermKey& key, Integrity with) {
  if (with == Integrity::sha256) {
    message.integrity_sha256(key);
  } else {
    message.integrity(key);
  }
}

std::string_view identity_of(std::string_view username) noexcept {
  const auto timed = parse_timed_name(username);
  return timed ? timed->identity : username;
}

}  // namespace turn
