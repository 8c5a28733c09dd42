// SPDX-License-Identifier: MIT
#include "meetings/foreign_accounts.hpp"

#include "meetings/account_rules.hpp"

namespace meetings {

std::string foreign_session_id(const UserId& user) { return "foreign-" + user.value(); }

Outcome<Claims> ForeignAccounts::claims_of(std::string_view jwt) const {
  TRY(const auto person, tokens_.verify(jwt, clock_.wall_now()));
  TRY(const auto account, account_of(person));
  if (account.user.disabled)
    return refuse(RefusalCode::token_invalid, "This account is not active any more.");
  Claims claims;
  claims.user_id = account.user.id;
  claims.session_id = foreign_session_id(account.user.id);
  claims.name = account.user.name;
  claims.user_role = account.user.role;
  claims.issued_at = person.issued_at;
  claims.expires_at = person.expires_at;
  claims.subject = person.subject;
  return claims;
}

Outcome<StoredUser> ForeignAccounts::account_of(const ForeignPerson& person) const {
  TRY(auto known, read(store_, [&](UnitOfWork& work) -> Outcome<std::optional<StoredUser>> {
        return work.users().by_subject(person.issuer, person.subject);
      }));
  const auto is_up_to_date = [&](const User& user) {
    return person.email.empty() ||
           (user.foreign_email == person.email && (user.email_verified || !person.email_trusted));
  };
  if (known && is_up_to_date(known->user)) return std::move(*known);
  return write(store_, [&](UnitOfWork& work) -> Outcome<StoredUser> {
    // Two requests of a new person may come at once.
    auto account = work.users().by_subject(person.issuer, person.subject);
    if (!account) {
      account = make(person);
      work.users().insert(*account);
      work.audit().insert({.at = clock_.wall_now(),
                           .kind = AuditKind::user_created,
                           .actor = the_system(),
                           .whom = account->user.id,
                           .detail = "role=user foreign"});
    } else {
      const bool proved =
          account->user.email_verified && account->user.foreign_email == person.email;
      account->user.foreign_email = person.email;
      account->user.email_verified = proved || person.email_trusted;
      work.users().update(*account);
    }
    if (account->user.email_verified)
      work.meeting_invitations().give_to(account->user.id, account->user.foreign_email);
    return std::move(*account);
  });
}

StoredUser ForeignAccounts::make(const ForeignPerson& person) const {
  StoredUser account;
  account.user.id = UserId{random_.uuid()};
  account.user.email = placeholder_email(account.user.id);
  account.user.name = person.name.empty() ? "Member" : person.name;
  account.user.created_at = clock_.wall_now();
  account.user.issuer = person.issuer;
  account.user.foreign_email = person.email;
  account.user.email_verified = person.email_trusted;
  account.subject = person.subject;
  return account;
}

}  // namespace meetings
