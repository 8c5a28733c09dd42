// SPDX-License-Identifier: MIT
// The operator's side of Accounts, for lecternctl and the first start.
#include "base/crypto.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/accounts.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kInvitationBytes = 24;
constexpr std::size_t kLongestList = 1000;
constexpr std::chrono::hours kIdleGuest{24 * 7};

Outcome<StoredUser> find_by_id(UnitOfWork& work, const UserId& id) {
  auto user = work.users().by_id(id);
  if (!user) return refuse(RefusalCode::not_found, "There is no such account.");
  return std::move(*user);
}

IssuedInvitation issue_invitation(UnitOfWork& work, base::Random& random, UserRole role,
                                  std::chrono::seconds lifetime, base::WallTime now) {
  IssuedInvitation issued{random.base64url(kInvitationBytes), role, now + lifetime};
  work.invitations().insert(
      StoredInvitation{base::sha256(base::as_bytes(issued.token)), role, now, issued.expires_at});
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
    return std::move(user.user);
  });
}

Outcome<IssuedInvitation> Accounts::create_invitation(UserRole role,
                                                      std::chrono::seconds lifetime) {
  if (role == UserRole::guest) return refuse_field("role", "A guest needs no invitation.");
  if (lifetime <= std::chrono::seconds{0})
    return refuse_field("lifetime", "An invitation must last a while.");
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<IssuedInvitation> {
    return issue_invitation(work, s_.random, role, lifetime, s_.clock.wall_now());
  });
}

Outcome<std::optional<IssuedInvitation>> Accounts::first_admin_invitation(
    std::chrono::seconds lifetime) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<std::optional<IssuedInvitation>> {
    if (work.users().has_admin()) return std::nullopt;
    work.invitations().remove_role(UserRole::admin);
    return issue_invitation(work, s_.random, UserRole::admin, lifetime, s_.clock.wall_now());
  });
}

Outcome<std::vector<User>> Accounts::list_users(std::string_view after, std::size_t limit) {
  if (limit == 0 || limit > kLongestList) return refuse_field("limit", "limit takes 1 to 1000.");
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<User>> {
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
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    TRY(auto user, find_by_id(work, id));
    user.user.disabled = disabled;
    work.users().update(user);
    if (disabled) work.sessions().remove_all(id);
    return std::move(user.user);
  });
}

Outcome<User> Accounts::set_password(const UserId& id, std::string_view password,
                                     const PasswordHasher& hasher) {
  TRY(const auto owner, read(s_.store, [&](UnitOfWork& work) { return find_by_id(work, id); }));
  TRY(check_new_password(password, {owner.user.email, owner.user.name, config_.site_name}));
  TRY(auto hash, hasher.hash(password));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    TRY(auto user, find_by_id(work, id));
    if (user.user.role == UserRole::guest)
      return refuse(RefusalCode::forbidden, "A guest has no password.");
    user.password_hash = hash;
    work.users().update(user);
    work.sessions().remove_all(id);
    return std::move(user.user);
  });
}

Outcome<void> Accounts::remove_expired() {
  const base::WallTime now = s_.clock.wall_now();
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.sessions().remove_expired(now);
    work.invitations().remove_expired(now);
    work.users().forget_sign_ins(now - kKnownAddressLifetime);
    work.users().remove_idle_guests(now - kIdleGuest);
    return {};
  });
}

}  // namespace meetings
