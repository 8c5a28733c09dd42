// SPDX-License-Identifier: MIT
// /api/meeting/join|leave/… and …/participants/: takes a seat, gives it up, lists who is present.
#include "api/bearer.hpp"
#include "api/csv.hpp"
#include "api/fields.hpp"
#include "api/http_text.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/scope.hpp"
#include "api/views.hpp"
#include "base/text.hpp"
#include "base/websocket_path.hpp"

namespace api {
namespace {

base::Json seat_view(const Dependencies& d, const Request& request, const meetings::Seat& seat) {
  const std::string links = link_base(d, request);
  meetings::MeetingView view{seat.meeting, seat.role, d.presence.count(seat.meeting.id)};
  view.occurrence = seat.occurrence;
  const auto ice = d.ice_servers.issue(seat.user_id, seat.meeting.id, d.clock.wall_now(), {});
  return base::Json::object(
      {{"status", "joined"},
       {"meeting", meeting_view(view, links)},
       {"participant_id", seat.participant_id.value()},
       {"role", to_string(seat.role)},
       {"token", seat.token},
       {"signaling_url", websocket_origin(links).append(base::kWebSocketPath)},
       {"ice_servers", ice_servers_view(ice.servers)}});
}

Answer join(const Dependencies& d, const Call& call, const meetings::PasswordHasher* hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read_optional(call.request));
  const meetings::JoinOptions options{fields.optional_text("password"),
                                      fields.optional_text("name"),
                                      fields.optional_text("message")};
  if (fields.problem()) return base::failure(*fields.problem());

  const auto entry =
      d.meetings.join(claims, call.parameters[0], options, call.request.client.ip, hasher);
  if (!entry) return base::failure(to_problem(entry.error()));
  if (const auto* pending = std::get_if<meetings::Pending>(&*entry))
    return json_response(202, pending_view(*pending));
  return json_response(200, seat_view(d, call.request, std::get<meetings::Seat>(*entry)));
}

// Whether the answer is the table for spreadsheets, by `format` or else by Accept.
base::Result<bool, Problem> wants_csv(const Request& request, bool history) {
  const auto format = request.query_value("format");
  if (format && *format != "json" && *format != "csv")
    return base::failure(bad_field("format", "\"format\" is json or csv."));
  if (format == "csv" && !history)
    return base::failure(bad_field("format", "Only the history comes as CSV: add history=1."));
  if (format) return *format == "csv";
  return history && base::to_lower(request.header("accept")).starts_with("text/csv");
}

Response csv_response(const std::vector<meetings::Participant>& people) {
  std::string table =
      csv_record({"name", "role", "first_joined", "last_left", "seconds", "stays", "user_id"});
  for (const meetings::Participant& p : people) {
    table +=
        csv_record({p.name, to_string(p.role), base::print_iso8601(p.joined_at),
                    p.left_at ? base::print_iso8601(*p.left_at) : std::string{},
                    std::to_string(p.stayed.count()), std::to_string(p.stays), p.user_id.value()});
  }
  Response response = text_response(200, std::move(table));
  for (auto& [name, value] : response.headers) {
    if (name == "Content-Type") value = "text/csv; charset=utf-8; header=present";
  }
  response.with("Content-Disposition", "attachment; filename=\"attendance.csv\"");
  return response;
}

}  // namespace

Answer post_join(const Dependencies& d, const Call& call) { return join(d, call, nullptr); }

Answer post_join_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher) {
  return join(d, call, &hasher);
}

Answer post_leave(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.meetings.leave(claims, call.parameters[0], call.request.client.ip).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "left"}}));
}

Answer get_participants(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const bool history = call.request.query_value("history") == "1";
  TRY(const bool csv, wants_csv(call.request, history));
  TRY(const auto occurrence, read_time(call.request, "occurrence"));
  const auto participants = d.meetings.participants(claims, call.parameters[0], history, occurrence,
                                                    call.request.client.ip);
  if (!participants) return base::failure(to_problem(participants.error()));
  if (csv) return csv_response(*participants);
  return page_answer(
      call.request, "participants", *participants, Order::ascending,
      [](const auto& person) { return list_place(person.joined_at, person.id.value()); },
      history ? attendance_view : participant_view);
}

}  // namespace api
