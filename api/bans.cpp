// SPDX-License-Identifier: MIT
// /api/meeting/…/bans/: who may not come into a meeting.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer get_bans(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const auto bans = d.bans.list(claims, call.parameters[0], call.request.client.ip);
  if (!bans) return base::failure(to_problem(bans.error()));
  return page_answer(
      call.request, "bans", *bans, Order::ascending,
      [](const auto& ban) { return list_place(ban.created_at, ban.id.value()); }, ban_view);
}

Answer post_ban(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  meetings::NewBan ban{fields.optional_text("user_id"),
                       fields.optional_text("participant_id"),
                       {},
                       fields.optional_text("reason")};
  ban.until = fields.optional_time("until");
  if (fields.problem()) return base::failure(*fields.problem());
  const auto made = d.bans.put(claims, call.parameters[0], ban, call.request.client.ip);
  if (!made) return base::failure(to_problem(made.error()));
  return json_response(201, ban_view(*made));
}

Answer delete_ban(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.bans.lift(claims, call.parameters[0], call.parameters[1], call.request.client.ip)
          .map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "lifted"}}));
}

}  // namespace api
