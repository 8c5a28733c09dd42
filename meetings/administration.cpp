// SPDX-License-Identifier: MIT
#include "meetings/administration.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/number.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/lookups.hpp"
#include "meetings/session_end.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestPage = 100;
constexpr std::size_t kLongestCursor = 400;

Outcome<std::string> parse_cursor(std::string_view text) {
  if (text.empty()) return std::string{};
  const auto bytes = text.size() > kLongestCursor ? std::nullopt : base::decode_base64url(text);
  if (!bytes || !base::is_utf8(base::as_text(*bytes)))
    return refuse_field("cursor", "This cursor is none that was given out.");
  return std::string{base::as_text(*bytes)};
}

Outcome<void> require_account_of(UnitOfWork& work, const UserId& person) {
  const auto user = work.users().by_id(person);
  if (user && user->user.role != UserRole::guest) return {};
  return refuse(RefusalCode::not_found, "There is no such account.");
}

}  // namespace

Outcome<void> Administration::check(const Claims& claims) {
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    return require_admin(work, claims, s_.clock.wall_now());
  });
}

Outcome<UserPage> Administration::users(const Claims& claims, std::string_view cursor,
                                        std::size_t limit) {
  if (limit == 0 || limit > kLongestPage) return refuse_field("limit", "limit takes 1 to 100.");
  TRY(const auto after, parse_cursor(cursor));
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<UserPage> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    UserPage page{work.users().list(after, limit + 1), std::nullopt};
    if (page.users.size() > limit) {
      page.users.pop_back();
      page.next_cursor = base::encode_base64url(base::as_bytes(page.users.back().email));
    }
    return page;
  });
}

Outcome<User> Administration::change_user(const Claims& claims, const UserId& id,
                                          const UserChange& change) {
  if (change.role == UserRole::guest) return refuse_field("role", "A guest has no account.");
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<User> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    auto user = work.users().by_id(id);
    if (!user || user->user.role == UserRole::guest)
      return refuse(RefusalCode::not_found, "There is no such account.");
    if (id == claims.user_id)
      return refuse(RefusalCode::forbidden, "Another administrator has to change your account.");
    const User before = user->user;
    user->user.role = change.role.value_or(user->user.role);
    user->user.disabled = change.disabled.value_or(user->user.disabled);
    work.users().update(*user);
    if (user->user.disabled) end_all_sessions(work, announced, id, SessionEndCause::disabled);
    note_admin(work, user->user);
    note_change(work, claims, before, user->user);
    return std::move(user->user);
  });
}

Outcome<AuditPage> Administration::audit(const Claims& claims, const AuditFilter& filter,
                                         std::string_view cursor, std::size_t limit) {
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  return audit_by_operator(filter, cursor, limit);
}

Outcome<AuditPage> Administration::audit_by_operator(const AuditFilter& filter,
                                                     std::string_view cursor, std::size_t limit) {
  if (limit == 0 || limit > kLongestPage) return refuse_field("limit", "limit takes 1 to 100.");
  std::optional<std::int64_t> before;
  if (!cursor.empty()) {
    before = base::parse_number<std::int64_t>(cursor);
    if (!before || *before < 1)
      return refuse_field("cursor", "This cursor is none that was given out.");
  }
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<AuditPage> {
    AuditPage page{work.audit().list(filter, before, limit + 1), std::nullopt};
    if (page.entries.size() > limit) {
      page.entries.pop_back();
      page.next_cursor = std::to_string(page.entries.back().id);
    }
    return page;
  });
}

Outcome<OutboxPage> Administration::outbox(const Claims& claims,
                                           const std::optional<OutboxState>& state,
                                           std::string_view cursor, std::size_t limit) {
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  return outbox_by_operator(state, cursor, limit);
}

Outcome<OutboxPage> Administration::outbox_by_operator(const std::optional<OutboxState>& state,
                                                       std::string_view cursor, std::size_t limit) {
  if (limit == 0 || limit > kLongestPage) return refuse_field("limit", "limit takes 1 to 100.");
  std::optional<OutboxId> after;
  if (!cursor.empty()) {
    const auto id = base::parse_number<std::int64_t>(cursor);
    if (!id || *id < 1) return refuse_field("cursor", "This cursor is none that was given out.");
    after = OutboxId{*id};
  }
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<OutboxPage> {
    OutboxPage page{work.outbox().list(state, after, limit + 1), std::nullopt};
    if (page.entries.size() > limit) {
      page.entries.pop_back();
      page.next_cursor = std::to_string(page.entries.back().id.value());
    }
    return page;
  });
}

Outcome<void> Administration::retry_by(UnitOfWork& work, const OutboxId& id, const Actor& by) {
  if (!work.outbox().revive(id, s_.clock.wall_now()))
    return refuse(RefusalCode::not_found, "The outbox has no such entry.");
  note(work, s_,
       {.kind = AuditKind::mail_retried, .actor = by, .object = std::to_string(id.value())});
  return {};
}

