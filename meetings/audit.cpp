// SPDX-License-Identifier: MIT
#include "meetings/audit.hpp"

#include "meetings/google_calendars.hpp"
#include "meetings/services.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {

std::string_view to_string(AuditKind kind) noexcept {
  return kAuditKinds[static_cast<std::size_t>(kind)].name;
}

std::optional<AuditKind> parse_audit_kind(std::string_view text) noexcept {
  for (const AuditRow& row : kAuditKinds) {
    if (row.name == text) return row.kind;
  }
  return std::nullopt;
}

std::string_view to_string(ActorKind kind) noexcept {
  switch (kind) {
    case ActorKind::user: return "user";
    case ActorKind::operator_: return "operator";
    case ActorKind::system: break;
  }
  return "system";
}

std::optional<ActorKind> parse_actor_kind(std::string_view text) noexcept {
  for (const ActorKind kind : {ActorKind::user, ActorKind::operator_, ActorKind::system}) {
    if (to_string(kind) == text) return kind;
  }
  return std::nullopt;
}

base::Json view_of(const AuditEntry& entry) {
  const auto id_of = [](const auto& id) { return id ? base::Json{id->value()} : base::Json{}; };
  const auto text_of = [](const std::string& text) {
    return text.empty() ? base::Json{} : base::Json{text};
  };
  return base::Json::object({{"id", entry.id},
                             {"at", base::print_iso8601(entry.at)},
                             {"kind", to_string(entry.kind)},
                             {"actor", to_string(entry.actor.kind)},
                             {"by", id_of(entry.actor.user)},
                             {"network", text_of(entry.actor.network)},
                             {"whom", id_of(entry.whom)},
                             {"meeting_id", id_of(entry.meeting)},
                             {"object", text_of(entry.object)},
                             {"outcome", entry.outcome},
                             {"detail", text_of(entry.detail)}});
}

Actor actor_of(const Claims& claims) { return {ActorKind::user, claims.user_id, claims.network}; }

void note(UnitOfWork& work, const Services& services, AuditEntry entry) {
  entry.at = services.clock.wall_now();
  work.audit().insert(entry);
  tell_webhooks_of(work, services, entry);
  tell_google_of(work, services, entry);
}

}  // namespace meetings
