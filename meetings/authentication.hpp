// SPDX-License-Identifier: MIT
// Authentication: the one place that decides whether a token which somebody presents is good now.
// The token must have our signature, its time must not be over, and the store must still have what
// it was issued to: the sign-in session, an account that is not disabled, and, for a token that is
// bound to a meeting, the open meeting and the seat. The calls block: worker threads only, any
// number of them at once.
#pragma once

#include <string_view>

#include "base/time.hpp"
#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

class Authentication {
 public:
  // All outlive this.
  Authentication(Store& store, const Tokens& tokens, const base::Clock& clock)
      : store_(store), tokens_(tokens), clock_(clock) {}

  // Refuses with token_invalid or token_expired, and with ended if the token's meeting is over.
  // Takes API tokens, too, and notes every few minutes that one is used.
  Outcome<Claims> authenticate(std::string_view token) const;
  // The signature and the time only: enough to say whom a request costs. Reads the store for an API
  // token, which has no signature.
  Outcome<Claims> verify(std::string_view token) const;
  // The store's part, for claims that Tokens::verify() has just returned.
  Outcome<void> confirm(const Claims& claims) const;

 private:
  Outcome<Claims> find_api_token(std::string_view text, bool used) const;

  Store& store_;
  const Tokens& tokens_;
  const base::Clock& clock_;
};

}  // namespace meetings
