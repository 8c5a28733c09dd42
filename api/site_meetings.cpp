// SPDX-License-Identifier: MIT
// /api/admin/meetings/…: the meetings of everybody.
#include <algorithm>

#include "api/bearer.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

using base::Json;
using meetings::SiteMeeting;

constexpr std::size_t kMeetingsOnPage = 50;

std::vector<meetings::MeetingId> live_ids(const Dependencies& d) {
  std::vector<meetings::MeetingId> ids;
  for (const meetings::SiteNode& node : d.nodes.nodes())
    ids.insert(ids.end(), node.rooms.begin(), node.rooms.end());
  return ids;
}

std::string_view state_of(const SiteMeeting& one) {
  if (one.meeting.cancelled) return "cancelled";
  if (one.meeting.ended_at) return "ended";
  return one.present > 0 ? "live" : "open";
}

Json view(const SiteMeeting& one) {
  const meetings::Meeting& meeting = one.meeting;
  return Json::object({{"meeting_id", meeting.id.value()},
                       {"code", meeting.code},
                       {"title", meeting.title},
                       {"type", to_string(meeting.type)},
                       {"state", state_of(one)},
                       {"is_series", meeting.series.has_value()},
                       {"host_id", meeting.host_id.value()},
                       {"host_name", meeting.host_name},
                       {"host_email", one.host_email.empty() ? Json{} : Json{one.host_email}},
                       {"present", static_cast<std::int64_t>(one.present)},
                       {"max_participants", static_cast<std::int64_t>(meeting.max_participants)},
                       {"created_at", base::print_iso8601(meeting.created_at)},
                       {"scheduled_at", time_view(meeting.scheduled_at)},
                       {"ended_at", time_view(meeting.ended_at)}});
}

}  // namespace

Answer get_site_meetings(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto asked, read_page(call.request));
  meetings::SiteMeetingsQuery query;
  if (const auto word = call.request.query_value("state")) {
    const auto filter = meetings::parse_site_meetings_filter(*word);
    if (!filter)
      return base::failure(bad_field("state", "\"state\" is all, live, upcoming or past."));
    query.filter = *filter;
  }
  query.search = call.request.query_value("search").value_or(std::string{});
  query.limit = asked.limit.value_or(kMeetingsOnPage);
  query.cursor = asked.cursor;
  TRY(const auto page, d.site_meetings.list(claims, query, live_ids(d)).map_error(to_problem));
  Json list = Json::array();
  for (const SiteMeeting& one : page.meetings) list.push(view(one));
  return json_response(200, Json::object({{"meetings", list}, {"next_cursor", page.next_cursor}}));
}

Answer post_site_meeting_end(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.site_meetings.end(claims, call.parameters[0]).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
