// SPDX-License-Identifier: MIT
// What the messages of webhooks say (docs/webhooks.md).
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

using base::Json;

Json time_json(const std::optional<base::WallTime>& at) {
  return at ? Json{base::print_iso8601(*at)} : Json{};
}

template <class Id>
Json id_json(const std::optional<Id>& id) {
  return id ? Json{id->value()} : Json{};
}

// The event of an entry of the audit log; nullopt: it is none.
std::optional<WebhookEvent> event_of(AuditKind kind) noexcept {
  switch (kind) {
    case AuditKind::user_created: return WebhookEvent::user_created;
    case AuditKind::user_disabled: return WebhookEvent::user_disabled;
    case AuditKind::user_erased: return WebhookEvent::user_erased;
    case AuditKind::meeting_updated: return WebhookEvent::meeting_updated;
    case AuditKind::meeting_cancelled: return WebhookEvent::meeting_cancelled;
    case AuditKind::meeting_ended: return WebhookEvent::meeting_ended;
    case AuditKind::join_request_answered: return WebhookEvent::join_request_answered;
    case AuditKind::invitation_sent: return WebhookEvent::invitation_sent;
    case AuditKind::recording_begun: return WebhookEvent::recording_started;
    case AuditKind::recording_removed: return WebhookEvent::recording_deleted;
    default: return std::nullopt;
  }
}

bool anybody_wants(UnitOfWork& work, WebhookEvent event) {
  for (const Webhook& webhook : work.webhooks().list()) {
    if (webhook.wants(event)) return true;
  }
  return false;
}

Json user_json(UnitOfWork& work, WebhookEvent event, const UserId& id) {
  Json user = Json::object({{"user_id", id.value()}});
  // Of an erased person there is nothing but the id.
  const auto found = event == WebhookEvent::user_erased ? std::nullopt : work.users().by_id(id);
  if (!found) return user;
  const std::string& email = found->user.shown_email();
  return user.set("name", found->user.name)
      .set("email", email.empty() ? Json{} : Json{email})
      .set("role", to_string(found->user.role));
}

}  // namespace

Json webhook_view(const Meeting& meeting) {
  return Json::object({{"meeting_id", meeting.id.value()},
                       {"code", meeting.code},
                       {"title", meeting.title},
                       {"type", to_string(meeting.type)},
                       {"access", to_string(meeting.access)},
                       {"state", to_string(meeting.state())},
                       {"host_id", meeting.host_id.value()},
                       {"scheduled_at", time_json(meeting.scheduled_at)},
                       {"duration_minutes", meeting.duration_minutes},
                       {"timezone", meeting.timezone},
                       {"recurrence", meeting.series ? Json{meeting.series->rule} : Json{}},
                       {"created_at", base::print_iso8601(meeting.created_at)},
                       {"ended_at", time_json(meeting.ended_at)}});
}

Json webhook_view(const JoinRequest& request) {
  return Json::object({{"request_id", request.id.value()},
                       {"meeting_id", request.meeting_id.value()},
                       {"user_id", request.user_id.value()},
                       {"name", request.name},
                       {"status", to_string(request.status)}});
}

Json webhook_view(const Invitation& invitation) {
  return Json::object({{"invite_id", invitation.id.value()},
                       {"meeting_id", invitation.meeting_id.value()},
                       {"email", invitation.email},
                       {"user_id", id_json(invitation.user_id)},
                       {"status", to_string(invitation.status)}});
}

Json webhook_view(const Recording& recording) {
  Json seconds;  // null: not known (yet)
  if (recording.duration)
    seconds = std::chrono::floor<std::chrono::seconds>(*recording.duration).count();
  return Json::object({{"recording_id", recording.id.value()},
                       {"meeting_id", recording.meeting_id.value()},
                       {"owner_id", recording.owner_id.value()},
                       {"title", recording.title},
                       {"type", recording.type},
                       {"state", to_string(recording.state)},
                       {"size", recording.size},
                       {"duration_seconds", seconds},
                       {"created_at", base::print_iso8601(recording.created_at)},
                       {"expires_at", base::print_iso8601(recording.expires_at)}});
}

void tell_webhooks_of_stay(UnitOfWork& work, const Services& services, WebhookEvent event,
                           const ParticipantId& seat, base::WallTime at) {
  if (!anybody_wants(work, event)) return;
  const auto found = work.participants().by_id(seat);
  if (!found) return;
  tell_webhooks(work, services, event,
                Json::object({{"meeting_id", found->meeting_id.value()},
                              {"participant_id", found->id.value()},
                              {"user_id", found->user_id.value()},
                              {"name", found->name},
                              {"role", to_string(found->role)},
                              {"at", base::print_iso8601(at)}}));
}

void tell_webhooks_of(UnitOfWork& work, const Services& services, const AuditEntry& entry) {
  const auto event = event_of(entry.kind);
  if (!event || !anybody_wants(work, *event)) return;
  Json data = Json::object();
  if (entry.kind == AuditKind::invitation_sent) {
    if (const auto found = work.meeting_invitations().by_id(InviteId{entry.object}))
      data = webhook_view(*found);
  } else if (entry.kind == AuditKind::join_request_answered) {
    if (const auto found = work.join_requests().by_id(JoinRequestId{entry.object}))
      data = webhook_view(*found);
  } else if (*event == WebhookEvent::recording_deleted) {  // it is not in the store any more
    data = Json::object({{"recording_id", entry.object}, {"meeting_id", id_json(entry.meeting)}});
  } else if (*event == WebhookEvent::recording_started) {
    if (const auto found = work.recordings().find(RecordingId{entry.object}))
      data = webhook_view(found->recording);
  } else if (entry.meeting) {
    if (const auto found = work.meetings().by_id(*entry.meeting)) {
      data = webhook_view(found->meeting);
      data.set("changed", entry.detail);
    }
  } else if (entry.whom) {
    data = user_json(work, *event, *entry.whom);
  }
  data.set("by", entry.actor.user ? Json{entry.actor.user->value()} : Json{});
  tell_webhooks(work, services, *event, data);
}

}  // namespace meetings
