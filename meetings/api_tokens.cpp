// SPDX-License-Identifier: MIT
#include "meetings/api_tokens.hpp"

#include "meetings/account_rules.hpp"
#include "meetings/lookups.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::string_view kPrefix = "lectern_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kTokenText = kPrefix.size() + 43;  // base64url of 32 bytes

Outcome<Scopes> check_scopes(const std::vector<std::string>& names) {
  Scopes scopes;
  for (const std::string& name : names) {
    const auto scope = parse_scope(name);
    if (!scope) return refuse_field("scopes", "\"scopes\" holds a name that is no scope.");
    scopes.add(*scope);
  }
  if (scopes.empty()) return refuse_field("scopes", "An API token needs a scope.");
  return scopes;
}

Outcome<base::WallTime> check_end(const std::optional<base::WallTime>& asked, base::WallTime now) {
  if (!asked) return now + kApiTokenLifetime;
  if (*asked <= now || *asked > now + kLongestApiTokenLifetime)
    return refuse_field("expires_at", "An API token ends within the next 366 days.");
  return *asked;
}

}  // namespace

Outcome<std::vector<StoredApiToken>> ApiTokens::list(const Claims& claims) {
  TRY(require_account(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<StoredApiToken>> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    return work.api_tokens().list(claims.user_id, s_.clock.wall_now());
  });
}

Outcome<MadeApiToken> ApiTokens::make(const Claims& claims, const NewApiToken& fields) {
  TRY(require_account(claims));
  const base::WallTime now = s_.clock.wall_now();
  TRY(auto name, check_line("name", fields.name, 1, kLongestName));
  TRY(const auto scopes, check_scopes(fields.scopes));
  TRY(const auto expires_at, check_end(fields.expires_at, now));
  MadeApiToken made{std::string{kPrefix} + s_.random.base64url(kTokenBytes), {}};
  made.stored = StoredApiToken{s_.random.uuid(), claims.user_id,
                               std::move(name),  base::sha256(base::as_bytes(made.text)),
                               scopes,           now,
                               expires_at,       std::nullopt};
  TRY(write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(const auto user, find_account(work, claims, now));
    if (scopes.contains(Scope::admin) && user.user.role != UserRole::admin)
      return refuse(RefusalCode::forbidden, "Only an administrator's token has the scope admin.");
    if (work.api_tokens().list(claims.user_id, now).size() >= kApiTokensPerUser)
      return refuse(RefusalCode::too_many, "This account has as many API tokens as it may have.");
    work.api_tokens().insert(made.stored);
    note(work, s_,
         {.kind = AuditKind::token_created,
          .actor = actor_of(claims),
          .whom = claims.user_id,
          .object = made.stored.id});
    return {};
  }));
  return made;
}

Outcome<void> ApiTokens::remove(const Claims& claims, std::string_view id) {
  TRY(require_account(claims));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    const auto found = work.api_tokens().by_id(id);
    if (!found || found->user_id != claims.user_id)
      return refuse(RefusalCode::not_found, "This account has no such API token.");
    work.api_tokens().remove(id);
    note(work, s_,
         {.kind = AuditKind::token_removed,
          .actor = actor_of(claims),
          .whom = claims.user_id,
          .object = std::string{id}});
    announce_end(work, announced, claims.user_id, {std::string{id}}, SessionEndCause::signed_out);
    return {};
  });
}

bool is_api_token(std::string_view text) noexcept {
  return text.size() == kTokenText && text.starts_with(kPrefix);
}

}  // namespace meetings
