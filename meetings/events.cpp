// SPDX-License-Identifier: MIT
#include "meetings/events.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace meetings {
namespace {

using base::Json;

constexpr std::size_t kLongestEvent = 1024 * 1024;

std::optional<SessionEndCause> parse_cause(std::string_view text) noexcept {
  for (const SessionEndCause cause : kSessionEndCauses) {
    if (to_string(cause) == text) return cause;
  }
  return std::nullopt;
}

Json view(const MeetingEnded& event) {
  Json out = Json::object({{"event", "meeting-ended"}, {"meeting", event.meeting_id.value()}});
  if (event.by) out.set("by", event.by->value());
  return out;
}

Json view(const MeetingChanged& event) {
  Json out = Json::object({{"event", "meeting-changed"},
                           {"meeting", event.meeting_id.value()},
                           {"version", event.version},
                           {"title", event.title},
                           {"locked", event.locked},
                           {"waiting_room", event.waiting_room},
                           {"settings", print_settings(event.settings)}});
  if (event.by) out.set("by", event.by->value());
  if (event.host) out.set("host", event.host->value());
  return out;
}

std::optional<Event> read_meeting_changed(base::JsonFields& in) {
  MeetingChanged event;
  event.meeting_id = MeetingId{in.text("meeting", {1})};
  event.version = in.number<std::int64_t>("version");
  event.title = in.text("title");
  event.locked = in.flag("locked");
  event.waiting_room = in.flag("waiting_room");
  const auto settings = parse_settings(in.text("settings"));
  if (auto by = in.optional_text("by")) event.by = UserId{std::move(*by)};
  if (auto host = in.optional_text("host")) event.host = UserId{std::move(*host)};
  if (!settings || !in.ok()) return std::nullopt;
  event.settings = *settings;
  return event;
}

Json view(const SeatLeft& event) {
  return Json::object({{"event", "seat-left"},
                       {"meeting", event.meeting_id.value()},
                       {"participant", event.participant_id.value()}});
}

Json view(const SeatRemoved& event) {
  Json out = Json::object({{"event", "seat-removed"},
                           {"meeting", event.meeting_id.value()},
                           {"participant", event.participant_id.value()},
                           {"user", event.user_id.value()},
                           {"banned", event.banned}});
  if (event.by) out.set("by", event.by->value());
  return out;
}

// An event that an earlier release left in the outbox is a ban.
std::optional<Event> read_seat_removed(base::JsonFields& in) {
  SeatRemoved event{MeetingId{in.text("meeting", {1})}, ParticipantId{in.text("participant", {1})},
                    UserId{in.text("user", {1})}, in.optional_flag("banned").value_or(true),
                    std::nullopt};
  if (auto by = in.optional_text("by")) event.by = UserId{std::move(*by)};
  return in.ok() ? std::optional<Event>{std::move(event)} : std::nullopt;
}

Json view(const LobbyChanged& event) {
  return Json::object({{"event", "lobby-changed"}, {"meeting", event.meeting_id.value()}});
}

Json view(const RoleChanged& event) {
  Json out = Json::object({{"event", "role-changed"},
                           {"meeting", event.meeting_id.value()},
                           {"participant", event.participant_id.value()},
                           {"role", to_string(event.role)}});
  if (event.by) out.set("by", event.by->value());
  return out;
}

std::optional<Event> read_role_changed(base::JsonFields& in) {
  RoleChanged event{MeetingId{in.text("meeting", {1})}, ParticipantId{in.text("participant", {1})},
                    Role::participant, std::nullopt};
  const auto role = parse_role(in.text("role"));
  if (auto by = in.optional_text("by")) event.by = UserId{std::move(*by)};
  if (!role || !in.ok()) return std::nullopt;
  event.role = *role;
  return event;
}

Json micros(const std::optional<base::WallTime>& time) {
  return time ? Json{base::unix_micros(*time)} : Json{};
}

Json view(const Notice& event) {
  Json to = Json::array();
  for (const UserId& id : event.to) to.push(id.value());
  return Json::object({{"event", "notice"},
                       {"kind", to_string(event.kind)},
                       {"to", to},
                       {"meeting", event.meeting_id.value()},
                       {"title", event.title},
                       {"subject", event.subject_id},
                       {"name", event.name},
                       {"status", event.status},
                       {"text", event.text},
                       {"starts", micros(event.starts_at)},
                       {"by", event.by ? Json{event.by->value()} : Json{}},
                       {"id", event.id},
                       {"at", micros(event.at)}});
}

std::optional<Event> read_notice(base::JsonFields& in) {
  Notice event;
  const auto known = parse_notice_kind(in.text("kind"));
  if (!known) return std::nullopt;
  event.kind = *known;
  for (const Json& id : in.list("to").items()) event.to.emplace_back(id.text());
  event.meeting_id = MeetingId{in.text("meeting", {1})};
  event.title = in.text("title");
  event.subject_id = in.text("subject");
  event.name = in.text("name");
  event.status = in.text("status");
  event.text = in.optional_text("text").value_or("");
  if (const auto starts = in.optional_number<std::int64_t>("starts"))
    event.starts_at = base::from_unix_micros(*starts);
  if (auto by = in.optional_text("by")) event.by = UserId{std::move(*by)};
  event.id = in.optional_text("id").value_or("");
  event.at = base::from_unix_micros(in.optional_number<std::int64_t>("at").value_or(0));
  return in.ok() ? std::optional<Event>{std::move(event)} : std::nullopt;
}

Json view(const SessionsEnded& event) {
  Json sessions = Json::array();
  for (const std::string& id : event.sessions) sessions.push(id);
  return Json::object({{"event", "sessions-ended"},
                       {"user", event.user_id.value()},
                       {"sessions", sessions},
                       {"cause", to_string(event.cause)},
                       {"ends_relaying", event.ends_relaying}});
}

std::optional<Event> read_sessions_ended(base::JsonFields& in) {
  SessionsEnded event;
  event.user_id = UserId{in.text("user", {1})};
  const Json sessions = in.json()["sessions"];
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const Json id = sessions.at(i);
    if (!id.is_string()) return std::nullopt;
    event.sessions.emplace_back(*id.as_string());
  }
  const auto cause = parse_cause(in.text("cause"));
  event.ends_relaying = in.flag("ends_relaying");
  if (!cause || !in.ok()) return std::nullopt;
  event.cause = *cause;
  return event;
}

}  // namespace

