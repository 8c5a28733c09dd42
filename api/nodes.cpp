// SPDX-License-Identifier: MIT
// GET /api/admin/nodes/: the nodes of the site.
#include "api/bearer.hpp"
#include "api/resources.hpp"

namespace api {
namespace {

using base::Json;

Json view(const meetings::SiteNode& node) {
  Json rooms = Json::array(), relay = Json::array();
  for (const meetings::MeetingId& room : node.rooms) rooms.push(room.value());
  for (const std::string& url : node.relay) relay.push(url);
  return Json::object({{"name", node.name},
                       {"region", node.region.empty() ? Json() : Json(node.region)},
                       {"here", node.here},
                       {"since", base::print_iso8601(node.since)},
                       {"rooms", rooms},
                       {"people", static_cast<std::int64_t>(node.people)},
                       {"turn_sessions", static_cast<std::int64_t>(node.allocations)},
                       {"relay", relay},
                       {"relay_refused", node.relay_refused}});
}

}  // namespace

Answer get_nodes(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  Json list = Json::array();
  for (const meetings::SiteNode& node : d.nodes.nodes()) list.push(view(node));
  return json_response(200, Json::object({{"nodes", list}}));
}

}  // namespace api
