// SPDX-License-Identifier: MIT
// Accounts: registering, signing in and staying signed in, guests, and what the operator does with
// users. Blocking (store, argon2): worker threads only. Any number of threads at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/services.hpp"

namespace meetings {

class RefreshToken;

enum class Registration : std::uint8_t { open, invited, closed };
std::string_view to_string(Registration registration) noexcept;
std::optional<Registration> parse_registration(std::string_view text) noexcept;

struct AccountsConfig {
  Registration registration = Registration::invited;
  std::chrono::seconds access_lifetime = std::chrono::minutes{15};
  std::chrono::seconds refresh_lifetime = std::chrono::hours{24 * 30};
  std::chrono::seconds guest_refresh_lifetime = std::chrono::hours{24};
};

// What a client holds after signing in (docs/api.md, Tokens).
struct TokenPair {
  std::string access;
  std::string refresh;
  std::chrono::seconds expires_in{0};  // of `access`
  User user;
};

struct GuestEntry {
  TokenPair tokens;
  Meeting meeting;
};

struct NewAccount {
  std::string email;
  std::string name;
  std::string password;
  std::optional<std::string> invitation{};
};

struct IssuedInvitation {
  std::string token;  // shown once; the store keeps its hash
  UserRole role = UserRole::user;
  base::WallTime expires_at;
};

class Accounts {
 public:
  Accounts(Services services, AccountsConfig config) : s_(services), config_(config) {}

  Registration registration() const noexcept { return config_.registration; }

  // An invitation opens the door in every mode and gives its role; without one only `open` lets in.
  Outcome<TokenPair> register_user(const NewAccount& account);
  // Takes the same time whether or not the e-mail is known. A disabled account answers
  // invalid_credentials. Counts wrong passwords by account and by `client`, the address that asks
  // (meetings/guess_limits.hpp), and refuses with rate_limited.
  Outcome<TokenPair> login(std::string_view email, std::string_view password,
                           const base::IpAddress& client);
  // The next pair. The same token within 10 s of its first use gives the same next one (a lost
  // answer, two tabs); any other second use ends the session for whoever holds a token of it.
  Outcome<TokenPair> refresh(std::string_view refresh_token);
  // Ends the session that the token belongs to. An unknown token is no error.
  Outcome<void> logout(std::string_view refresh_token);
  // A person without an account, bound to one meeting (id or code).
  Outcome<GuestEntry> guest(std::string_view meeting_id_or_code, std::string_view name);

  Outcome<User> me(const Claims& claims);
  Outcome<User> rename(const Claims& claims, std::string_view name);

  // For the operator (lecternctl, first start), who needs no token.
  Outcome<User> create_user(std::string_view email, std::string_view name,
                            std::string_view password, UserRole role);
  Outcome<IssuedInvitation> create_invitation(UserRole role, std::chrono::seconds lifetime);
  // While there is no administrator: a fresh admin invitation, which voids those before it. Nothing
  // once there is one.
  Outcome<std::optional<IssuedInvitation>> first_admin_invitation(std::chrono::seconds lifetime);
  // By e-mail; those after `after` (empty: from the start), at most `limit` (1–1000).
  Outcome<std::vector<User>> list_users(std::string_view after, std::size_t limit);
  Outcome<User> find_user(std::string_view email);
  // Both end the user's sessions (disabling does, enabling does not); access tokens die within
  // access_lifetime.
  Outcome<User> set_disabled(const UserId& user, bool disabled);
  Outcome<User> set_password(const UserId& user, std::string_view password);

  // Housekeeping, once an hour or so: expired sessions and invitations, guests who never came in.
  Outcome<void> remove_expired();

 private:
  Outcome<TokenPair> login_uncounted(std::string_view email, std::string_view password);
  TokenPair token_pair(const StoredUser& user, std::string refresh, base::WallTime now) const;
  TokenPair open_session(UnitOfWork& work, const StoredUser& user, base::WallTime now);
  // Nothing where the token opens nothing; its session is gone then.
  std::optional<TokenPair> rotate(UnitOfWork& work, const RefreshToken& token);
  std::chrono::seconds refresh_lifetime(const StoredUser& user) const noexcept;

  Services s_;
  AccountsConfig config_;
};

}  // namespace meetings
