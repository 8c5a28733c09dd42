// SPDX-License-Identifier: MIT
// The operator's side of Accounts, for lecternctl and the first start.
#include <algorithm>

#include "base/crypto.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/accounts.hpp"
#include "meetings/announcements.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kInvitationBytes = 24;
constexpr std::size_t kLongestList = 1000;
constexpr std::size_t kMostExpired = 1000;  // in one transaction; the others wait for the next

Outcome<StoredUser> find_by_id(UnitOfWork& work, const UserId& id) {
  auto user = work.users().by_id(id);
  if (!user) return refuse(RefusalCode::not_found, "There is no such account.");
  return std::move(*user);
}

enum class For : bool { anybody, first_admin };

IssuedInvitation issue_invitation(UnitOfWork& work, base::Random& random, UserRole role,
                                  std::chrono::seconds lifetime, base::WallTime now,
                                  For whom = For::anybody) {
  IssuedInvitation issued{random.base64url(kInvitationBytes), role, now + lifetime};
  work.invitations().insert(StoredInvitation{base::sha256(base::as_bytes(issued.token)), role, now,
                                             issued.expires_at, whom == For::first_admin});
  return issued;
}

}  // namespace

Outcome<User> Accounts::create_user(std::string_view email, std::string_view name,
                                    std::string_view password, UserRole role,
                                    const PasswordHasher& hasher) {
  if (role == UserRole::guest) return refuse_field("role", "A guest has no account.");
  TRY(auto fresh, check_account(email, name, password, config_.site_name));
  TRY(auto hash, hasher.hash(password));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    StoredUser user;
    user.user =
        User{UserId{s_.random.uuid()}, fresh.email, fresh.name, role, false, s_.clock.wall_now()};
    user.password_hash = hash;
    if (!work.users().insert(user)) return email_taken();
    note_admin(work, user.user);
    note(work, s_,
         {.kind = AuditKind::user_created,
          .actor = the_operator(),
          .whom = user.user.id,
          .detail = "role=" + std::string{to_string(role)}});
    return std::move(user.user);
  });
}

Outcome<IssuedInvitation> Accounts::create_invitation(UserRole role, std::chrono::seconds lifetime,
                                                      const Actor& by) {
  if (role == UserRole::guest) return refuse_field("role", "A guest needs no invitation.");
  if (lifetime <= std::chrono::seconds{0})
    return refuse_field("lifetime", "An invitation must last a while.");
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<IssuedInvitation> {
    note(work, s_,
         {.kind = AuditKind::user_invited,
          .actor = by,
          .detail = "role=" + std::string{to_string(role)}});
    return issue_invitation(work, s_.random, role, lifetime, s_.clock.wall_now());
  });
}

Outcome<std::optional<IssuedInvitation>> Accounts::first_admin_invitation(
    std::chrono::seconds lifetime) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<std::optional<IssuedInvitation>> {
    if (work.users().has_admin()) return std::nullopt;
    work.invitations().remove_first_admin();
    note(work, s_,
         {.kind = AuditKind::user_invited, .actor = the_system(), .detail = "role=admin first"});
    return issue_invitation(work, s_.random, UserRole::admin, lifetime, s_.clock.wall_now(),
                            For::first_admin);
  });
}

Outcome<std::vector<User>> Accounts::list_users(std::string_view after, std::size_t limit) {
  if (limit == 0 || limit > kLongestList) return refuse_field("limit", "limit takes 1 to 1000.");
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<User>> {
    return work.users().list(after, limit);
  });
}

Outcome<User> Accounts::find_user(std::string_view email) {
  TRY(const auto address, check_email("email", email));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    auto user = work.users().by_email(address);
    if (!user) return refuse(RefusalCode::not_found, "There is no such account.");
    return std::move(user->user);
  });
}

Outcome<User> Accounts::set_disabled(const UserId& id, bool disabled) {
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<User> {
    TRY(auto user, find_by_id(work, id));
    user.user.disabled = disabled;
    work.users().update(user);
    if (disabled) end_all_sessions(work, announced, id, SessionEndCause::disabled);
    note(work, s_,
         {.kind = disabled ? AuditKind::user_disabled : AuditKind::user_enabled,
          .actor = the_operator(),
          .whom = id});
    note_admin(work, user.user);
    return std::move(user.user);
  });
}

Outcome<User> Accounts::set_password(const UserId& id, std::string_view password,
                                     const PasswordHasher& hasher) {
  TRY(const auto owner, read(s_.store, [&](UnitOfWork& work) { return find_by_id(work, id); }));
  TRY(check_new_password(password, {owner.user.email, owner.user.name, config_.site_name}));
  TRY(auto hash, hasher.hash(password));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<User> {
    TRY(auto user, find_by_id(work, id));
    if (user.user.role == UserRole::guest)
      return refuse(RefusalCode::forbidden, "A guest has no password.");
    user.password_hash = hash;
    work.users().update(user);
    end_all_sessions(work, announced, id, SessionEndCause::password_changed);
    note(work, s_, {.kind = AuditKind::user_password_set, .actor = the_operator(), .whom = id});
    return std::move(user.user);
  });
}

Outcome<void> Accounts::end_expired() {
  TRY(emit_left_events(s_));
  const base::WallTime now = s_.clock.wall_now();
  TRY(const bool any, read(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return work.sessions().has_expired(now) || work.api_tokens().has_expired(now);
      }));
  if (!any) return {};
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    std::vector<SessionOwner> removed = work.sessions().remove_expired(now, kMostExpired);
    for (SessionOwner& token : work.api_tokens().remove_expired(now, kMostExpired))
      removed.push_back(std::move(token));
    std::ranges::stable_sort(removed, {}, [](const SessionOwner& o) { return o.user_id.value(); });
    for (auto next = removed.begin(); next != removed.end();) {
      const UserId& user = next->user_id;
      std::vector<std::string> ids;
      for (; next != removed.end() && next->user_id == user; ++next)
        ids.push_back(next->session_id);
      announce_end(work, announced, user, std::move(ids), SessionEndCause::expired);
    }
    return {};
  });
}

}  // namespace meetings
