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
  // null takes a choice away.
  const auto choice = [&](std::string_view name) {
    return fields.is_null(name) ? std::optional{std::string{}} : fields.optional_text(name);
  };
  meetings::OwnChange change;
  change.name = fields.optional_text("name");
  change.language = choice("language");
  change.timezone = choice("timezone");
  change.reminders = fields.optional_flag("reminders");
  if (fields.problem()) return base::failure(*fields.problem());
  return user_answer(d.accounts.change_own(claims, change));
}

}  // namespace api
