// SPDX-License-Identifier: MIT
// GET /api/ice-servers: fresh TURN credentials for the signed-in person, or a guest who has a seat.
#include "api/bearer.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer get_ice_servers(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.meetings.check_relaying(claims).map_error(to_problem));
  const auto set = d.ice_servers.issue(claims.user_id, claims.meeting_id, d.clock.wall_now());
  return json_response(200, base::Json::object({{"ice_servers", ice_servers_view(set.servers)},
                                                {"ttl", std::int64_t{set.ttl.count()}}}));
}

}  // namespace api
