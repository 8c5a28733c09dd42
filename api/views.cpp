// SPDX-License-Identifier: MIT
#include "api/views.hpp"
#include "meetings/reminders.hpp"

namespace api {
namespace {

using base::Json;

Json settings_view(const meetings::MeetingSettings& settings) {
  Json out = Json::object();
  for (const meetings::SettingRow& row : meetings::kSettings)
    out.set(row.name, to_string(settings.*row.value));
  return out;
}

Json known(const std::string& text) { return text.empty() ? Json{} : Json{text}; }

}  // namespace

Json time_view(const std::optional<base::WallTime>& time) {
  return time ? Json{base::print_iso8601(*time)} : Json{};
}

Json user_view(const meetings::User& user) {
  Json out = Json::object({{"id", user.id.value()}});
  if (user.role != meetings::UserRole::guest)
    out.set("email", known(user.shown_email()))
        .set("email_verified", user.email_verified)
        .set("language", known(user.language))
        .set("timezone", known(user.timezone))
        .set("reminders", user.reminders);
  out.set("name", user.name).set("role", to_string(user.role));
  return out;
}

Json account_view(const meetings::User& user) {
  return user_view(user)
      .set("disabled", user.disabled)
      .set("issuer", known(user.issuer))
      .set("created_at", base::print_iso8601(user.created_at));
}

Json own_session_view(const meetings::OwnSession& own) {
  const meetings::Session& session = own.session;
  return Json::object({{"id", session.id},
                       {"device", known(session.device)},
                       {"network", known(session.network)},
                       {"created_at", time_view(session.created_at)},
                       {"last_used_at", time_view(session.rotated_at)},
                       {"expires_at", time_view(session.expires_at)},
                       {"current", own.current}});
}

Json api_token_view(const meetings::StoredApiToken& token) {
  Json scopes = Json::array();
  for (const meetings::Scope scope : token.scopes.list()) scopes.push(to_string(scope));
  return Json::object({{"id", token.id},
                       {"name", token.name},
                       {"scopes", scopes},
                       {"created_at", time_view(token.created_at)},
                       {"last_used_at", time_view(token.last_used_at)},
                       {"expires_at", time_view(token.expires_at)}});
}

Json tokens_view(const meetings::TokenPair& tokens) {
  return Json::object({{"access", tokens.access},
                       {"refresh", tokens.refresh},
                       {"expires_in", std::int64_t{tokens.expires_in.count()}},
                       {"token_type", "Bearer"},
                       {"user", user_view(tokens.user)}});
}

namespace {

Json reminders_view(const meetings::Meeting& meeting) {
  Json list = Json::array();
  for (const std::chrono::minutes lead : meeting.reminders.value_or(meetings::kUsualReminders))
    list.push(std::int64_t{lead.count()});
  return list;
}

}  // namespace

Json meeting_view(const meetings::MeetingView& view, const std::string& link_base) {
  const meetings::Meeting& m = view.meeting;
  Json out = Json::object(
      {{"meeting_id", m.id.value()},
       {"code", m.code},
       {"title", m.title},
       {"type", to_string(m.type)},
       {"access", to_string(m.access)},
       {"state", to_string(m.state())},
       {"has_password", m.has_password},
       {"locked", m.locked},
       {"waiting_room", m.waiting_room},
       {"host_leaves", to_string(m.host_leaves)},
       {"reminders", reminders_view(m)},
       {"settings", settings_view(m.settings)},
       {"max_participants", m.max_participants},
       {"scheduled_at", time_view(m.scheduled_at)},
       {"duration_minutes", m.duration_minutes},
       {"timezone", m.timezone},
       {"recurrence", m.series ? Json{m.series->rule} : Json{}},
       {"series_id", m.series ? Json{m.series->id.value()} : Json{}},
       {"occurrence",
        view.occurrence ? Json{base::print_iso8601(view.occurrence->name.at)} : Json{}},
       {"created_at", time_view(m.created_at)},
       {"ended_at", time_view(m.ended_at)},
       {"host", Json::object({{"user_id", m.host_id.value()}, {"name", m.host_name}})},
       {"role", view.role ? Json{to_string(*view.role)} : Json{}},
       {"present", std::uint64_t{view.present}},
       {"join_url", link_base + "/j/" + m.code}});
  if (!view.exceptions) return out;
  Json exceptions = Json::array();
  for (const meetings::ListedOccurrence& one : *view.exceptions)
    exceptions.push(occurrence_view(one));
  out.set("exceptions", exceptions);
  return out;
}

Json occurrence_view(const meetings::ListedOccurrence& listed) {
  const meetings::Occurrence& one = listed.occurrence;
  return Json::object({{"occurrence", base::print_iso8601(one.name.at)},
                       {"starts_at", base::print_iso8601(one.starts_at)},
                       {"ends_at", base::print_iso8601(one.ends_at)},
                       {"title", one.title},
                       {"state", to_string(listed.state)}});
}

Json pending_view(const meetings::Pending& pending) {
  return Json::object({{"status", "pending"},
                       {"request_id", pending.request_id.value()},
                       {"reason", to_string(pending.reason)},
                       {"position", std::uint64_t{pending.position}}});
}

Json join_request_view(const meetings::JoinRequest& request) {
  return Json::object({{"request_id", request.id.value()},
                       {"meeting_id", request.meeting_id.value()},
                       {"user_id", request.user_id.value()},
                       {"name", request.name},
                       {"message", request.message},
                       {"reason", to_string(request.reason)},
                       {"status", to_string(request.status)},
                       {"created_at", time_view(request.created_at)},
                       {"expires_at", time_view(request.expires_at)}});
}

Json invitation_view(const meetings::Invitation& invitation) {
  Json dates = Json::array();
  for (const meetings::DateAnswer& date : invitation.dates) {
    dates.push(Json::object({{"occurrence", base::print_iso8601(date.at)},
                             {"status", to_string(date.status)},
                             {"answered_at", base::print_iso8601(date.answered_at)}}));
  }
  return Json::object({{"invite_id", invitation.id.value()},
                       {"meeting_id", invitation.meeting_id.value()},
                       {"email", invitation.email},
                       {"status", to_string(invitation.status)},
                       {"message", invitation.message},
                       {"created_at", time_view(invitation.created_at)},
                       {"dates", dates}});
}

Json ban_view(const meetings::Ban& ban) {
  return Json::object({{"ban_id", ban.id.value()},
                       {"meeting_id", ban.meeting_id.value()},
                       {"user_id", ban.user_id.value()},
                       {"name", ban.name},
                       {"reason", ban.reason},
                       {"created_at", time_view(ban.created_at)},
                       {"until", time_view(ban.until)}});
}

namespace {

// In which formats there is a recording, and how many bytes each has.
Json formats_view(const meetings::Recording& r, const std::string& media) {
  Json formats = Json::array();
  if (r.state != meetings::RecordingState::ready) return formats;
  const auto add = [&](const std::string& format, const std::string& type, std::int64_t size) {
    formats.push(Json::object({{"format", format},
                               {"type", type},
                               {"size", size},
                               {"media_url", media + "&format=" + format}}));
  };
  add("original", r.type, r.size);
  if (r.mp4 == meetings::Mp4State::ready) add("mp4", "video/mp4", r.mp4_size);
  return formats;
}

}  // namespace

Json shared_recording_view(const meetings::Recording& r, const std::string& media) {
  return Json::object(
      {{"title", r.title},
       {"meeting_title", r.meeting_title},
       {"kind", to_string(r.kind)},
       {"type", r.type},
       {"size", r.size},
       {"duration_ms", r.duration ? Json{std::int64_t{r.duration->count()}} : Json{}},
       {"created_at", time_view(r.created_at)},
       {"media_url", known(media)},
       {"formats", formats_view(r, media)}});
}

Json recording_view(const meetings::Recording& r, const std::string& media) {
  return shared_recording_view(r, media)
      .set("recording_id", r.id.value())
      .set("meeting_id", r.meeting_id.value())
      .set("owner", Json::object({{"user_id", r.owner_id.value()}, {"name", r.owner_name}}))
      .set("state", to_string(r.state))
      .set("expires_at", time_view(r.expires_at))
      .set("for_participants", r.for_participants)
      .set("link_expires_at", time_view(r.link_until));
}

Json participant_view(const meetings::Participant& p) {
  return Json::object({{"participant_id", p.id.value()},
                       {"user_id", p.user_id.value()},
                       {"name", p.name},
                       {"role", to_string(p.role)},
                       {"joined_at", time_view(p.joined_at)},
                       {"left_at", time_view(p.left_at)},
                       {"present", p.present},
                       {"media", Json::object({{"audio", p.media.audio},
                                               {"video", p.media.video},
                                               {"screen", p.media.screen},
                                               {"hand", p.media.hand},
                                               {"recording", p.media.recording}})}});
}

Json attendance_view(const meetings::Participant& p) {
  return participant_view(p).set("seconds", std::int64_t{p.stayed.count()}).set("stays", p.stays);
}

Json ice_servers_view(const std::vector<meetings::IceServer>& servers) {
  Json out = Json::array();
  for (const meetings::IceServer& server : servers) {
    Json urls = Json::array();
    for (const std::string& url : server.urls) urls.push(url);
    Json entry = Json::object({{"urls", urls}});
    // A stun: entry has neither; browsers refuse a turn: entry without them.
    if (!server.username.empty())
      entry.set("username", server.username).set("credential", server.credential);
    out.push(entry);
  }
  return out;
}

std::string link_base(const Dependencies& d, const Request& request) {
  return d.site.public_url.empty() ? request.origin : d.site.public_url;
}

}  // namespace api
