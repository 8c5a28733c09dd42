// SPDX-License-Identifier: MIT
// The fixed paths, for the older stack's front ends and for our own clients: requests and answers
// of the former go through api/older_stack.hpp, those of the latter pass unchanged.
#include "api/bearer.hpp"
#include "api/device_words.hpp"
#include "api/fields.hpp"
#include "api/older_stack.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "base/text.hpp"

namespace api::older_stack {
namespace {

using base::Json;

// The JSON object of the body; nullopt for anything else, which our own endpoint refuses.
std::optional<Json> body_of(const Request& request) {
  auto json = Json::parse(request.body);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

// Pages send these words where they found no token in the browser's store.
bool has_token(const Request& request) {
  const std::string_view header = base::trim(request.header("authorization"));
  const std::string_view token =
      base::trim(header.substr(std::min(header.find(' '), header.size())));
  return !header.empty() && token != "null" && token != "undefined";
}

Request with_body(const Request& request, const Json& body) {
  Request own = request;
  own.body = body.print();
  return own;
}

// The answer with another body of JSON.
Response with_json(Response response, const Json& body) {
  response.body = std::make_shared<const std::string>(body.print());
  return response;
}

std::optional<Json> json_of(const Answer& answer) {
  constexpr std::size_t kLargest = 16 * 1024 * 1024;  // our own answer: larger than any list
  if (!answer || !answer->body) return std::nullopt;
  auto json = Json::parse(answer->text(), kLargest);
  if (!json) return std::nullopt;
  return std::move(*json);
}

Site site_of(const Dependencies& d) {
  const meetings::MeetingsConfig& config = d.meetings.config();
  return {config.most_participants, config.site_timezone, config.find_timezone};
}

// Our own endpoint, in the pool that the router has chosen.
struct Own {
  Endpoint plain;
  HashingEndpoint hashing;
  const meetings::PasswordHasher* hasher;

  Answer operator()(const Dependencies& d, const Call& call) const {
    return hasher != nullptr ? hashing(d, call, *hasher) : plain(d, call);
  }
};

Answer create(const Dependencies& d, const Call& call, const Own& own) {
  const auto older = body_of(call.request);
  if (!older || !(is_older_path(call.request.path) || has_older_fields(*older)))
    return own(d, call);
  TRY(auto wanted, own_create(*older, site_of(d)));
  const Request asked = with_body(call.request, wanted.body);
  Answer answer = own(d, Call{asked, call.parameters, call.needs});
  if (!answer) {
    answer.error().field = older_field(answer.error().field);
    return answer;
  }
  auto meeting = json_of(answer);
  if (!meeting) return answer;
  meeting->set("adjusted", adjustments_view(wanted.adjusted));
  return with_json(std::move(*answer), with_older_names(*meeting, d.clock.wall_now()));
}

// Adds the guest's tokens to the answer, for front ends that do keep them.
Answer join_as_guest(const Dependencies& d, const Call& call, const Json& older, const Own& own) {
  TRY(spend(d, Limit::guest_by_address, call.request));
  const auto guest = d.accounts.guest_by_name(call.parameters[0], older["guest_name"].text(),
                                              client_of(call.request));
  if (!guest) return base::failure(to_problem(guest.error()));
  Request asked = with_body(call.request, own_join(older, true));
  asked.headers["authorization"] = "Bearer " + guest->tokens.access;
  Answer answer = own(d, Call{asked, call.parameters, call.needs});
  auto seat = json_of(answer);
  if (!seat) return answer;
  for (const auto& [name, value] : tokens_view(guest->tokens).members()) seat->set(name, value);
  return with_json(std::move(*answer), *seat);
}

Answer join(const Dependencies& d, const Call& call, const Own& own) {
  const auto older = body_of(call.request);
  if (!older || !(is_older_path(call.request.path) || has_older_fields(*older)))
    return own(d, call);
  TRY(auto fields, Fields::read_optional(call.request));
  for (const char* const name : {"guest_name", "guest_email"}) (void)fields.optional_text(name);
  if (fields.problem()) return base::failure(*fields.problem());
  if (!has_token(call.request) && older->has("guest_name"))
    return join_as_guest(d, call, *older, own);
  const Request asked = with_body(call.request, own_join(*older, false));
  return own(d, Call{asked, call.parameters, call.needs});
}

// Adds what the pages of the older stack show beside the meetings.
Answer with_older_lists(const Dependencies& d, const Call& call, Response own, Json list) {
  TRY(const auto claims, signed_in(d, call));
  const base::WallTime now = d.clock.wall_now();
  Json meetings = Json::array();
  for (const Json& one : list["meetings"].items()) meetings.push(with_older_names(one, now));
  TRY(const auto asked, d.join_requests.of_moderated(claims).map_error(to_problem));
  Json requests = Json::array();
  for (const auto& [request, title, of_guest] : asked)
    requests.push(join_request(join_request_view(request), title, of_guest));
  TRY(const auto mine, d.invitations.mine(claims).map_error(to_problem));
  const std::string links = link_base(d, call.request);
  Json invited = Json::array();
  for (const meetings::InvitationView& one : mine) {
    invited.push(invitation(
        invitation_view(one.invitation).set("meeting", meeting_view(one.meeting, links)), now));
  }
  list.set("meetings", meetings).set("join_requests", requests).set("invited_meetings", invited);
  return with_json(std::move(own), list);
}

}  // namespace

Answer post_meeting(const Dependencies& d, const Call& call) {
  return create(d, call, {api::post_meeting, api::post_meeting_with_password, nullptr});
}

Answer post_meeting_with_password(const Dependencies& d, const Call& call,
                                  const meetings::PasswordHasher& hasher) {
  return create(d, call, {api::post_meeting, api::post_meeting_with_password, &hasher});
}

Answer get_meeting(const Dependencies& d, const Call& call) {
  Answer answer = api::get_meeting(d, call);
  if (!is_older_path(call.request.path)) return answer;
  const auto meeting = json_of(answer);
  if (!meeting) return answer;
  return with_json(std::move(*answer), with_older_names(*meeting, d.clock.wall_now()));
}

Answer get_meetings(const Dependencies& d, const Call& call) {
  Answer answer = api::get_meetings(d, call);
  // Our own clients ask for a page.
  if (!call.request.query.empty()) return answer;
  auto list = json_of(answer);
  if (!list) return answer;
  return with_older_lists(d, call, std::move(*answer), std::move(*list));
}

Answer post_join(const Dependencies& d, const Call& call) {
  return join(d, call, {api::post_join, api::post_join_with_password, nullptr});
}

Answer post_join_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher) {
  return join(d, call, {api::post_join, api::post_join_with_password, &hasher});
}

Answer post_leave(const Dependencies& d, const Call& call) {
  const auto older = has_token(call.request) ? std::nullopt : body_of(call.request);
  if (!older || !older->has("guest_name")) return api::post_leave(d, call);
  TRY(spend(d, Limit::change_by_guests, call.request));
  TRY(const auto guest, d.accounts
                            .find_guest_by_name(call.parameters[0], (*older)["guest_name"].text(),
                                                client_of(call.request))
                            .map_error(to_problem));
  // Who cannot be told from others leaves with the WebSocket.
  if (guest)
    TRY(d.meetings.leave(*guest, call.parameters[0], call.request.client.ip).map_error(to_problem));
  return json_response(200, Json::object({{"status", "left"}}));
}

Answer get_join_request(const Dependencies& d, const Call& call) {
  if (has_token(call.request)) return api::get_join_request(d, call);
  TRY(spend(d, Limit::look_up_by_address, call.request));
  const auto request = d.join_requests.find_of_guest(call.parameters[0], call.parameters[1]);
  // The requests of accounts need their tokens, and an unknown one does not say that it is none.
  if (!request && request.error().code == meetings::RefusalCode::not_found)
    return api::get_join_request(d, call);
  if (!request) return base::failure(to_problem(request.error()));
  return json_response(200, join_request_view(*request));
}

}  // namespace api::older_stack
