// SPDX-License-Identifier: MIT
// The audit log: who did what to whom, when, from which network, and with which outcome. A service
// notes an act in the transaction of the act, so the store keeps both or neither. Nothing changes
// or removes an entry but retention (meetings/retention.hpp). An entry names people and things by
// their ids only, so an erased person is nobody in it. Values; the functions: inside a unit of
// work.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "meetings/ids.hpp"

namespace meetings {

enum class AuditKind : std::uint8_t {
  user_created,
  user_invited,  // a link by which somebody may register
  user_disabled,
  user_enabled,
  user_role_changed,
  user_password_set,  // by the operator
  user_exported,
  user_erased,
  password_changed,
  password_reset,  // by the link of a mail
  session_ended,   // by its owner
  token_created,
  token_removed,
  meeting_updated,
  meeting_cancelled,
  meeting_ended,
  meeting_handed_over,
  participant_banned,
  participant_unbanned,
  participant_role_changed,
  participant_moderated,  // muted, put in the spotlight, …
  participant_removed,
  join_request_answered,
  invitation_sent,
  invitation_revoked,
  calendar_made,
  calendar_removed,
  calendar_connected,     // at Google
  calendar_disconnected,  // by its owner, or because the consent is over
  webhook_created,
  webhook_changed,
  webhook_removed,
  webhook_disabled,  // by the daemon, because nobody took what it sent
  recording_begun,
  recording_shared,
  recording_removed,
  backup_made,
  configuration_reloaded,
  mail_retried,
  mail_dropped,
  relay_drained,
  relay_session_ended,
  relay_captured,
  relay_credentials_issued,
  setting_changed,  // of the site
  mail_tested,
};

struct AuditRow {
  AuditKind kind;
  std::string_view name;  // in the store, the API and the documentation
};

inline constexpr std::array kAuditKinds{
    AuditRow{AuditKind::user_created, "user.created"},
    AuditRow{AuditKind::user_invited, "user.invited"},
    AuditRow{AuditKind::user_disabled, "user.disabled"},
    AuditRow{AuditKind::user_enabled, "user.enabled"},
    AuditRow{AuditKind::user_role_changed, "user.role-changed"},
    AuditRow{AuditKind::user_password_set, "user.password-set"},
    AuditRow{AuditKind::user_exported, "user.exported"},
    AuditRow{AuditKind::user_erased, "user.erased"},
    AuditRow{AuditKind::password_changed, "password.changed"},
    AuditRow{AuditKind::password_reset, "password.reset"},
    AuditRow{AuditKind::session_ended, "session.ended"},
    AuditRow{AuditKind::token_created, "token.created"},
    AuditRow{AuditKind::token_removed, "token.removed"},
    AuditRow{AuditKind::meeting_updated, "meeting.updated"},
    AuditRow{AuditKind::meeting_cancelled, "meeting.cancelled"},
    AuditRow{AuditKind::meeting_ended, "meeting.ended"},
    AuditRow{AuditKind::meeting_handed_over, "meeting.handed-over"},
    AuditRow{AuditKind::participant_banned, "participant.banned"},
    AuditRow{AuditKind::participant_unbanned, "participant.unbanned"},
    AuditRow{AuditKind::participant_role_changed, "participant.role-changed"},
    AuditRow{AuditKind::participant_moderated, "participant.moderated"},
    AuditRow{AuditKind::participant_removed, "participant.removed"},
    AuditRow{AuditKind::join_request_answered, "join-request.answered"},
    AuditRow{AuditKind::invitation_sent, "invitation.sent"},
    AuditRow{AuditKind::invitation_revoked, "invitation.revoked"},
    AuditRow{AuditKind::calendar_made, "calendar.made"},
    AuditRow{AuditKind::calendar_removed, "calendar.removed"},
    AuditRow{AuditKind::calendar_connected, "calendar.connected"},
    AuditRow{AuditKind::calendar_disconnected, "calendar.disconnected"},
    AuditRow{AuditKind::webhook_created, "webhook.created"},
    AuditRow{AuditKind::webhook_changed, "webhook.changed"},
    AuditRow{AuditKind::webhook_removed, "webhook.removed"},
    AuditRow{AuditKind::webhook_disabled, "webhook.disabled"},
    AuditRow{AuditKind::recording_begun, "recording.begun"},
    AuditRow{AuditKind::recording_shared, "recording.shared"},
    AuditRow{AuditKind::recording_removed, "recording.removed"},
    AuditRow{AuditKind::backup_made, "backup.made"},
    AuditRow{AuditKind::configuration_reloaded, "configuration.reloaded"},
    AuditRow{AuditKind::mail_retried, "mail.retried"},
    AuditRow{AuditKind::mail_dropped, "mail.dropped"},
    AuditRow{AuditKind::relay_drained, "relay.drained"},
    AuditRow{AuditKind::relay_session_ended, "relay.session-ended"},
    AuditRow{AuditKind::relay_captured, "relay.captured"},
    AuditRow{AuditKind::relay_credentials_issued, "relay.credentials-issued"},
    AuditRow{AuditKind::setting_changed, "setting.changed"},
    AuditRow{AuditKind::mail_tested, "mail.tested"},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < kAuditKinds.size(); ++i) {
        if (static_cast<std::size_t>(kAuditKinds[i].kind) != i) return false;
      }
      return kAuditKinds.size() == static_cast<std::size_t>(AuditKind::mail_tested) + 1;
    }(),
    "one row for each kind, in their order");

