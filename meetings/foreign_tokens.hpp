// SPDX-License-Identifier: MIT
// ForeignTokens: accepts JSON Web Tokens that other programs of the organization issue, such as an
// identity provider or the older stack's backend. The configuration pins the algorithm and the keys
// of each issuer; a token only names the issuer, and never a key or where to find one. What a valid
// token says about a person is a ForeignPerson; meetings/authentication.hpp makes the account.
// Thread-safe; keys() of an IssuerKeys may block, so worker threads only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "meetings/jwks.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

// The keys of one issuer at this moment.
class IssuerKeys {
 public:
  using List = std::shared_ptr<const std::vector<IssuerKey>>;

  virtual ~IssuerKeys() = default;
  // The keys that the issuer has now. A source that can ask the issuer again does so, at a limited
  // rate, if it has no key named `kid`; null while the issuer has never answered.
  virtual List keys(const std::optional<std::string>& kid) = 0;
  // The same after a signature that none of them fits; what keys() gave where nothing is newer.
  virtual List after_misfit() = 0;
};

// Keys that do not change: of a file.
class FixedKeys final : public IssuerKeys {
 public:
  explicit FixedKeys(std::vector<IssuerKey> keys)
      : keys_(std::make_shared<const std::vector<IssuerKey>>(std::move(keys))) {}
  List keys(const std::optional<std::string>&) override { return keys_; }
  List after_misfit() override { return keys_; }

 private:
  const List keys_;
};

struct ForeignIssuer {
  std::string name;      // ours; accounts are kept apart by it
  std::string issuer;    // the claim `iss`, byte for byte; empty: tokens of this issuer have none
  std::string audience;  // among `aud`; empty: tokens of this issuer have none
  // One of the two: the secrets of HS256, or the keys of the other algorithms.
  std::vector<base::Secret> secrets;
  base::SignatureAlgorithm algorithm = base::SignatureAlgorithm::rs256;
  std::shared_ptr<IssuerKeys> keys;
  // The names of the claims.
  std::string subject_claim = "sub";
  std::string name_claim = "name";
  std::string email_claim = "email";
  // SimpleJWT: `token_type` has to be "access", so that a refresh token opens nothing. Otherwise it
  // only must not be anything else.
  bool needs_token_type = false;
  // The issuer's word for an e-mail address counts: invitations to the address are the person's.
  bool trusts_email = false;
};

struct ForeignPerson {
  std::string issuer;   // ForeignIssuer::name
  std::string subject;  // who it is, for this issuer
  std::string name;     // for people; empty: the token does not say
  std::string email;    // empty: the token does not say, or says none
  base::WallTime issued_at;
  base::WallTime expires_at;
  std::string nonce{};             // of an ID token (meetings/oidc.hpp); empty: none
  std::string authorized_party{};  // the claim `azp`; empty: none
  std::string session{};           // the claim `sid` of an ID token; empty: none
  bool email_trusted = false;

  friend bool operator==(const ForeignPerson&, const ForeignPerson&) = default;
};

// The end of a session at an OpenID provider (OpenID Connect Back-Channel Logout 1.0 section 2.4).
// One of subject and session may be empty.
struct ForeignLogout {
  std::string issuer;  // ForeignIssuer::name
  std::string subject;
  std::string session;
  std::string id;        // the claim `jti`
  base::WallTime until;  // when the token is over

  friend bool operator==(const ForeignLogout&, const ForeignLogout&) = default;
};

// Clocks of different machines differ by this much.
inline constexpr std::chrono::seconds kClockLeeway{60};

class ForeignTokens {
 public:
  explicit ForeignTokens(std::vector<ForeignIssuer> issuers = {}) : issuers_(std::move(issuers)) {}

  bool empty() const noexcept { return issuers_.empty(); }
  // Refuses with token_invalid, with token_expired if only the time is over, and with overloaded if
  // the keys of the token's issuer are not known yet.
  Outcome<ForeignPerson> verify(std::string_view jwt, base::WallTime now) const;
  // The same for a logout token, which is none of the other tokens, nor they one of it.
  Outcome<ForeignLogout> verify_logout(std::string_view jwt, base::WallTime now) const;

 private:
  struct Signed;
  enum class Use : std::uint8_t { person, logout };
  Outcome<Signed> check(std::string_view jwt, Use use) const;
  static Outcome<void> check_signature(const ForeignIssuer& issuer, const Signed& token, Use use);

  std::vector<ForeignIssuer> issuers_;
};

}  // namespace meetings
