// SPDX-License-Identifier: MIT
// /api/me/sessions/ and /api/me/password: what a person does to the own account.
#include "api/bearer.hpp"
#include "api/device_words.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {

Answer get_own_sessions(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto own, d.own_account.sessions(claims).map_error(to_problem));
  return page_answer(
      call.request, "sessions", own, Order::descending,
      [](const auto& one) { return list_place(one.session.rotated_at, one.session.id); },
      own_session_view);
}

Answer delete_own_session(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.own_account.end_session(claims, call.parameters[0]).map_error(to_problem));
  return empty_response(204);
}

Answer delete_other_sessions(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.own_account.end_other_sessions(claims).map_error(to_problem));
  return empty_response(204);
}

Answer post_own_password(const Dependencies& d, const Call& call,
                         const meetings::PasswordHasher& hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  const std::string old_password = fields.text("old_password");
  const std::string password = fields.text("password");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.own_account.change_password(claims, old_password, password, client_of(call.request), hasher)
          .map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
