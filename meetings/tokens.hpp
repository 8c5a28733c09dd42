// SPDX-License-Identifier: MIT
// Tokens: signs and verifies JSON Web Tokens (RFC 7519) with HMAC-SHA256. No other algorithm is
// accepted. A token names its kind, so that a seat's token opens no account, and the sign-in
// session that it was issued to. Only the store knows whether that session still lives: check a
// token that somebody presents with meetings/authentication.hpp. Immutable after construction; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/secret.hpp"
#include "meetings/model.hpp"
#include "meetings/refusal.hpp"
#include "meetings/scopes.hpp"

namespace meetings {

// access: a signed-in user's. guest: a guest's, bound to one meeting. seat: opens the WebSocket on
// one seat.
enum class TokenKind : std::uint8_t { access, guest, seat };

struct Claims {
  TokenKind kind = TokenKind::access;
  UserId user_id;
  std::string session_id;  // Session::id: the token ends with this session; or StoredApiToken::id
  std::string name;
  UserRole user_role = UserRole::user;
  std::optional<MeetingId> meeting_id;          // guest, seat
  std::optional<ParticipantId> participant_id;  // seat
  std::optional<Role> role;                     // seat
  base::WallTime issued_at;                     // whole seconds
  base::WallTime expires_at;                    // whole seconds
  std::optional<Scopes> scopes{};               // an API token's; it opens nothing else
  std::string subject{};                        // a foreign issuer's: who it is, for that issuer
  // Of the request that carries the token (Client::network()), for the audit log; not in the token.
  std::string network{};

  friend bool operator==(const Claims&, const Claims&) = default;
};

class Tokens {
 public:
  // Takes at least one secret: the first one signs, all verify (rotation). Ignores empty secrets;
  // without any other no token verifies.
  Tokens(std::vector<base::Secret> secrets, std::string issuer);

  // Returns the compact form `header.payload.signature`; empty if there is no secret to sign with.
  std::string sign(const Claims& claims) const;
  // Refuses with token_invalid, or with token_expired if only the time is over (no leeway). A token
  // of more than 4096 bytes is invalid.
  Outcome<Claims> verify(std::string_view jwt, base::WallTime now) const;

  // A text that says something for ever, signed for one purpose ("text.signature"): the links in
  // mails. No JSON Web Token is one, and the other way round. `text` has no full stop.
  std::string seal(std::string_view purpose, std::string_view text) const;
  // The text; nullopt for anything that seal() did not return for this purpose.
  std::optional<std::string> unseal(std::string_view purpose, std::string_view sealed) const;

  // A key for one purpose, made of each secret; new things use the first one.
  std::vector<base::Sha256Digest> keys_for(std::string_view purpose, std::string_view text) const;

 private:
  std::vector<base::Secret> secrets_;
  std::string issuer_;
};

}  // namespace meetings
