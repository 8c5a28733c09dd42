// SPDX-License-Identifier: MIT
// /api/meeting/{meeting_id}/occurrences/: the dates of a series.
#include "api/bearer.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/scope.hpp"
#include "api/views.hpp"

namespace api {
namespace {

base::Result<meetings::OccurrenceFilter, Problem> read_filter(const Request& request) {
  meetings::OccurrenceFilter out;
  TRY(out.from, read_time(request, "from"));
  TRY(out.to, read_time(request, "to"));
  TRY(auto page, read_page(request));
  out.limit = page.limit.value_or(out.limit);
  out.cursor = std::move(page.cursor);
  return out;
}

}  // namespace

Answer get_occurrences(const Dependencies& d, const Call& call) {
  TRY(auto claims, maybe_signed_in(d, call));
  TRY(auto filter, read_filter(call.request));
  TRY(const auto page, d.series.list(claims, call.parameters[0], filter, call.request.client.ip)
                           .map_error(to_problem));
  base::Json list = base::Json::array();
  for (const meetings::ListedOccurrence& listed : page.occurrences)
    list.push(occurrence_view(listed));
  return json_response(
      200, base::Json::object({{"occurrences", list}, {"next_cursor", page.next_cursor}}));
}

}  // namespace api
