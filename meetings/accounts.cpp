// SPDX-License-Identifier: MIT
// Registering, signing in, staying signed in, guests. The operator's commands are in
// accounts_admin.cpp.
#include "meetings/accounts.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/announcements.hpp"
#include "meetings/invitations.hpp"
#include "meetings/link_mail.hpp"
#include "meetings/lookups.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/refresh_token.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

// A client that lost the response of a refresh tries again within this time.
constexpr std::chrono::seconds kRetryWindow{10};

auto invitation_refused() {
  return base::failure(Refusal{RefusalCode::invitation_invalid,
                               "This invitation is not valid (any more).", "invitation",
                               std::chrono::seconds{0}});
}

// The role of the new account, or the refusal.
Outcome<UserRole> check_entry(UnitOfWork& work, Registration mode, const NewAccount& account,
                              base::WallTime now) {
  if (account.invitation) {
    const auto found = work.invitations().find(base::sha256(base::as_bytes(*account.invitation)));
    if (!found || now >= found->expires_at) return invitation_refused();
    if (found->first_admin && work.users().has_admin()) return invitation_refused();
    return found->role;
  }
  switch (mode) {
    case Registration::open: return UserRole::user;
    case Registration::invited:
      return refuse(RefusalCode::registration_closed, "Registering here needs an invitation.");
    case Registration::closed: break;
  }
  return refuse(RefusalCode::registration_closed, "Accounts are made by the administrator here.");
}

}  // namespace

std::string_view to_string(Registration registration) noexcept {
  switch (registration) {
    case Registration::open: return "open";
    case Registration::invited: return "invited";
    case Registration::closed: break;
  }
  return "closed";
}

std::optional<Registration> parse_registration(std::string_view text) noexcept {
  for (const Registration r : {Registration::open, Registration::invited, Registration::closed}) {
    if (to_string(r) == text) return r;
  }
  return std::nullopt;
}

Outcome<TokenPair> Accounts::register_user(const NewAccount& account, const Client& client,
                                           const PasswordHasher& hasher) {
  TRY(auto fresh, check_account(account.email, account.name, account.password, config_.site_name));
  // Checked before the expensive hash, and again in the transaction that inserts the account.
  const auto may = read(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(check_entry(work, registration_, account, s_.clock.wall_now()));
    if (work.users().by_email(fresh.email)) return email_taken();
    return {};
  });
  if (!may) return base::failure(may.error());
  TRY(auto hash, PaidHasher(hasher, s_.guesses, s_.clock, client.address).hash(account.password));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<TokenPair> {
        const base::WallTime now = s_.clock.wall_now();
        TRY(const auto role, check_entry(work, registration_, account, now));
        StoredUser user;
        user.user = User{UserId{s_.random.uuid()}, fresh.email, fresh.name, role, false, now};
        user.password_hash = hash;
        if (!work.users().insert(user)) return email_taken();
        work.users().note_sign_in(user.user.id, site_digest(client.address), now,
                                  kKnownAddressesPerUser);
        if (account.invitation)
          work.invitations().remove(base::sha256(base::as_bytes(*account.invitation)));
        note_admin(work, user.user);
        note(work, s_,
             {.kind = AuditKind::user_created,
              .actor = {ActorKind::user, user.user.id, client.network()},
              .whom = user.user.id,
              .detail = "role=" + std::string{to_string(role)}});
        put_link_mail(s_, work, user.user, LinkPurpose::verify);
        return open_session(work, announced, user, client, now);
      });
}

Outcome<TokenPair> Accounts::login(std::string_view email, std::string_view password,
                                   const Client& client, const PasswordHasher& hasher) {
  std::optional<StoredUser> user;
  bool known = false;
  if (const auto address = check_email("email", email)) {
    const base::WallTime since = s_.clock.wall_now() - kKnownAddressLifetime;
    TRY(read(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
      user = work.users().by_email(*address);
      known =
          user && work.users().signed_in_from(user->user.id, site_digest(client.address), since);
      return {};
    }));
  }
  return s_.guesses.charge(login_guess(email, client.address, known), s_.clock,
                           [&] { return login_uncounted(user, password, client, hasher); });
}

Outcome<TokenPair> Accounts::login_uncounted(const std::optional<StoredUser>& user,
                                             std::string_view password, const Client& client,
                                             const PasswordHasher& hasher) {
  const PaidHasher paid{hasher, s_.guesses, s_.clock, client.address};
  bool right = false;
  if (check_password("password", password, 1, kLongestPassword)) {
    if (user && !user->password_hash.empty()) {
      TRY(right, paid.verify(user->password_hash, password));
    } else {
      // An unknown address takes as long as a known one, so the time does not tell which addresses
      // are known.
      TRY(paid.hash(password));
    }
  }
  if (!right || user->user.disabled) {
    return refuse(RefusalCode::invalid_credentials, "The e-mail address or the password is wrong.");
  }
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<TokenPair> {
        const auto current = work.users().by_id(user->user.id);
        // The account was disabled or got another password during the check.
        if (!current || current->user.disabled || current->password_hash != user->password_hash) {
          return refuse(RefusalCode::invalid_credentials,
                        "The e-mail address or the password is wrong.");
        }
        const base::WallTime now = s_.clock.wall_now();
        work.users().note_sign_in(current->user.id, site_digest(client.address), now,
                                  kKnownAddressesPerUser);
        return open_session(work, announced, *current, client, now);
      });
}

