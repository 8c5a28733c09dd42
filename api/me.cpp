// SPDX-License-Identifier: MIT
// /api/me: the signed-in person.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

Answer user_answer(const meetings::Outcome<meetings::User>& user) {
  if (!user) return base::failure(to_problem(user.error()));
  return json_response(200, user_view(*user));
}

}  // namespace

Answer get_me(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  return user_answer(d.accounts.me(claims));
}

Answer patch_me(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  const auto name = fields.optional_text("name");
  if (fields.problem()) return base::failure(*fields.problem());
  return user_answer(name ? d.accounts.rename(claims, *name) : d.accounts.me(claims));
}

}  // namespace api
