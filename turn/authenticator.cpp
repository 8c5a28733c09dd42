// SPDX-License-Identifier: MIT
#include "turn/authenticator.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

// RFC 8489 sections 14.3, 14.9, 14.10
constexpr std::size_t kMaxUsername = 508;
constexpr std::size_t kMaxRealm = 763;
constexpr std::size_t kMaxNonce = 763;

Rejected rejected(ErrorCode code, AuthFailure why) { return Rejected{code, why, std::nullopt}; }

}  // namespace

AuthResult Authenticator::check(const stun::MessageView& request, const std::optional<Owner>& owner, base::WallTime now) const {
  // "If the message does not contain a MESSAGE-INTEGRITY ... attribute, the server MUST generate an error response with an
  // error code of 401"
  if (!request.has_integrity()) return rejected(ErrorCode::unauthenticated, AuthFailure::no_credentials);
  // "... but does not contain ... USERNAME or USERHASH, REALM, or NONCE ...: 400"
  const auto username = request.text(Attr::username);
  const auto realm = request.text(Attr::realm);
  const auto nonce = request.text(Attr::nonce);
  if (!username || !realm || !nonce || username->empty() || username->size() > kMaxUsername || realm->size() > kMaxRealm ||
      nonce->size() > kMaxNonce) {
    return rejected(ErrorCode::bad_request, AuthFailure::incomplete);
  }
  if (*realm != config_.realm) return rejected(ErrorCode::unauthenticated, AuthFailure::wrong_realm);

  base::Result<LongTermKey, AuthFailure> key = base::failure(AuthFailure::bad_integrity);
  if (!owner || owner->username != *username) {
    key = matching_key(request, *username, now);
  } else if (request.integrity_matches(owner->key)) {
    key = owner->key;
  }
  if (!key) return rejected(ErrorCode::unauthenticated, key.error());
  // After the integrity: who has neither a fresh nonce nor the password gets 401.
  if (!nonces_.valid(*nonce, now)) return rejected(ErrorCode::stale_nonce, AuthFailure::stale_nonce);
  // RFC 8656 section 5: "the server MUST verify that the credentials match those used to create the allocation: 441"
  if (owner && owner->username != *username) {
    return Rejected{ErrorCode::wrong_credentials, AuthFailure::wrong_credentials, *key};
  }
  return Authenticated{*username, *key};
}

base::Result<LongTermKey, AuthFailure> Authenticator::matching_key(const stun::MessageView& request, std::string_view username,
                                                                   base::WallTime now) const {
  if (const auto user = config_.users.find(username); user != config_.users.end()) {
    const LongTermKey key = key_of_static_user(username, user->second);
    if (request.integrity_matches(key)) return key;
    return base::failure(AuthFailure::bad_integrity);
  }
  const auto timed = parse_timed_name(username);
  if (!timed || config_.secrets.empty()) return base::failure(AuthFailure::unknown_user);
  if (timed->expires <= now) return base::failure(AuthFailure::expired);
  for (const base::Secret& secret : config_.secrets) {
    const LongTermKey key = long_term_key(username, config_.realm, timed_password(secret, username));
    if (request.integrity_matches(key)) return key;
  }
  return base::failure(AuthFailure::bad_integrity);
}

LongTermKey Authenticator::key_of_static_user(std::string_view username, const base::Secret& password) const {
  const std::string_view text = password.reveal_text();
  if (text.size() == 34 && text.starts_with("0x")) {
    if (const auto raw = base::decode_hex(text.substr(2))) {
      LongTermKey key;
      std::copy_n(raw->begin(), key.size(), key.begin());
      return key;
    }
  }
  return long_term_key(username, config_.realm, text);
}

}  // namespace turn
