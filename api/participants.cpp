// SPDX-License-Identifier: MIT
// /api/meeting/join|leave/… and …/participants/: takes a seat, gives it up, lists who is present.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/http_text.hpp"
#include "api/resources.hpp"
#include "api/scope.hpp"
#include "api/views.hpp"
#include "base/websocket_path.hpp"

namespace api {
namespace {

base::Json seat_view(const Dependencies& d, const Request& request, const meetings::Seat& seat) {
  const std::string links = link_base(d, request);
  meetings::MeetingView view{seat.meeting, seat.role, d.presence.count(seat.meeting.id)};
  view.occurrence = seat.occurrence;
  const auto ice = d.ice_servers.issue(seat.user_id, seat.meeting.id, d.clock.wall_now());
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
  TRY(auto claims, signed_in(d, call.request));
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

}  // namespace

Answer post_join(const Dependencies& d, const Call& call) { return join(d, call, nullptr); }

Answer post_join_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher) {
  return join(d, call, &hasher);
}

Answer post_leave(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call.request));
  TRY(d.meetings.leave(claims, call.parameters[0], call.request.client.ip).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "left"}}));
}

Answer get_participants(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call.request));
  const bool history = call.request.query_value("history") == "1";
  TRY(const auto occurrence, read_time(call.request, "occurrence"));
  const auto participants = d.meetings.participants(claims, call.parameters[0], history, occurrence,
                                                    call.request.client.ip);
  if (!participants) return base::failure(to_problem(participants.error()));
  base::Json list = base::Json::array();
  for (const meetings::Participant& participant : *participants)
    list.push(participant_view(participant));
  return json_response(200, base::Json::object({{"participants", list}}));
}

}  // namespace api
