// SPDX-License-Identifier: MIT
#include "meetings/session_end.hpp"

#include <utility>

#include "meetings/foreign_accounts.hpp"

namespace meetings {
namespace {

// Whether somebody who should not have the user's credentials for the relay may have them.
bool is_hostile(SessionEndCause cause) noexcept {
  return cause == SessionEndCause::disabled || cause == SessionEndCause::password_changed ||
         cause == SessionEndCause::token_reused || cause == SessionEndCause::erased;
}

}  // namespace

void end_session(UnitOfWork& work, Announcements& announced, std::string_view session,
                 SessionEndCause cause) {
  const auto user = work.sessions().remove(session);
  if (user) announce_end(work, announced, *user, {std::string{session}}, cause);
}

void end_all_sessions(UnitOfWork& work, Announcements& announced, const UserId& user,
                      SessionEndCause cause) {
  std::vector<std::string> removed = work.sessions().remove_all(user);
  for (std::string& id : work.api_tokens().remove_all(user)) removed.push_back(std::move(id));
  // What was opened with tokens of a foreign issuer.
  const auto account = work.users().by_id(user);
  if (account && !account->user.issuer.empty()) removed.push_back(foreign_session_id(user));
  announce_end(work, announced, user, std::move(removed), cause);
}

void end_other_sessions(UnitOfWork& work, Announcements& announced, const UserId& user,
                        std::string_view kept, SessionEndCause cause) {
  announce_end(work, announced, user, work.sessions().remove_others(user, kept), cause);
}

void announce_end(UnitOfWork& work, Announcements& announced, const UserId& user,
                  std::vector<std::string> removed, SessionEndCause cause) {
  if (removed.empty()) return;
  const bool ends_relaying =
      is_hostile(cause) || !(work.sessions().has_any(user) || work.api_tokens().has_any(user));
  announced.put(work, SessionsEnded{user, std::move(removed), cause, ends_relaying});
}

}  // namespace meetings
