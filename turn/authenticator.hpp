// SPDX-License-Identifier: MIT
// The long-term credential check (RFC 8489 section 9.2.4) against shared secrets and static users,
// with MD5 and SHA-256 keys, both integrity attributes and user hashes. Keeps nothing about anyone:
// the nonce carries its own proof. Const; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
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
  std::string_view username;  // into the message, the configuration or the owner
  LongTermKey key;
  Integrity integrity = Integrity::sha1;  // what the answer is signed with
};
struct Rejected {
  stun::ErrorCode code = stun::ErrorCode::unauthenticated;
  AuthFailure why = AuthFailure::no_credentials;
  // 441 goes to somebody who did authenticate: that answer is signed.
  std::optional<Authenticated> who;
};
using AuthResult = std::variant<Authenticated, Rejected>;

// Who owns the allocation that a request is about.
struct Owner {
  std::string_view username;
  LongTermKey key;
};

class Authenticator {
 public:
  // Both outlive this.
  Authenticator(const Config& config, const Nonces& nonces);

  // With an `owner` only that user is accepted, and his credential may have expired since: lifetime
  // is checked when an allocation is made.
  AuthResult check(const stun::MessageView& request, const std::optional<Owner>& owner,
                   base::WallTime now) const;

  // PASSWORD-ALGORITHMS as a full challenge carries it, best first. Without SHA-256 where a static
  // user's password is configured as its MD5 key: nobody can make the other key of that.
  base::Bytes algorithms() const noexcept;
  // What a full challenge's nonce says. A user hash cannot be turned into a name, and the names of
  // time-limited credentials are whatever was issued, by us or by others with the same secret:
  // USERHASH is announced only where all users are static. It is accepted for static users always,
  // and for the owner of an allocation.
  SecurityFeatures features() const noexcept { return {true, config_.secrets.empty()}; }

 private:
  struct Claims {
    std::string_view username;
    stun::PasswordAlgorithm algorithm = stun::PasswordAlgorithm::md5;
    Integrity integrity = Integrity::sha1;
  };
  base::Result<Claims, Rejected> read(const stun::MessageView& request,
                                      const std::optional<Owner>& owner) const;
  std::optional<std::string_view> name_of(base::Bytes hash,
                                          const std::optional<Owner>& owner) const;
  base::Result<stun::PasswordAlgorithm, stun::ErrorCode> algorithm_of(
      const stun::MessageView& request) const;
  base::Result<LongTermKey, AuthFailure> matching_key(const stun::MessageView& request,
                                                      const Claims& claims, bool may_be_expired,
                                                      base::WallTime now) const;
  LongTermKey key_of_static_user(std::string_view username, const base::Secret& password,
                                 stun::PasswordAlgorithm algorithm) const;

  const Config& config_;
  const Nonces& nonces_;
  struct HashOfHash {
    std::size_t operator()(const UserHash& hash) const noexcept {
      return base::load_be64(hash.data());
    }
  };
  std::unordered_map<UserHash, std::string_view, HashOfHash>
      names_;  // of static users; names look into the configuration
  bool sha256_ = true;
};

}  // namespace turn