Outcome<TokenPair> Accounts::sign_in(const UserId& id, const Client& client,
                                     const std::optional<std::string>& oidc_sid) {
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<TokenPair> {
        const auto user = work.users().by_id(id);
        if (!user || user->user.disabled)
          return refuse(RefusalCode::forbidden, "This account is not active any more.");
        return open_session(work, announced, *user, client, s_.clock.wall_now(), oidc_sid);
      });
}

Outcome<void> Accounts::end_at_issuer(std::string_view issuer,
                                      const std::optional<std::string>& oidc_sid,
                                      const std::optional<std::string>& subject) {
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    std::optional<UserId> person;
    if (subject) {
      const auto known = work.users().by_subject(issuer, *subject);
      if (!known) return {};
      person = known->user.id;
    }
    if (!oidc_sid) {
      if (person) end_other_sessions(work, announced, *person, {}, SessionEndCause::signed_out);
      return {};
    }
    for (SessionOwner& ended : work.sessions().remove_of_sid(issuer, *oidc_sid, person)) {
      announce_end(work, announced, ended.user_id, {std::move(ended.session_id)},
                   SessionEndCause::signed_out);
    }
    return {};
  });
}

Outcome<TokenPair> Accounts::refresh(std::string_view refresh_token) {
  const auto token = RefreshToken::parse(refresh_token);
  // nullopt is a success for the store, so that a session removed for misuse stays removed.
  auto pair = !token ? Outcome<std::optional<TokenPair>>{std::nullopt}
                     : write_and_announce(
                           s_,
                           [&](UnitOfWork& work,
                               Announcements& announced) -> Outcome<std::optional<TokenPair>> {
                             return rotate(work, announced, *token);
                           });
  if (!pair) return base::failure(std::move(pair.error()));
  if (!*pair) return refuse(RefusalCode::refresh_invalid, "Please sign in again.");
  return std::move(**pair);
}

std::optional<TokenPair> Accounts::rotate(UnitOfWork& work, Announcements& announced,
                                          const RefreshToken& token) {
  const base::WallTime now = s_.clock.wall_now();
  auto session = work.sessions().find(token.session_id());
  if (!session) return std::nullopt;
  const auto user = work.users().by_id(session->user_id);
  const base::Sha256Digest hash = token.hash();
  const bool current = hash == session->current;
  const bool retried =
      session->previous == hash && session->next_salt && now <= session->rotated_at + kRetryWindow;
  if (!user || user->user.disabled || now >= session->expires_at || (!current && !retried)) {
    // The token expired, or was used before: then somebody has a copy, and the whole chain ends for
    // all holders.
    end_session(work, announced, session->id,
                !user || user->user.disabled ? SessionEndCause::disabled
                : now >= session->expires_at ? SessionEndCause::expired
                                             : SessionEndCause::token_reused);
    return std::nullopt;
  }
  if (retried) return token_pair(*user, token.next(*session->next_salt), now);
  base::Sha256Digest salt{};
  s_.random.fill(salt);
  const RefreshToken next = token.next(salt);
  session->previous = session->current;
  session->current = next.hash();
  session->next_salt = salt;
  session->rotated_at = now;
  session->expires_at = now + refresh_lifetime(*user);
  work.sessions().update(*session);
  return token_pair(*user, next, now);
}

Outcome<void> Accounts::logout(std::string_view refresh_token) {
  const auto token = RefreshToken::parse(refresh_token);
  if (!token) return {};
  // Every token of the chain ends it, also a used one, because presenting that is misuse anyway.
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    end_session(work, announced, token->session_id(), SessionEndCause::signed_out);
    return {};
  });
}

Outcome<GuestEntry> Accounts::guest(std::string_view meeting_id_or_code, std::string_view name,
                                    const Client& client) {
  TRY(auto line, check_line("name", name, 1, kLongestName));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<GuestEntry> {
        TRY(auto asked, find_room(s_, work, meeting_id_or_code, std::nullopt, client.address));
        StoredMeeting& found = asked.stored;
        return let_in(work, announced, std::move(found.meeting), UserId{s_.random.uuid()}, line,
                      client);
      });
}

