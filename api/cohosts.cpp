// SPDX-License-Identifier: MIT
// POST /api/meeting/…/cohosts/: the roles of people in a meeting.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer post_cohost(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  meetings::NewRole wanted{fields.optional_text("user_id"), fields.optional_text("participant_id")};
  wanted.role = fields.optional_word("role", meetings::parse_role).value_or(wanted.role);
  if (fields.problem()) return base::failure(*fields.problem());
  const auto seat = d.roles.set(claims, call.parameters[0], wanted, call.request.client.ip);
  if (!seat) return base::failure(to_problem(seat.error()));
  return json_response(200, base::Json::object({{"participant_id", seat->id.value()},
                                                {"user_id", seat->user_id.value()},
                                                {"name", seat->name},
                                                {"role", to_string(seat->role)}}));
}

}  // namespace api
