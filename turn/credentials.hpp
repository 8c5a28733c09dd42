// SPDX-License-Identifier: MIT
// Time-limited TURN credentials ("TURN REST API": username `expiry:identity` or `expiry`, password
// HMAC-SHA1 of it), the long-term keys and the user hash of RFC 8489 sections 9.2.2 and 14.4, and
// how answers are signed with them. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "turn/stun/builder.hpp"

namespace turn {

struct IssuedCredential {
  std::string username;
  std::string password;
};

// `identity` is "user-id.meeting-id" or "user-id"; valid until `expires` (whole seconds).
IssuedCredential issue_credential(const base::Secret& secret, std::string_view identity,
                                  base::WallTime expires);

// The parts of a time-limited username. A username without an identity, `expiry` or `expiry:`,
// names nobody: its identity is the whole username, so that strangers share no quota.
struct TimedName {
  base::WallTime expires;
  std::string_view identity;  // into the parsed name, never empty
};
// nullopt: the name has another form.
std::optional<TimedName> parse_timed_name(std::string_view username) noexcept;

// base64(HMAC-SHA1(secret, username))
std::string timed_password(const base::Secret& secret, std::string_view username);

// 16 bytes by MD5 or 32 by SHA-256.
struct LongTermKey {
  std::array<std::byte, 32> octets{};
  stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::md5;

  operator base::Bytes() const noexcept {  // NOLINT(google-explicit-constructor): it is bytes
    return base::Bytes{octets}.first(algorithm == stun::PasswordAlgorithm::md5 ? 16 : 32);
  }
};
// The hash of (username ":" realm ":" password); the caller passes names as they arrived
// (OpaqueString-prepared by the client).
LongTermKey long_term_key(std::string_view username, std::string_view realm,
                          std::string_view password,
                          stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::md5);

// SHA-256(username ":" realm): the value of USERHASH.
using UserHash = base::Sha256Digest;
UserHash user_hash(std::string_view username, std::string_view realm);

// MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256.
enum class Integrity : std::uint8_t { sha1, sha256 };
void sign(stun::Builder& message, const LongTermKey& key, Integrity with);

// The identity of a time-limited username, or the static user's name. Quotas count by it.
std::string_view identity_of(std::string_view username) noexcept;

}  // namespace turn
