// SPDX-License-Identifier: MIT
// The accounts with which a TURN test signs in, and the expiry of time-limited ones. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "turn/client/dialogue.hpp"

namespace probe {

struct TimedAccount {
  turn::client::Account account;
  std::optional<base::WallTime> expires;  // absent: the account does not expire
};

// A name and a password as they were given; the expiry is read from a name of the form
// `expiry:identity` or `expiry` (TURN REST API).
TimedAccount given_account(std::string username, base::Secret password);
// A time-limited account of `user`, made with a shared secret; valid until `expires`.
TimedAccount issued_account(const base::Secret& secret, const std::string& user,
                            base::WallTime expires);

}  // namespace probe