Outcome<GuestEntry> Accounts::guest_by_invitation(std::string_view link, std::string_view name,
                                                  const Client& client) {
  TRY(auto line, check_line("name", name, 1, kLongestName));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<GuestEntry> {
        auto invitation = invitation_of_link(s_, work, link);
        if (!invitation) return refuse(RefusalCode::not_found, "There is no such invitation.");
        TRY(auto found, find_known_meeting(work, invitation->meeting_id.value()));
        // An old link leads to the part of a split series that is open, which has an invitation of
        // this address, too.
        for (int parts = 0; parts < kMostParts; ++parts) {
          auto next = open_continuation(work, found.meeting, s_.clock.wall_now());
          if (!next) break;
          auto there = work.meeting_invitations().by_email(next->meeting.id, invitation->email);
          if (!there || there->status == InviteStatus::revoked) break;
          found = std::move(*next);
          invitation = std::move(there);
        }
        TRY(auto entry, let_in(work, announced, std::move(found.meeting), UserId{s_.random.uuid()},
                               line, client));
        work.meeting_invitations().bind_guest(entry.tokens.user.id, invitation->id);
        return entry;
      });
}

Outcome<GuestEntry> Accounts::let_in(UnitOfWork& work, Announcements& announced, Meeting meeting,
                                     const UserId& id, const std::string& name,
                                     const Client& client) {
  const base::WallTime now = s_.clock.wall_now();
  TRY(const auto opening, opening_of(work, meeting, config_.find_timezone, kOpensEarly, now));
  if (meeting.ended_at || opening.over) return refuse(RefusalCode::ended, "This meeting is over.");
  StoredUser user;
  user.user = User{id, "", name, UserRole::guest, false, now};
  user.guest_meeting = meeting.id;
  work.users().insert(user);
  return GuestEntry{open_session(work, announced, user, client, now), std::move(meeting)};
}

Outcome<User> Accounts::me(const Claims& claims) {
  TRY(require_person(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    return find_account(work, claims, s_.clock.wall_now()).map([](StoredUser user) {
      return std::move(user.user);
    });
  });
}

Outcome<User> Accounts::with_change(User user, const OwnChange& change) const {
  if (change.name) { TRY(user.name, check_line("name", *change.name, 1, kLongestName)); }
  if (change.language) {
    const auto& all = kMailLanguages;
    const bool known = std::find(all.begin(), all.end(), *change.language) != all.end();
    if (!known && !change.language->empty())
      return refuse_field("language", "language is en, de, fr, es or ar.");
    user.language = *change.language;
  }
  if (change.timezone) {
    if (!change.timezone->empty() && !config_.find_timezone(*change.timezone))
      return refuse_field("timezone", "There is no such time zone.");
    user.timezone = *change.timezone;
  }
  user.reminders = change.reminders.value_or(user.reminders);
  return user;
}

Outcome<User> Accounts::change_own(const Claims& claims, const OwnChange& change) {
  TRY(require_person(claims));
  TRY(auto current, me(claims));
  TRY(const auto wanted, with_change(current, change));
  if (current == wanted) return current;
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<User> {
    TRY(auto user, find_account(work, claims, s_.clock.wall_now()));
    TRY(user.user, with_change(user.user, change));
    work.users().update(user);
    return std::move(user.user);
  });
}

std::chrono::seconds Accounts::refresh_lifetime(const StoredUser& user) const noexcept {
  return user.user.role == UserRole::guest ? config_.guest_refresh_lifetime
                                           : config_.refresh_lifetime;
}

TokenPair Accounts::token_pair(const StoredUser& user, const RefreshToken& refresh,
                               base::WallTime now) const {
  Claims claims;
  claims.kind = user.user.role == UserRole::guest ? TokenKind::guest : TokenKind::access;
  claims.user_id = user.user.id;
  claims.session_id = refresh.session_id();
  claims.name = user.user.name;
  claims.user_role = user.user.role;
  claims.meeting_id = user.guest_meeting;
  claims.issued_at = now;
  claims.expires_at = now + config_.access_lifetime;
  return TokenPair{s_.tokens.sign(claims), refresh.print(), config_.access_lifetime, user.user};
}

TokenPair Accounts::open_session(UnitOfWork& work, Announcements& announced, const StoredUser& user,
                                 const Client& client, base::WallTime now,
                                 const std::optional<std::string>& oidc_sid) {
  const RefreshToken token = RefreshToken::make(s_.random);
  Session session;
  session.id = token.session_id();
  session.user_id = user.user.id;
  session.current = token.hash();
  session.created_at = now;
  session.rotated_at = now;
  session.expires_at = now + refresh_lifetime(user);
  session.device = client.device;
  session.network = client.network();
  session.oidc_sid = oidc_sid;
  announce_end(work, announced, user.user.id, work.sessions().insert(session, kSessionsPerUser),
               SessionEndCause::too_many);
  return token_pair(user, token, now);
}

}  // namespace meetings
