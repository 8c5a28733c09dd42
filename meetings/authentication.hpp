// SPDX-License-Identifier: MIT
// Authentication: the one place that decides whether a token which somebody presents is good now.
// The token must have our signature, its time must not be over, and the store must still have what
// it was issued to: the sign-in session, an account that is not disabled, and, for a token that is
// bound to a meeting, the open meeting and the seat. The calls block: worker threads only, any
// number of them at once.
#pragma once

#include <string_view>

#include "base/time.hpp"
#include "meetings/foreign_accounts.hpp"
#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

class Authentication {
 public:
  // All outlive this.
  Authentication(Store& store, const Tokens& tokens, const base::Clock& clock,
                 const ForeignAccounts* foreign = nullptr)
      : store_(store), tokens_(tokens), clock_(clock), foreign_(foreign) {}

  // Refuses with token_invalid or token_expired, and with ended if the token's meeting is over.
  // Takes API tokens, too, and notes every few minutes that one is used.
  Outcome<Claims> authenticate(std::string_view token) const;
  // The signature and the time only: enough to say whom a request costs. Reads the store for an API
  // token, which has no signature, and for a foreign issuer's token, whose account it may make.
  Outcome<Claims> verify(std::string_view token) const;
  // The claims of a foreign issuer's token; refuses every other one.
  Outcome<Claims> verify_foreign(std::string_view jwt) const;
  // The store's part, for claims that Tokens::verify() has just returned.
  Outcome<void> confirm(const Claims& claims) const;

 private:
  // Our own signature, else a foreign issuer's.
  Outcome<Claims> verify_jwt(std::string_view jwt) const;
  Outcome<Claims> find_api_token(std::string_view text, bool used) const;

  Store& store_;
  const Tokens& tokens_;
  const base::Clock& clock_;
  const ForeignAccounts* const foreign_;  // null: no foreign issuer is accepted
};

}  // namespace meetings