Outcome<void> Administration::drop_by(UnitOfWork& work, const OutboxId& id, const Actor& by) {
  const auto entry = work.outbox().find(id);
  if (!entry || entry->kind == OutboxKind::event)
    return refuse(RefusalCode::not_found, "The outbox has no such entry.");
  work.outbox().mark_done(id);
  note(work, s_,
       {.kind = AuditKind::mail_dropped, .actor = by, .object = std::to_string(id.value())});
  return {};
}

Outcome<void> Administration::retry(const Claims& claims, const OutboxId& id) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    return retry_by(work, id, actor_of(claims));
  });
}

Outcome<void> Administration::drop(const Claims& claims, const OutboxId& id) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    return drop_by(work, id, actor_of(claims));
  });
}

Outcome<void> Administration::retry_by_operator(const OutboxId& id) {
  return s_.store.write([&](UnitOfWork& work) { return retry_by(work, id, the_operator()); });
}

Outcome<void> Administration::drop_by_operator(const OutboxId& id) {
  return s_.store.write([&](UnitOfWork& work) { return drop_by(work, id, the_operator()); });
}

Outcome<Administration::TestMail> Administration::send_test_mail(const Claims& claims) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<TestMail> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(require_admin(work, claims, now));
    const auto user = work.users().by_id(claims.user_id);
    const std::string to = user ? user->user.shown_email() : std::string{};
    if (to.empty()) return refuse_field("email", "Your account has no e-mail address.");
    const std::string payload =
        base::Json::object({{"template", "trial"}, {"user", claims.user_id.value()}}).print();
    // A test that was not sent within the hour is of no use any more.
    const OutboxId entry =
        work.outbox().put(OutboxKind::mail, payload, now, now, {{}, now + std::chrono::hours{1}});
    note(work, s_,
         {.kind = AuditKind::mail_tested,
          .actor = actor_of(claims),
          .object = std::to_string(entry.value())});
    return TestMail{entry, to};
  });
}

Outcome<std::vector<Session>> Administration::sessions(const Claims& claims, const UserId& person) {
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Session>> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(require_admin(work, claims, now));
    TRY(require_account_of(work, person));
    return work.sessions().list(person, now);
  });
}

Outcome<void> Administration::end_sessions(const Claims& claims, const UserId& person,
                                           const std::optional<std::string>& session) {
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    TRY(require_account_of(work, person));
    if (session) {
      const auto found = work.sessions().find(*session);
      if (!found || found->user_id != person)
        return refuse(RefusalCode::not_found, "This account has no such session.");
      end_session(work, announced, *session, SessionEndCause::signed_out);
    } else {
      end_all_sessions(work, announced, person, SessionEndCause::signed_out);
    }
    note(work, s_,
         {.kind = AuditKind::session_ended,
          .actor = actor_of(claims),
          .whom = person,
          .object = session.value_or(std::string{}),
          .detail = session ? "" : "all"});
    return {};
  });
}

Outcome<RelayNames> Administration::relay_names(const Claims& claims, const UserId& person,
                                                const MeetingId& meeting) {
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<RelayNames> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    RelayNames out;
    if (const auto user = work.users().by_id(person)) {
      out.person = user->user.name;
      out.email = user->user.shown_email();
    }
    if (const auto found = work.meetings().by_id(meeting)) {
      out.meeting_title = found->meeting.title;
      out.meeting_code = found->meeting.code;
    }
    return out;
  });
}

Outcome<void> Administration::note_by(const Claims& claims, AuditEntry entry) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    entry.actor = actor_of(claims);
    note(work, s_, entry);
    return {};
  });
}

Outcome<void> Administration::note_by_operator(AuditEntry entry) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    entry.actor = the_operator();
    note(work, s_, entry);
    return {};
  });
}

Outcome<IssuedInvitation> Administration::invite(const Claims& claims, UserRole role,
                                                 const std::optional<base::WallTime>& expires_at) {
  const base::WallTime now = s_.clock.wall_now();
  const base::WallTime end = expires_at.value_or(now + kInvitationLifetime);
  if (end <= now || end > now + kLongestInvitationLifetime)
    return refuse_field("expires_at", "An invitation ends within the next 90 days.");
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  return accounts_.create_invitation(role, std::chrono::ceil<std::chrono::seconds>(end - now),
                                     actor_of(claims));
}

void Administration::note_change(UnitOfWork& work, const Claims& claims, const User& before,
                                 const User& after) const {
  if (before.role != after.role) {
    note(work, s_,
         {.kind = AuditKind::user_role_changed,
          .actor = actor_of(claims),
          .whom = after.id,
          .detail = "role=" + std::string{to_string(after.role)}});
  }
  if (before.disabled != after.disabled) {
    note(work, s_,
         {.kind = after.disabled ? AuditKind::user_disabled : AuditKind::user_enabled,
          .actor = actor_of(claims),
          .whom = after.id});
  }
}

}  // namespace meetings
