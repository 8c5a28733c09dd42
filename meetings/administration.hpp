// SPDX-License-Identifier: MIT
// Administration: what an administrator does to the accounts of others by REST. The store decides
// whether the caller is one at this moment, whatever the token says; everybody else is refused with
// forbidden. The calls block: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/accounts.hpp"
#include "meetings/services.hpp"

namespace meetings {

struct UserPage {
  std::vector<User> users;
  std::optional<std::string> next_cursor;
};

struct AuditPage {
  std::vector<AuditEntry> entries;  // the newest first
  std::optional<std::string> next_cursor;
};

struct OutboxPage {
  std::vector<OutboxEntry> entries;  // the oldest first
  std::optional<std::string> next_cursor;
};

// Who and what a session of the relay is for; empty: unknown, or erased.
struct RelayNames {
  std::string person;
  std::string email;
  std::string meeting_title;
  std::string meeting_code;
};

struct UserChange {
  std::optional<UserRole> role;
  std::optional<bool> disabled;
};

inline constexpr std::chrono::hours kInvitationLifetime{24 * 7};  // where none is asked for
inline constexpr std::chrono::hours kLongestInvitationLifetime{24 * 90};

class Administration {
 public:
  // The accounts outlive this.
  Administration(Services services, Accounts& accounts) : s_(services), accounts_(accounts) {}

  // Accounts by e-mail address, no guests; `limit` is 1 to 100.
  Outcome<UserPage> users(const Claims& claims, std::string_view cursor, std::size_t limit);
  // Refused with forbidden for everybody but an administrator.
  Outcome<void> check(const Claims& claims);
  // Disabling ends the person's sessions and API tokens. Nobody changes the own account: so there
  // is always an administrator left.
  Outcome<User> change_user(const Claims& claims, const UserId& id, const UserChange& change);
  // The audit log; `limit` is 1 to 100.
  Outcome<AuditPage> audit(const Claims& claims, const AuditFilter& filter, std::string_view cursor,
                           std::size_t limit);
  // The same for the operator (lecternctl), who needs no token.
  Outcome<AuditPage> audit_by_operator(const AuditFilter& filter, std::string_view cursor,
                                       std::size_t limit);
  // The mails and webhooks that wait or failed; `limit` is 1 to 100. Show nobody their payloads:
  // some hold secret links.
  Outcome<OutboxPage> outbox(const Claims& claims, const std::optional<OutboxState>& state,
                             std::string_view cursor, std::size_t limit);
  Outcome<OutboxPage> outbox_by_operator(const std::optional<OutboxState>& state,
                                         std::string_view cursor, std::size_t limit);
  // Makes an entry due now, as if it had never been tried; removes one. Refused with not_found.
  Outcome<void> retry(const Claims& claims, const OutboxId& id);
  Outcome<void> drop(const Claims& claims, const OutboxId& id);
  Outcome<void> retry_by_operator(const OutboxId& id);
  Outcome<void> drop_by_operator(const OutboxId& id);
  // Puts a mail to the administrator's own address, which the mail server takes or refuses like any
  // other. Refused with bad_field("email") where the account has no address.
  struct TestMail {
    OutboxId entry;
    std::string to;
  };
  Outcome<TestMail> send_test_mail(const Claims& claims);
  // The sign-in sessions of another person, the most recently used one first.
  Outcome<std::vector<Session>> sessions(const Claims& claims, const UserId& person);
  // Ends one of them; nullopt: all, and the API tokens. Refused with not_found.
  Outcome<void> end_sessions(const Claims& claims, const UserId& person,
                             const std::optional<std::string>& session);
  Outcome<RelayNames> relay_names(const Claims& claims, const UserId& person,
                                  const MeetingId& meeting);
  // Notes an act that changes nothing in the store: of an administrator, of the operator.
  Outcome<void> note_by(const Claims& claims, AuditEntry entry);
  Outcome<void> note_by_operator(AuditEntry entry);
  // An invitation to register that works once.
  Outcome<IssuedInvitation> invite(const Claims& claims, UserRole role,
                                   const std::optional<base::WallTime>& expires_at);

 private:
  Outcome<void> retry_by(UnitOfWork& work, const OutboxId& id, const Actor& by);
  Outcome<void> drop_by(UnitOfWork& work, const OutboxId& id, const Actor& by);
  void note_change(UnitOfWork& work, const Claims& claims, const User& before,
                   const User& after) const;

  Services s_;
  Accounts& accounts_;
};

}  // namespace meetings
