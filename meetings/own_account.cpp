// SPDX-License-Identifier: MIT
#include "meetings/own_account.hpp"

#include "meetings/account_rules.hpp"
#include "meetings/lookups.hpp"
#include "meetings/old_password.hpp"
#include "meetings/paid_hasher.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

Refusal wrong_old_password() {
  return {RefusalCode::password_wrong, "The old password is wrong.", "old_password", {}};
}

}  // namespace

Outcome<std::vector<OwnSession>> OwnAccount::sessions(const Claims& claims) {
  TRY(require_account(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<OwnSession>> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    std::vector<OwnSession> own;
    for (Session& session : work.sessions().list(claims.user_id, s_.clock.wall_now())) {
      const bool current = session.id == claims.session_id;
      own.push_back({std::move(session), current});
    }
    return own;
  });
}

Outcome<void> OwnAccount::end_session(const Claims& claims, std::string_view session) {
  TRY(require_account(claims));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    const auto found = work.sessions().find(session);
    if (!found || found->user_id != claims.user_id)
      return refuse(RefusalCode::not_found, "This account has no such session.");
    meetings::end_session(work, announced, session, SessionEndCause::signed_out);
    note(work, s_,
         {.kind = AuditKind::session_ended,
          .actor = actor_of(claims),
          .whom = claims.user_id,
          .object = std::string{session}});
    return {};
  });
}

Outcome<void> OwnAccount::end_other_sessions(const Claims& claims) {
  TRY(require_account(claims));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    meetings::end_other_sessions(work, announced, claims.user_id, claims.session_id,
                                 SessionEndCause::signed_out);
    note(work, s_,
         {.kind = AuditKind::session_ended,
          .actor = actor_of(claims),
          .whom = claims.user_id,
          .detail = "all others"});
    return {};
  });
}

Outcome<void> OwnAccount::change_password(const Claims& claims, std::string_view old_password,
                                          std::string_view password, const Client& client,
                                          const PasswordHasher& hasher) {
  TRY(require_account(claims));
  TRY(const auto before, read(s_.store, [&](UnitOfWork& work) {
        return find_account(work, claims, s_.clock.wall_now());
      }));
  TRY(check_new_password(password, {before.user.email, before.user.name, site_name_}));
  TRY(check_old_password(s_, before, old_password, client, &hasher, wrong_old_password()));
  TRY(auto hash, PaidHasher(hasher, s_.guesses, s_.clock, client.address).hash(password));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(auto user, find_account(work, claims, s_.clock.wall_now()));
    // The account got another password during the check.
    if (user.password_hash != before.password_hash) return base::failure(wrong_old_password());
    user.password_hash = hash;
    work.users().update(user);
    meetings::end_other_sessions(work, announced, claims.user_id, claims.session_id,
                                 SessionEndCause::password_changed);
    note(work, s_,
         {.kind = AuditKind::password_changed, .actor = actor_of(claims), .whom = claims.user_id});
    return {};
  });
}

}  // namespace meetings
