// SPDX-License-Identifier: MIT
// ForeignAccounts: the accounts of people whom a foreign issuer names. A person becomes an account
// at the first token, known by issuer and subject: never by the e-mail address, which the issuer
// may not have checked. All tokens of such an account count as one session, which lives as long as
// the account. An address
// counts as the person's own only if the issuer's word for it does (ForeignIssuer::trusts_email):
// then invitations to it are the person's. The calls block: worker threads only.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "meetings/foreign_tokens.hpp"
#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

class ForeignAccounts {
 public:
  // All outlive this.
  ForeignAccounts(Store& store, ForeignTokens tokens, const base::Clock& clock,
                  base::Random& random)
      : store_(store), tokens_(std::move(tokens)), clock_(clock), random_(random) {}

  bool empty() const noexcept { return tokens_.empty(); }
  // The claims of the account that this token is for. Refuses as ForeignTokens::verify() does, and
  // a disabled account with token_invalid.
  Outcome<Claims> claims_of(std::string_view jwt) const;
  // The account of this person; makes it where there is none, and keeps its e-mail address up to
  // date.
  Outcome<StoredUser> account_of(const ForeignPerson& person) const;

 private:
  StoredUser make(const ForeignPerson& person) const;

  Store& store_;
  const ForeignTokens tokens_;
  const base::Clock& clock_;
  base::Random& random_;
};

// What stands in the claims in place of a session's id.
std::string foreign_session_id(const UserId& user);

}  // namespace meetings
