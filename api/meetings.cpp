// SPDX-License-Identifier: MIT
// /api/meeting/… and /api/meetings/: creating, looking up, listing and ending meetings.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "base/number.hpp"

namespace api {
namespace {

Answer meeting_answer(const Dependencies& d, const Call& call, int status,
                      const meetings::Outcome<meetings::MeetingView>& view) {
  if (!view) return base::failure(to_problem(view.error()));
  return json_response(status, meeting_view(*view, link_base(d, call.request)));
}

// Reads a word of a closed list: returns the default if the field is absent, refuses any other
// word.
template <class T>
base::Result<T, Problem> word(Fields& fields, std::string_view name, T fallback,
                              std::optional<T> (*parse)(std::string_view)) {
  const auto text = fields.optional_text(name);
  if (!text) return fallback;
  if (const auto value = parse(*text)) return *value;
  return base::failure(bad_field(name, "\"" + std::string{name} + "\" has no value of that name."));
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
  out.has_recurrence = fields.asks_for("recurrence");
  out.has_invitees = fields.asks_for("invitees");
  const auto type = word(fields, "type", out.type, meetings::parse_meeting_type);
  const auto access = word(fields, "access", out.access, meetings::parse_meeting_access);
  out.scheduled_at = fields.optional_time("scheduled_at");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(out.type, type);
  TRY(out.access, access);
  return out;
}

base::Result<meetings::MeetingFilter, Problem> read_filter(const Request& request) {
  meetings::MeetingFilter out;
  if (const auto state = request.query_value("state")) {
    out.state = meetings::parse_meeting_state(*state);
    if (!out.state) return base::failure(bad_field("state", "\"state\" is open or ended."));
  }
  if (const auto limit = request.query_value("limit")) {
    const auto number = base::parse_number<std::size_t>(*limit);
    if (!number) return base::failure(bad_field("limit", "\"limit\" is a number from 1 to 100."));
    out.limit = *number;
  }
  out.cursor = request.query_value("cursor").value_or(std::string{});
  return out;
}

Answer create(const Dependencies& d, const Call& call, const meetings::PasswordHasher* hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, read_meeting(call.request));
  return meeting_answer(d, call, 201,
                        d.meetings.create(claims, fields, call.request.client.ip, hasher));
}

}  // namespace

Answer post_meeting(const Dependencies& d, const Call& call) { return create(d, call, nullptr); }

Answer post_meeting_with_password(const Dependencies& d, const Call& call,
                                  const meetings::PasswordHasher& hasher) {
  return create(d, call, &hasher);
}

Answer get_meeting(const Dependencies& d, const Call& call) {
  TRY(auto claims, maybe_signed_in(d, call));
  return meeting_answer(d, call, 200,
                        d.meetings.details(call.parameters[0], claims, call.request.client.ip));
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
