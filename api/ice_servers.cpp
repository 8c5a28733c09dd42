// SPDX-License-Identifier: MIT
// GET /api/ice-servers: fresh TURN credentials for the signed-in person, or a guest who has a seat.
// `region` names the region whose relays come first.
#include "api/bearer.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer get_ice_servers(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.meetings.check_relaying(claims).map_error(to_problem));
  constexpr std::size_t kLongest = 32;
  const std::string region = call.request.query_value("region").value_or("");
  if (region.size() > kLongest)
    return base::failure(bad_field("region", "\"region\" has at most 32 bytes."));
  const auto set =
      d.ice_servers.issue(claims.user_id, claims.meeting_id, d.clock.wall_now(), {{}, region});
  return json_response(200, base::Json::object({{"ice_servers", ice_servers_view(set.servers)},
                                                {"ttl", std::int64_t{set.ttl.count()}}}));
}

}  // namespace api
