// SPDX-License-Identifier: MIT
#include "meetings/email_proofs.hpp"

#include "meetings/lookups.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/password_rules.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

struct Opened {
  StoredEmailLink link;
  StoredUser user;
};

Outcome<Opened> open_link(UnitOfWork& work, std::string_view token, LinkPurpose purpose,
                          base::WallTime now) {
  TRY(auto link, find_link(work, token, purpose, now));
  auto user = work.users().by_id(link.user_id);
  if (!user || user->user.disabled)
    return refuse(RefusalCode::link_invalid, "This link is not valid (any more).");
  return Opened{std::move(link), std::move(*user)};
}

}  // namespace

Outcome<void> EmailProofs::request_reset(std::string_view email) {
  TRY(const auto address, check_email("email", email));
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    const auto found = work.users().by_email(address);
    const bool may = found && !found->user.disabled && found->user.issuer.empty();
    put_link_mail(s_, work, may ? std::optional{found->user} : std::nullopt, LinkPurpose::reset);
    return {};
  });
}

Outcome<void> EmailProofs::confirm_reset(std::string_view token, std::string_view password,
                                         const Client& client, const PasswordHasher& hasher) {
  TRY(const auto before, read(s_.store, [&](UnitOfWork& work) {
        return open_link(work, token, LinkPurpose::reset, s_.clock.wall_now());
      }));
  const User& owner = before.user.user;
  TRY(check_new_password(password, {owner.email, owner.name, site_name_}));
  TRY(auto hash, PaidHasher(hasher, s_.guesses, s_.clock, client.address).hash(password));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(auto opened, open_link(work, token, LinkPurpose::reset, s_.clock.wall_now()));
    opened.user.password_hash = hash;
    opened.user.user.email_verified = true;
    work.users().update(opened.user);
    for (const LinkPurpose purpose : {LinkPurpose::reset, LinkPurpose::verify})
      drop_link(work, opened.link.user_id, purpose);
    end_all_sessions(work, announced, opened.link.user_id, SessionEndCause::password_changed);
    note(work, s_,
         {.kind = AuditKind::password_reset,
          .actor = {ActorKind::user, opened.link.user_id, client.network()},
          .whom = opened.link.user_id});
    return {};
  });
}

Outcome<void> EmailProofs::verify(std::string_view token) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(auto opened, open_link(work, token, LinkPurpose::verify, s_.clock.wall_now()));
    opened.user.user.email_verified = true;
    work.users().update(opened.user);
    drop_link(work, opened.link.user_id, LinkPurpose::verify);
    return {};
  });
}

Outcome<bool> EmailProofs::resend_verification(const Claims& claims) {
  TRY(require_account(claims));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
    TRY(const auto user, find_account(work, claims, s_.clock.wall_now()));
    if (!user.user.issuer.empty())
      return refuse(RefusalCode::forbidden, "The issuer of this account knows its address.");
    if (!user.user.email_verified) put_link_mail(s_, work, user.user, LinkPurpose::verify);
    return user.user.email_verified;
  });
}

}  // namespace meetings
