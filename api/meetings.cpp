// SPDX-License-Identifier: MIT
// /api/meeting/… and /api/meetings/: creating, looking up, changing, listing,
// cancelling and ending meetings.
#include "api/bearer.hpp"
#include "api/entity_tag.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/scope.hpp"
#include "api/views.hpp"
#include "meetings/reminders.hpp"

namespace api {
namespace {

Answer meeting_answer(const Dependencies& d, const Call& call, int status,
                      const meetings::Outcome<meetings::MeetingView>& view) {
  if (!view) return base::failure(to_problem(view.error()));
  Response response = json_response(status, meeting_view(*view, link_base(d, call.request)));
  response.with("ETag", entity_tag(view->meeting.version));
  return response;
}

meetings::SettingsChange read_settings(Fields& fields) {
  meetings::SettingsChange out;
  fields.optional_object("settings", [&](Fields& settings) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = settings.optional_word(meetings::kSettings[i].name, meetings::parse_allowed_to);
  });
  return out;
}

base::Result<meetings::NewMeeting, Problem> read_meeting(const Request& request) {
  TRY(auto fields, Fields::read(request));
  meetings::NewMeeting out;
  out.title = fields.text("title");
  out.password = fields.optional_text("password");
  out.max_participants = fields.optional_integer("max_participants");
  out.duration_minutes = fields.optional_integer("duration_minutes");
  out.timezone = fields.optional_text("timezone");
  out.waiting_room = fields.optional_flag("waiting_room").value_or(false);
  out.recurrence = fields.optional_text("recurrence");
  out.settings = read_settings(fields);
  out.host_leaves =
      fields.optional_word("host_leaves", meetings::parse_host_leaves).value_or(out.host_leaves);
  out.reminders = fields.optional_integers("reminders", meetings::kMostReminders);
  out.invitees = fields.optional_texts("invitees", meetings::Invitations::kMostAtOnce)
                     .value_or(std::vector<std::string>{});
  out.type = fields.optional_word("type", meetings::parse_meeting_type).value_or(out.type);
  out.access = fields.optional_word("access", meetings::parse_meeting_access).value_or(out.access);
  out.scheduled_at = fields.optional_time("scheduled_at");
  if (fields.problem()) return base::failure(*fields.problem());
  return out;
}

// A field of a change: absent, taken away (null), or set.
template <class T>
std::optional<std::optional<T>> erasable(const Fields& fields, std::string_view name,
                                         std::optional<T> value) {
  if (fields.is_null(name)) return std::optional<std::optional<T>>{std::in_place};
  return value ? std::optional<std::optional<T>>{std::move(value)} : std::nullopt;
}

base::Result<meetings::MeetingChange, Problem> read_change(const Request& request) {
  TRY(auto fields, Fields::read(request));
  if (fields.optional_text("type"))
    return base::failure(bad_field("type", "The type of a meeting does not change."));
  meetings::MeetingChange out;
  out.title = fields.optional_text("title");
  out.locked = fields.optional_flag("locked");
  out.waiting_room = fields.optional_flag("waiting_room");
  out.max_participants = fields.optional_integer("max_participants");
  out.password = erasable(fields, "password", fields.optional_text("password"));
  out.duration_minutes =
      erasable(fields, "duration_minutes", fields.optional_integer("duration_minutes"));
  out.timezone = erasable(fields, "timezone", fields.optional_text("timezone"));
  out.recurrence = erasable(fields, "recurrence", fields.optional_text("recurrence"));
  out.settings = read_settings(fields);
  out.access = fields.optional_word("access", meetings::parse_meeting_access);
  out.host_leaves = fields.optional_word("host_leaves", meetings::parse_host_leaves);
  out.reminders = erasable(fields, "reminders",
                           fields.optional_integers("reminders", meetings::kMostReminders));
  out.scheduled_at = fields.optional_time("scheduled_at");
  if (fields.problem()) return base::failure(*fields.problem());
  return out;
}

base::Result<meetings::MeetingFilter, Problem> read_filter(const Request& request) {
  meetings::MeetingFilter out;
  if (const auto state = request.query_value("state")) {
    out.which.state = meetings::parse_meeting_state(*state);
    if (!out.which.state)
      return base::failure(bad_field("state", "\"state\" is open, ended or cancelled."));
  }
  TRY(out.which.from, read_time(request, "from"));
  TRY(out.which.to, read_time(request, "to"));
  if (const auto role = request.query_value("role")) {
    out.which.invited = *role == "invited";
    out.which.role = meetings::parse_role(*role);
    if (!out.which.invited && !out.which.role) {
      return base::failure(bad_field(
          "role", "\"role\" is host, cohost, presenter, participant, listener or invited."));
    }
  }
  TRY(auto page, read_page(request));
  out.limit = page.limit.value_or(out.limit);
  out.cursor = std::move(page.cursor);
  return out;
}

Answer create(const Dependencies& d, const Call& call, const meetings::PasswordHasher* hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, read_meeting(call.request));
  return meeting_answer(d, call, 201,
                        d.meetings.create(claims, fields, call.request.client.ip, hasher));
}

