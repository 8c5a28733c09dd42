// SPDX-License-Identifier: MIT
// Accounts: registering, signing in and staying signed in, guests, and the operator's commands for
// users. The calls block (store, argon2): worker threads only, any number of them at once; those
// that take a PasswordHasher run in the hash pool. `client` is who asks.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meetings/client.hpp"
#include "meetings/openings.hpp"
#include "meetings/passwords.hpp"
#include "meetings/services.hpp"

namespace meetings {

class Announcements;
class RefreshToken;

enum class Registration : std::uint8_t { open, invited, closed };
std::string_view to_string(Registration registration) noexcept;
std::optional<Registration> parse_registration(std::string_view text) noexcept;

struct AccountsConfig {
  Registration registration = Registration::invited;
  std::string site_name{};  // which is no password
  std::chrono::seconds access_lifetime = std::chrono::minutes{15};
  std::chrono::seconds refresh_lifetime = std::chrono::hours{24 * 30};
  std::chrono::seconds guest_refresh_lifetime = std::chrono::hours{24};
  // The rules of a zone, for series, whose last date may be over.
  FindTimeZone find_timezone{};
};

// The tokens of a client that signed in (docs/api.md, Tokens).
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

// What people say about themselves. Absent: it stays.
struct OwnChange {
  std::optional<std::string> name{};
  std::optional<std::string> language{};  // of kMailLanguages; empty: none chosen
  std::optional<std::string> timezone{};  // IANA name; empty: none chosen
  std::optional<bool> reminders{};        // by mail
};
// The languages that mails are written in (meetings/notify/words.hpp).
inline constexpr std::array<std::string_view, 5> kMailLanguages{"en", "de", "fr", "es", "ar"};

class Accounts {
 public:
  Accounts(Services services, AccountsConfig config)
      : s_(services), config_(std::move(config)), registration_(config_.registration) {}

  // Any thread.
  Registration registration() const noexcept { return registration_; }
  void set_registration(Registration registration) noexcept { registration_ = registration; }

  // An invitation is accepted in every mode and gives its role; without one only `open` accepts a
  // new account. Puts the mail that verifies the address into the outbox. Refuses a password that
  // is easily guessed, as create_user() and set_password() do (meetings/password_rules.hpp).
  Outcome<TokenPair> register_user(const NewAccount& account, const Client& client,
                                   const PasswordHasher& hasher);
  // Takes the same time whether or not the e-mail is known. A disabled account answers
  // invalid_credentials. Counts wrong passwords by account and address (meetings/guess_limits.hpp),
  // and refuses with rate_limited. An address with a right login counts as known for 30 days.
  Outcome<TokenPair> login(std::string_view email, std::string_view password, const Client& client,
                           const PasswordHasher& hasher);
  // Opens a session for somebody whom a foreign issuer has identified; a disabled account is
  // refused with forbidden. `oidc_sid` is the session at the provider, if the provider names it.
  Outcome<TokenPair> sign_in(const UserId& user, const Client& client,
                             const std::optional<std::string>& oidc_sid = {});
  // A session at the issuer is over: ends the sessions that come from it. Without `oidc_sid` ends
  // all sessions of the person `subject`; API tokens go on.
  Outcome<void> end_at_issuer(std::string_view issuer, const std::optional<std::string>& oidc_sid,
                              const std::optional<std::string>& subject);
  // Returns the next pair. Using a token again within 10 s of its first use gives the same next
  // pair (a lost response, two tabs). Any other second use ends the session for every holder of its
  // tokens: also the access and seat tokens that were issued to it, and its WebSockets.
  Outcome<TokenPair> refresh(std::string_view refresh_token);
  // Ends the token's session. An unknown token is no error.
  Outcome<void> logout(std::string_view refresh_token);
  // Lets in a person without an account, bound to one meeting (id or code).
  Outcome<GuestEntry> guest(std::string_view meeting_id_or_code, std::string_view name,
                            const Client& client);
  // The same for somebody who shows the link of an invitation.
  Outcome<GuestEntry> guest_by_invitation(std::string_view link, std::string_view name,
                                          const Client& client);
  // The same for a guest who keeps no token (docs/older-stack.md): the same name from the same
  // address is the same guest, until that one is in the meeting.
  Outcome<GuestEntry> guest_by_name(std::string_view meeting_id_or_code, std::string_view name,
                                    const Client& client);
  // The guest of that name and address who is in the meeting or asks to come in; nullopt if there
  // is none, or if several cannot be told from each other.
  Outcome<std::optional<Claims>> find_guest_by_name(std::string_view meeting_id_or_code,
                                                    std::string_view name, const Client& client);

  Outcome<User> me(const Claims& claims);
  // Writes nothing if it changes nothing.
  Outcome<User> change_own(const Claims& claims, const OwnChange& change);

  // For the operator (lecternctl, first start), who needs no token.
  Outcome<User> create_user(std::string_view email, std::string_view name,
                            std::string_view password, UserRole role, const PasswordHasher& hasher);
  Outcome<IssuedInvitation> create_invitation(UserRole role, std::chrono::seconds lifetime,
                                              const Actor& by = the_operator());
  // While no administrator exists: returns a fresh admin invitation, which voids the earlier ones
  // and is void itself as soon as there is an administrator. Otherwise returns nothing.
  Outcome<std::optional<IssuedInvitation>> first_admin_invitation(std::chrono::seconds lifetime);
  // The users after the e-mail address `after` (empty: from the start), sorted by e-mail address,
  // at most `limit` (1–1000).
  Outcome<std::vector<User>> list_users(std::string_view after, std::size_t limit);
  Outcome<User> find_user(std::string_view email);
  // Both end the user's sessions and all that hangs on them (enabling does not).
  Outcome<User> set_disabled(const UserId& user, bool disabled);
  Outcome<User> set_password(const UserId& user, std::string_view password,
                             const PasswordHasher& hasher);

  // Ends the sessions whose time is over, and emits the events that an earlier process left. Call
  // it every few seconds: it only reads while there is nothing to do.
  Outcome<void> end_expired();

 private:
  Outcome<TokenPair> login_uncounted(const std::optional<StoredUser>& user,
                                     std::string_view password, const Client& client,
                                     const PasswordHasher& hasher);
  Outcome<GuestEntry> let_in(UnitOfWork& work, Announcements& announced, Meeting meeting,
                             const UserId& id, const std::string& name, const Client& client);
  TokenPair token_pair(const StoredUser& user, const RefreshToken& refresh,
                       base::WallTime now) const;
  TokenPair open_session(UnitOfWork& work, Announcements& announced, const StoredUser& user,
                         const Client& client, base::WallTime now,
                         const std::optional<std::string>& oidc_sid = {});
  // nullopt for a token that is not valid any more; its session is removed then.
  std::optional<TokenPair> rotate(UnitOfWork& work, Announcements& announced,
                                  const RefreshToken& token);
  Outcome<User> with_change(User user, const OwnChange& change) const;
  std::chrono::seconds refresh_lifetime(const StoredUser& user) const noexcept;

  Services s_;
  AccountsConfig config_;
  std::atomic<Registration> registration_;  // instead of the one in config_
};

}  // namespace meetings
