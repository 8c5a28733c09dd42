// SPDX-License-Identifier: MIT
// /api/calendar/google/…: connecting a calendar at Google (docs/google-calendar.md). The signed-in
// page begins; the browser then follows the other two as links, so they answer with redirects to
// the page of the account.
#include "api/bearer.hpp"
#include "api/errand_cookie.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

using meetings::google::Arrival;

Response back_to_account(const std::string& links, Arrival how) {
  return errand_redirect(links + "/account#google=" + std::string{to_string(how)},
                         errand_cookie_line(links, "", {}));
}

}  // namespace

base::Json google_calendar_view(const meetings::google::ConnectionState& state) {
  const auto& calendar = state.calendar;
  const std::string trouble{calendar ? to_string(calendar->trouble) : std::string_view{}};
  return base::Json::object(
      {{"available", state.available},
       {"connected", calendar && calendar->connected()},
       {"name", calendar && !calendar->name.empty() ? base::Json{calendar->name} : base::Json{}},
       {"since", time_view(calendar ? std::optional{calendar->since} : std::nullopt)},
       {"trouble", trouble.empty() ? base::Json{} : base::Json{trouble}}});
}

Answer post_google_calendar(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto cookie, d.google.begin(claims).map_error(to_problem));
  Response response =
      json_response(200, base::Json::object({{"start", "/api/calendar/google/start"}}));
  response.with("Cache-Control", "no-store")
      .with("Set-Cookie", errand_cookie_line(link_base(d, call.request), cookie,
                                             meetings::BrowserErrand::kPatience));
  return response;
}

Answer get_google_start(const Dependencies& d, const Call& call) {
  const std::string links = link_base(d, call.request);
  const std::string cookie = errand_cookie_of(call.request, links);
  auto address = d.google.consent_address(cookie);
  if (address)
    return errand_redirect(std::move(*address),
                           errand_cookie_line(links, cookie, meetings::BrowserErrand::kPatience));
  if (address.error().code == meetings::RefusalCode::not_found)
    return base::failure(to_problem(address.error()));
  return back_to_account(links, Arrival::failed);
}

Answer get_google_callback(const Dependencies& d, const Call& call) {
  const std::string links = link_base(d, call.request);
  const Request& request = call.request;
  const auto arrived =
      d.google.finish({request.query_value("code"), request.query_value("state"),
                       request.query_value("error"), errand_cookie_of(request, links)});
  if (!arrived && arrived.error().code == meetings::RefusalCode::not_found)
    return base::failure(to_problem(arrived.error()));
  return back_to_account(links, arrived.value_or(Arrival::failed));
}

Answer delete_google_calendar(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.google.disconnect(claims).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