std::string_view to_string(NoticeKind kind) noexcept {
  switch (kind) {
    case NoticeKind::join_requested: return "join-requested";
    case NoticeKind::join_answered: return "join-answered";
    case NoticeKind::invited: return "invited";
    case NoticeKind::invitation_answered: return "invitation-answered";
    case NoticeKind::meeting_cancelled: return "meeting-cancelled";
    case NoticeKind::meeting_moved: return "meeting-moved";
    case NoticeKind::starting_soon: return "starting-soon";
    case NoticeKind::recording_ready: return "recording-ready";
    case NoticeKind::calendar_ended: break;
  }
  return "calendar-ended";
}

std::optional<NoticeKind> parse_notice_kind(std::string_view text) noexcept {
  for (const NoticeKind kind : kNoticeKinds) {
    if (to_string(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view to_string(SessionEndCause cause) noexcept {
  switch (cause) {
    case SessionEndCause::disabled: return "disabled";
    case SessionEndCause::password_changed: return "password-changed";
    case SessionEndCause::signed_out: return "signed-out";
    case SessionEndCause::token_reused: return "token-reused";
    case SessionEndCause::too_many: return "too-many";
    case SessionEndCause::erased: return "erased";
    case SessionEndCause::expired: break;
  }
  return "expired";
}

std::string print_event(const Event& event) {
  return std::visit([](const auto& e) { return view(e); }, event).print();
}

std::optional<Event> parse_event(std::string_view text) {
  auto json = Json::parse(text, kLongestEvent);
  if (!json) return std::nullopt;
  base::JsonFields in{std::move(*json)};
  const std::string name = in.text("event");
  if (name == "sessions-ended") return read_sessions_ended(in);
  if (name == "meeting-ended") {
    MeetingEnded event{MeetingId{in.text("meeting", {1})}, std::nullopt};
    if (auto by = in.optional_text("by")) event.by = UserId{std::move(*by)};
    return in.ok() ? std::optional<Event>{std::move(event)} : std::nullopt;
  }
  if (name == "meeting-changed") return read_meeting_changed(in);
  if (name == "seat-left") {
    SeatLeft event{MeetingId{in.text("meeting", {1})}, ParticipantId{in.text("participant", {1})}};
    return in.ok() ? std::optional<Event>{std::move(event)} : std::nullopt;
  }
  if (name == "role-changed") return read_role_changed(in);
  if (name == "notice") return read_notice(in);
  if (name == "seat-removed") return read_seat_removed(in);
  if (name == "lobby-changed") {
    LobbyChanged event{MeetingId{in.text("meeting", {1})}};
    return in.ok() ? std::optional<Event>{std::move(event)} : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace meetings
