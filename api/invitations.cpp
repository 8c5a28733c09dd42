// SPDX-License-Identifier: MIT
// /api/meeting/…/invite/…, /api/invitations/ and /api/invitation/…: who is invited, and their
// answers.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

base::Json own_view(const meetings::InvitationView& own, const std::string& links) {
  return invitation_view(own.invitation).set("meeting", meeting_view(own.meeting, links));
}

Answer own_answer(const Dependencies& d, const Call& call,
                  const meetings::Outcome<meetings::InvitationView>& own) {
  if (!own) return base::failure(to_problem(own.error()));
  return json_response(200, own_view(*own, link_base(d, call.request)));
}

Answer list_answer(const meetings::Outcome<std::vector<meetings::Invitation>>& found) {
  if (!found) return base::failure(to_problem(found.error()));
  base::Json list = base::Json::array();
  for (const meetings::Invitation& invitation : *found) list.push(invitation_view(invitation));
  return json_response(200, base::Json::object({{"invitations", list}, {"next_cursor", nullptr}}));
}

base::Result<meetings::InviteAnswer, Problem> read_action(const Request& request) {
  TRY(auto fields, Fields::read(request));
  const auto action = fields.word("action", meetings::parse_invite_answer);
  if (fields.problem()) return base::failure(*fields.problem());
  return *action;
}

}  // namespace

Answer post_invite(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  meetings::NewInvitations people;
  people.message = fields.optional_text("message");
  const auto list = [&](std::string_view name) {
    return fields.optional_texts(name, meetings::Invitations::kMostAtOnce)
        .value_or(std::vector<std::string>{});
  };
  people.emails = list("emails");
  people.user_ids = list("user_ids");
  if (fields.problem()) return base::failure(*fields.problem());
  return list_answer(
      d.invitations.invite(claims, call.parameters[0], people, call.request.client.ip));
}

Answer get_invites(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const auto found = d.invitations.list(claims, call.parameters[0], call.request.client.ip);
  if (!found) return base::failure(to_problem(found.error()));
  return page_answer(
      call.request, "invitations", *found, Order::ascending,
      [](const auto& one) { return list_place(one.created_at, one.id.value()); }, invitation_view);
}

Answer delete_invite(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const auto revoked =
      d.invitations.revoke(claims, call.parameters[0], call.parameters[1], call.request.client.ip);
  if (!revoked) return base::failure(to_problem(revoked.error()));
  return json_response(200, invitation_view(*revoked));
}

Answer post_invite_answer(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto action, read_action(call.request));
  return own_answer(d, call, d.invitations.respond(claims, call.parameters[0], action));
}

Answer get_invitations(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const auto mine = d.invitations.mine(claims);
  if (!mine) return base::failure(to_problem(mine.error()));
  const std::string links = link_base(d, call.request);
  return page_answer(
      call.request, "invitations", *mine, Order::descending,
      [](const auto& own) {
        return list_place(own.invitation.created_at, own.invitation.id.value());
      },
      [&](const auto& own) { return own_view(own, links); });
}

Answer get_invitation(const Dependencies& d, const Call& call) {
  return own_answer(d, call, d.invitations.find(call.parameters[0]));
}

Answer post_invitation_answer(const Dependencies& d, const Call& call) {
  TRY(const auto claims, maybe_signed_in(d, call));
  TRY(const auto action, read_action(call.request));
  return own_answer(d, call, d.invitations.respond_by_link(claims, call.parameters[0], action));
}

}  // namespace api
