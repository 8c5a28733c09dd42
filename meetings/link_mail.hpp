// SPDX-License-Identifier: MIT
// The links that reach a person by e-mail and prove the mailbox: to set another password, and to
// verify the address. The token of a link is made here; the store keeps its SHA-256. The mail that
// carries it lies in the outbox, put in the same transaction, until the sender of mails takes it:
//
//   {"template":"password-reset","user":"0f3c…","to":"ada@example.org","token":"…",
//    "expires_at":"2026-11-30T07:23:14Z"}
//
// (`template` is "password-reset" or "verify-email"). The mail lives no longer than its link: one
// that is replaced, used or expired leaves the outbox, so there is one mail for each person and
// purpose at most. Inside a unit of work only.
#pragma once

#include <chrono>

#include "meetings/services.hpp"

namespace meetings {

inline constexpr std::chrono::hours kResetLifetime{1};
inline constexpr std::chrono::hours kVerificationLifetime{24 * 3};
// Somebody who asks again within this time gets no other mail.
inline constexpr std::chrono::minutes kMailPause{1};

// Makes a link for this user, puts its mail, and voids the earlier link of the same purpose. Does
// nothing within kMailPause of that one. Without a user it does the same work and undoes it, so the
// time that it takes does not tell who has an account.
void put_link_mail(const Services& services, UnitOfWork& work, const std::optional<User>& user,
                   LinkPurpose purpose);
// The link that this token opens; refuses with link_invalid.
Outcome<StoredEmailLink> find_link(UnitOfWork& work, std::string_view token, LinkPurpose purpose,
                                   base::WallTime now);
// Voids the user's link of this purpose and takes its mail out of the outbox; nothing without one.
void drop_link(UnitOfWork& work, const UserId& user, LinkPurpose purpose);

}  // namespace meetings
