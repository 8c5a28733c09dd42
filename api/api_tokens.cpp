// SPDX-License-Identifier: MIT
// /api/me/tokens/: the API tokens of a person.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer get_api_tokens(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto tokens, d.api_tokens.list(claims).map_error(to_problem));
  return page_answer(
      call.request, "tokens", tokens, Order::descending,
      [](const auto& token) { return list_place(token.created_at, token.id); }, api_token_view);
}

Answer post_api_token(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  meetings::NewApiToken asked;
  asked.name = fields.text("name");
  asked.scopes = fields.texts("scopes", meetings::kScopes.size());
  asked.expires_at = fields.optional_time("expires_at");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(const auto made, d.api_tokens.make(claims, asked).map_error(to_problem));
  return json_response(201, api_token_view(made.stored).set("token", made.text));
}

Answer delete_api_token(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.api_tokens.remove(claims, call.parameters[0]).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
