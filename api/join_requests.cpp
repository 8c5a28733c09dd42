// SPDX-License-Identifier: MIT
// /api/meeting/…/join-request(s)/…: who asks to come in, and the hosts' answers.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

Answer request_answer(const meetings::Outcome<meetings::JoinRequest>& request) {
  if (!request) return base::failure(to_problem(request.error()));
  return json_response(200, join_request_view(*request));
}

base::Json list_view(const std::vector<meetings::JoinRequest>& requests) {
  base::Json list = base::Json::array();
  for (const meetings::JoinRequest& request : requests) list.push(join_request_view(request));
  return base::Json::object({{"join_requests", list}, {"next_cursor", nullptr}});
}

base::Result<meetings::RequestAnswer, Problem> read_action(Fields& fields) {
  const auto action = fields.word("action", meetings::parse_request_answer);
  if (fields.problem()) return base::failure(*fields.problem());
  return *action;
}

}  // namespace

Answer get_join_requests(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const std::string wanted = call.request.query_value("status").value_or("pending");
  const auto status = meetings::parse_request_status(wanted);
  if (!status || *status == meetings::RequestStatus::expired)
    return base::failure(
        bad_field("status", "\"status\" is pending, approved, denied or withdrawn."));
  const auto found =
      d.join_requests.list(claims, call.parameters[0], *status, call.request.client.ip);
  if (!found) return base::failure(to_problem(found.error()));
  return page_answer(
      call.request, "join_requests", *found, Order::ascending,
      [](const auto& asked) { return list_place(asked.created_at, asked.id.value()); },
      join_request_view);
}

Answer post_join_requests(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  TRY(const auto action, read_action(fields));
  std::optional<std::vector<std::string>> ids;
  if (!fields.is_text("request_ids", "all")) {
    ids = fields.optional_texts("request_ids", meetings::JoinRequests::kLongestList);
    if (fields.problem()) return base::failure(*fields.problem());
    if (!ids)
      return base::failure(bad_field("request_ids", "Which? Send a list of ids, or \"all\"."));
  }
  const auto answered =
      d.join_requests.respond_to(claims, call.parameters[0], ids, action, call.request.client.ip);
  if (!answered) return base::failure(to_problem(answered.error()));
  return json_response(200, list_view(*answered));
}

Answer post_join_request(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  TRY(const auto action, read_action(fields));
  return request_answer(d.join_requests.respond(claims, call.parameters[0], action));
}

Answer get_join_request(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  return request_answer(
      d.join_requests.find(claims, call.parameters[0], call.parameters[1], call.request.client.ip));
}

Answer delete_join_request(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  return request_answer(d.join_requests.withdraw(claims, call.parameters[0], call.parameters[1],
                                                 call.request.client.ip));
}

}  // namespace api