Answer change(const Dependencies& d, const Call& call, const meetings::PasswordHasher* hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, read_change(call.request));
  TRY(const auto part, read_scope(call.request));
  const auto known = read_if_match(call.request.header("if-match"));
  const std::string& name = call.parameters[0];
  const base::IpAddress& client = call.request.client.ip;
  switch (part.scope) {
    case Scope::this_:
      return meeting_answer(
          d, call, 200, d.series.change_one(claims, name, part.occurrence, fields, known, client));
    case Scope::following:
      return meeting_answer(
          d, call, 200,
          d.series.change_following(claims, name, part.occurrence, fields, known, client, hasher));
    case Scope::all: break;
  }
  return meeting_answer(d, call, 200,
                        d.meetings.change(claims, name, fields, known, client, hasher));
}

meetings::Outcome<void> cancel(const Dependencies& d, const meetings::Claims& claims,
                               const Call& call, const ScopedOccurrence& part,
                               const meetings::KnownVersions& known,
                               const std::optional<std::string>& message) {
  const std::string& name = call.parameters[0];
  const base::IpAddress& client = call.request.client.ip;
  switch (part.scope) {
    case Scope::this_:
      return d.series.cancel_one(claims, name, part.occurrence, known, client, message);
    case Scope::following:
      return d.series.cancel_following(claims, name, part.occurrence, known, client, message);
    case Scope::all: break;
  }
  return d.meetings.cancel(claims, name, known, client, message);
}

}  // namespace

Answer post_meeting(const Dependencies& d, const Call& call) { return create(d, call, nullptr); }

Answer post_meeting_with_password(const Dependencies& d, const Call& call,
                                  const meetings::PasswordHasher& hasher) {
  return create(d, call, &hasher);
}

Answer get_meeting(const Dependencies& d, const Call& call) {
  TRY(auto claims, maybe_signed_in(d, call));
  TRY(const auto occurrence, read_time(call.request, "occurrence"));
  if (occurrence) {
    return meeting_answer(
        d, call, 200,
        d.series.details(claims, call.parameters[0], *occurrence, call.request.client.ip));
  }
  return meeting_answer(d, call, 200,
                        d.meetings.details(call.parameters[0], claims, call.request.client.ip));
}

Answer patch_meeting(const Dependencies& d, const Call& call) { return change(d, call, nullptr); }

Answer patch_meeting_with_password(const Dependencies& d, const Call& call,
                                   const meetings::PasswordHasher& hasher) {
  return change(d, call, &hasher);
}

Answer delete_meeting(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto part, read_scope(call.request));
  TRY(auto fields, Fields::read_optional(call.request));
  const auto message = fields.optional_text("message");
  if (fields.problem()) return base::failure(*fields.problem());
  const auto known = read_if_match(call.request.header("if-match"));
  TRY(cancel(d, claims, call, part, known, message).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "cancelled"}}));
}

Answer get_meetings(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto filter, read_filter(call.request));
  TRY(const auto page, d.meetings.list(claims, filter).map_error(to_problem));
  const std::string links = link_base(d, call.request);
  base::Json list = base::Json::array();
  for (const meetings::MeetingView& view : page.meetings) list.push(meeting_view(view, links));
  return json_response(200,
                       base::Json::object({{"meetings", list}, {"next_cursor", page.next_cursor}}));
}

Answer post_end(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.meetings.end(claims, call.parameters[0], call.request.client.ip).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "ended"}}));
}

}  // namespace api
