// SPDX-License-Identifier: MIT
// Time-limited TURN credentials ("TURN REST API": username `expiry:identity`, password HMAC-SHA1 of it) and the long-term
// key of RFC 8489 section 9.2.2. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace turn {

struct IssuedCredential {
  std::string username;
  std::string password;
};

// `identity` is "user-id.meeting-id" or "user-id"; valid until `expires` (whole seconds).
IssuedCredential issue_credential(const base::Secret& secret, std::string_view identity, base::WallTime expires);

// The two halves of `expiry:identity`; nullopt where the name has no such form.
struct TimedName {
  base::WallTime expires;
  std::string_view identity;  // into the parsed name
};
std::optional<TimedName> parse_timed_name(std::string_view username) noexcept;

// base64(HMAC-SHA1(secret, username))
std::string timed_password(const base::Secret& secret, std::string_view username);

using LongTermKey = base::Md5Digest;
// MD5(username ":" realm ":" password); the caller passes names as they arrived (OpaqueString-prepared by the client).
LongTermKey long_term_key(std::string_view username, std::string_view realm, std::string_view password);

// Whose allocation it is: what stands behind `expiry:`, or the static user's name. Quotas count by it.
std::string_view identity_of(std::string_view username) noexcept;

}  // namespace turn
