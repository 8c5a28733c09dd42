// SPDX-License-Identifier: MIT
// The password by which somebody who is signed in proves to be the account's owner, before a change
// that a stolen session must not make. Blocks: worker threads only.
#pragma once

#include "meetings/client.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/services.hpp"

namespace meetings {

// With the limits of a login (meetings/guess_limits.hpp). A wrong password, none in the account and
// a missing hasher are refused with `wrong`, whose code is password_wrong.
Outcome<void> check_old_password(const Services& services, const StoredUser& user,
                                 std::string_view password, const Client& client,
                                 const PasswordHasher* hasher, const Refusal& wrong);

}  // namespace meetings
