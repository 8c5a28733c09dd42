// SPDX-License-Identifier: MIT
// /api/calendar/…: the own calendar feed, which whoever has its address reads without a token, as
// calendar programs do; and one meeting as a calendar.
#include "api/bearer.hpp"
#include "api/entity_tag.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

constexpr std::string_view kEnding = ".ics";

std::string origin_of(const Dependencies& d, const Request& request) {
  return d.site.public_url.empty() ? request.origin : d.site.public_url;
}

// A program on a bad network asks again with what it has.
Response conditional(const Request& request, std::string calendar) {
  const std::string tag = content_tag(calendar);
  Response response{200, {}, std::make_shared<const std::string>(std::move(calendar))};
  if (!none_match(request.header("if-none-match"), tag)) {
    response.status = 304;
    response.body = nullptr;
  }
  response.with("ETag", tag).with("Cache-Control", "private, max-age=900");
  if (response.status == 200) response.with("Content-Type", "text/calendar; charset=utf-8");
  return response;
}

}  // namespace

Answer get_calendar_feed(const Dependencies& d, const Call& call) {
  std::string_view secret = call.parameters[0];
  if (!secret.ends_with(kEnding)) return base::failure(not_found());
  secret.remove_suffix(kEnding.size());
  TRY(auto calendar,
      d.calendar_feeds.read(secret, origin_of(d, call.request)).map_error(to_problem));
  return conditional(call.request, std::move(calendar));
}

Answer get_meeting_calendar(const Dependencies& d, const Call& call) {
  TRY(const auto claims, maybe_signed_in(d, call));
  const auto caller = claims ? std::optional{claims->user_id} : std::nullopt;
  TRY(auto calendar, d.calendar_feeds
                         .of_meeting(caller, call.parameters[0], call.request.client.ip,
                                     origin_of(d, call.request))
                         .map_error(to_problem));
  Response response = conditional(call.request, std::move(calendar));
  if (response.status == 200)
    response.with("Content-Disposition", "attachment; filename=\"meeting.ics\"");
  return response;
}

Answer get_calendar(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto made_at, d.calendar_feeds.made_at(claims).map_error(to_problem));
  TRY(const auto google, d.google.state(claims).map_error(to_problem));
  return json_response(200, base::Json::object({{"active", made_at.has_value()},
                                                {"created_at", time_view(made_at)},
                                                {"google", google_calendar_view(google)}}));
}

Answer post_calendar_reset(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto secret, d.calendar_feeds.reset(claims).map_error(to_problem));
  const std::string url =
      origin_of(d, call.request) + "/api/calendar/" + secret + std::string{kEnding};
  Response response = json_response(200, base::Json::object({{"url", url}}));
  response.with("Cache-Control", "no-store");
  return response;
}

Answer delete_calendar(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.calendar_feeds.revoke(claims).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
