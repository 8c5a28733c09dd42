// SPDX-License-Identifier: MIT
// /api/meeting/{meeting_id}/rating: how the connection was, of whoever was in the meeting.
#include "meetings/ratings.hpp"

#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"

namespace api {

// The page that asks comes up when the meeting has ended, and with it the sessions of its guests.
Answer post_rating(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_once(d, call));
  TRY(auto fields, Fields::read(call.request));
  const auto rating = fields.word("rating", meetings::parse_rating);
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.ratings.rate(claims, call.parameters[0], *rating, call.request.client.ip)
          .map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