std::string_view to_string(AuditKind kind) noexcept;
std::optional<AuditKind> parse_audit_kind(std::string_view text) noexcept;

// system: the daemon itself, by its rules.
enum class ActorKind : std::uint8_t { user, operator_, system };
std::string_view to_string(ActorKind kind) noexcept;
std::optional<ActorKind> parse_actor_kind(std::string_view text) noexcept;

struct Actor {
  ActorKind kind = ActorKind::system;
  std::optional<UserId> user{};
  std::string network{};  // Client::network(); empty: none, or unknown

  friend bool operator==(const Actor&, const Actor&) = default;
};

struct AuditEntry {
  std::int64_t id = 0;  // grows with the time; the store gives it
  base::WallTime at{};
  AuditKind kind = AuditKind::user_created;
  Actor actor{};
  std::optional<UserId> whom{};  // the person whom it concerns
  std::optional<MeetingId> meeting{};
  std::string object{};          // the id of the ban, invitation, session, …
  std::string outcome = "done";  // or the code of the refusal
  std::string detail{};          // "role=admin"; no names, no addresses

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// {"id", "at", "kind", "actor", "by", "network", "whom", "meeting_id", "object", "outcome",
// "detail"}, for the API and lecternctl; what is unknown is null.
base::Json view_of(const AuditEntry& entry);

struct AuditFilter {
  std::optional<UserId> actor{};
  std::optional<ActorKind> actor_kind{};
  std::optional<AuditKind> kind{};
  std::optional<UserId> whom{};
  std::optional<base::WallTime> from{};  // inclusive
  std::optional<base::WallTime> to{};    // exclusive
};

class AuditRepository {
 public:
  virtual ~AuditRepository() = default;
  virtual void insert(const AuditEntry& entry) = 0;
  // The newest first; `before` is the id of the last entry of the page before.
  virtual std::vector<AuditEntry> list(const AuditFilter& filter,
                                       const std::optional<std::int64_t>& before,
                                       std::size_t limit) = 0;
};

struct Claims;
struct Services;
class UnitOfWork;

// The person behind a token, with the network of the request.
Actor actor_of(const Claims& claims);
// Who acts by lecternctl.
inline Actor the_operator() { return {ActorKind::operator_, std::nullopt, {}}; }
inline Actor the_system() { return {}; }

// Notes an act; the time is now.
void note(UnitOfWork& work, const Services& services, AuditEntry entry);

}  // namespace meetings
