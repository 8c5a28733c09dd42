// SPDX-License-Identifier: MIT
// Tokens: JSON Web Tokens (RFC 7519) by HMAC-SHA256, signed and verified here and nowhere else. The
// algorithm is pinned; what kind a token is stands in it, so that a seat's token opens no account.
// Immutable after construction; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "meetings/model.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

// access: a signed-in user's. guest: a guest's, bound to one meeting. seat: opens the WebSocket on
// one seat.
enum class TokenKind : std::uint8_t { access, guest, seat };

struct Claims {
  TokenKind kind = TokenKind::access;
  UserId user_id;
  std::string name;
  UserRole user_role = UserRole::user;
  std::optional<MeetingId> meeting_id;          // guest, seat
  std::optional<ParticipantId> participant_id;  // seat
  std::optional<Role> role;                     // seat
  base::WallTime issued_at;                     // whole seconds
  base::WallTime expires_at;                    // whole seconds

  friend bool operator==(const Claims&, const Claims&) = default;
};

class Tokens {
 public:
  // At least one secret; the first signs, all verify (rotation). Empty secrets are dropped; without
  // any left nothing verifies.
  Tokens(std::vector<base::Secret> secrets, std::string issuer);

  // The compact form: `header.payload.signature`. Empty where there is no secret to sign with.
  std::string sign(const Claims& claims) const;
  // token_invalid, or token_expired where all is well but the time (no leeway). At most 4096 bytes
  // are looked at.
  Outcome<Claims> verify(std::string_view jwt, base::WallTime now) const;

 private:
  std::vector<base::Secret> secrets_;
  std::string issuer_;
};

}  // namespace meetings
