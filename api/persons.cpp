// SPDX-License-Identifier: MIT
// /api/me/export, DELETE /api/me and the same of others for administrators: everything that is
// stored about one person, to take along and to erase.
#include "api/bearer.hpp"
#include "api/device_words.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"

namespace api {
namespace {

// A browser saves it, and nobody else keeps it.
Answer export_answer(const meetings::Outcome<base::Json>& person) {
  if (!person) return base::failure(to_problem(person.error()));
  Response response = json_response(200, *person);
  response.with("Content-Disposition", "attachment; filename=\"lectern-export.json\"")
      .with("Cache-Control", "no-store");
  return response;
}

Answer erase_own(const Dependencies& d, const Call& call, const meetings::PasswordHasher* hasher) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read_optional(call.request));
  const auto password = fields.optional_text("password");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.persons.erase_own(claims, password, client_of(call.request), hasher).map_error(to_problem));
  return empty_response(204);
}

}  // namespace

Answer get_own_export(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  return export_answer(d.persons.export_own(claims));
}

Answer delete_me(const Dependencies& d, const Call& call) { return erase_own(d, call, nullptr); }

Answer delete_me_with_password(const Dependencies& d, const Call& call,
                               const meetings::PasswordHasher& hasher) {
  return erase_own(d, call, &hasher);
}

Answer get_user_export(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  return export_answer(d.persons.export_by_admin(claims, meetings::UserId{call.parameters[0]}));
}

Answer delete_user(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.persons.erase_by_admin(claims, meetings::UserId{call.parameters[0]}).map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
