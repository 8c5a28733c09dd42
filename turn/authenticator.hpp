// SPDX-License-Identifier: MIT
// The long-term credential check (RFC 8489 section 9.2.4) against shared secrets and static users. Keeps nothing about
// anyone: the nonce carries its own proof. Const; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "turn/config.hpp"
#include "turn/credentials.hpp"
#include "turn/nonce.hpp"
#include "turn/stats.hpp"
#include "turn/stun/message.hpp"
#include "turn/types.hpp"

namespace turn {

struct Authenticated {
  std::string_view username;  // into the message
  LongTermKey key{};
};
struct Rejected {
  stun::ErrorCode code = stun::ErrorCode::unauthenticated;
  AuthFailure why = AuthFailure::no_credentials;
  // 441 goes to somebody who did authenticate: that answer is signed.
  std::optional<LongTermKey> key;
};
using AuthResult = std::variant<Authenticated, Rejected>;

// Who owns the allocation that a request is about.
struct Owner {
  std::string_view username;
  LongTermKey key{};
};

class Authenticator {
 public:
  Authenticator(const Config& config, const Nonces& nonces) : config_(config), nonces_(nonces) {}

  // With an `owner` only that user is accepted, and his credential may have expired since: lifetime is checked when an
  // allocation is made.
  AuthResult check(const stun::MessageView& request, const std::optional<Owner>& owner, base::WallTime now) const;

 private:
  base::Result<LongTermKey, AuthFailure> matching_key(const stun::MessageView& request, std::string_view username,
                                                      base::WallTime now) const;
  LongTermKey key_of_static_user(std::string_view username, const base::Secret& password) const;

  const Config& config_;
  const Nonces& nonces_;
};

}  // namespace turn
