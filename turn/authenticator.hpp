// SPDX-License-Identifier: MIT
// The long-term credential check (RFC 8489 section 9.2.4) against shared secrets and static users,
// with MD5 and SHA-256 keys, both integrity attributes and user hashes. It keeps no state about
// clients: the nonce carries its own proof. Const; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/result.hpp"
#include "turn/config.hpp"
#include "turn/credentials.hpp"
#include "turn/nonce.hpp"
#include "turn/revoked_credentials.hpp"
#include "turn/stats.hpp"
#include "turn/stun/message.hpp"
#include "turn/types.hpp"

namespace turn {

struct Authenticated {
  std::string_view username;  // into the message, the configuration or the owner
  LongTermKey key;
  Integrity integrity = Integrity::sha1;  // the kind of the answer's signature
};
struct Rejected {
  stun::ErrorCode code = stun::ErrorCode::unauthenticated;
  AuthFailure why = AuthFailure::no_credentials;
  // Set with error 441, too: that client has authenticated, so the answer is signed.
  std::optional<Authenticated> who;
};
using AuthResult = std::variant<Authenticated, Rejected>;

// The owner of the allocation that a request is about.
struct Owner {
  std::string_view username;
  LongTermKey key;
};

class Authenticator {
 public:
  // All outlive this.
  Authenticator(const Config& config, const Nonces& nonces, const RevokedCredentials& revoked);

  // With an `owner` the check accepts only that user, also with an expired credential: the lifetime
  // of a credential limits new allocations only.
  AuthResult check(const stun::MessageView& request, const std::optional<Owner>& owner,
                   base::WallTime now) const;

  // PASSWORD-ALGORITHMS for a full challenge, best first. It lacks SHA-256 if the configuration has
  // a static user's MD5 key instead of the password: an MD5 key cannot be turned into a SHA-256
  // key.
  base::Bytes algorithms() const noexcept;
  // The features for the nonce of a full challenge. A user hash cannot be turned into a name, and
  // the server does not know the names in time-limited credentials. So the challenge announces
  // USERHASH only if all users are static. The check accepts it for static users and for the owner.
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
  const RevokedCredentials& revoked_;
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
