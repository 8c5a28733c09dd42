// SPDX-License-Identifier: MIT
#include "meetings/authentication.hpp"

#include "base/crypto.hpp"
#include "meetings/api_tokens.hpp"
#include "meetings/lookups.hpp"

namespace meetings {

namespace {

// The time of the last use is no closer than this, so a program does not write at each request.
constexpr std::chrono::minutes kUseNoted{5};

Claims claims_of(const StoredApiToken& token, const User& user) {
  Claims claims;
  claims.user_id = user.id;
  claims.session_id = token.id;
  claims.name = user.name;
  claims.user_role = user.role;
  claims.issued_at = token.created_at;
  claims.expires_at = token.expires_at;
  claims.scopes = token.scopes;
  return claims;
}

}  // namespace

Outcome<Claims> Authentication::authenticate(std::string_view token) const {
  if (is_api_token(token)) return find_api_token(token, true);
  TRY(auto claims, verify_jwt(token));
  TRY(confirm(claims));
  return claims;
}

Outcome<Claims> Authentication::verify(std::string_view token) const {
  if (is_api_token(token)) return find_api_token(token, false);
  return verify_jwt(token);
}

Outcome<Claims> Authentication::verify_jwt(std::string_view jwt) const {
  auto own = tokens_.verify(jwt, clock_.wall_now());
  const bool foreign = !own && own.error().code == RefusalCode::token_invalid;
  return foreign ? verify_foreign(jwt) : std::move(own);
}

Outcome<Claims> Authentication::verify_foreign(std::string_view jwt) const {
  if (foreign_ == nullptr) return refuse(RefusalCode::token_invalid, "This token is not valid.");
  return foreign_->claims_of(jwt);
}

// The lookup is by the hash, so the time that it takes tells nothing about the text.
Outcome<Claims> Authentication::find_api_token(std::string_view text, bool used) const {
  const base::WallTime now = clock_.wall_now();
  bool stale = false;
  TRY(auto claims, read(store_, [&](UnitOfWork& work) -> Outcome<Claims> {
        const auto token = work.api_tokens().by_hash(base::sha256(base::as_bytes(text)));
        const auto user = token ? work.users().by_id(token->user_id) : std::nullopt;
        if (!user || user->user.disabled)
          return refuse(RefusalCode::token_invalid, "This API token is not valid (any more).");
        if (now >= token->expires_at)
          return refuse(RefusalCode::token_expired, "This API token has expired.");
        stale = !token->last_used_at || now >= *token->last_used_at + kUseNoted;
        return claims_of(*token, user->user);
      }));
  // A request does not fail because its time cannot be noted.
  if (used && stale) {
    (void)store_.write([&](UnitOfWork& work) -> Outcome<void> {
      work.api_tokens().note_use(claims.session_id, now);
      return {};
    });
  }
  return claims;
}

Outcome<void> Authentication::confirm(const Claims& claims) const {
  return store_.look([&](UnitOfWork& work) -> Outcome<void> {
    TRY(find_account(work, claims, clock_.wall_now()));
    return {};
  });
}

}  // namespace meetings
