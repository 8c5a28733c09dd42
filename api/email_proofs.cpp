// SPDX-License-Identifier: MIT
// /api/auth/password-reset and /api/auth/verify-email: the links of mails.
#include "api/bearer.hpp"
#include "api/device_words.hpp"
#include "api/fields.hpp"
#include "api/resources.hpp"

namespace api {
namespace {

// Says the same whether or not a mail is under way.
Answer sent() { return json_response(202, base::Json::object({{"status", "sent"}})); }

}  // namespace

Answer post_password_reset(const Dependencies& d, const Call& call) {
  TRY(auto fields, Fields::read(call.request));
  const std::string email = fields.text("email");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.email_proofs.request_reset(email).map_error(to_problem));
  return sent();
}

Answer post_password_reset_confirm(const Dependencies& d, const Call& call,
                                   const meetings::PasswordHasher& hasher) {
  TRY(auto fields, Fields::read(call.request));
  const std::string token = fields.text("token");
  const std::string password = fields.text("password");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.email_proofs.confirm_reset(token, password, client_of(call.request), hasher)
          .map_error(to_problem));
  return empty_response(204);
}

Answer post_verify_email(const Dependencies& d, const Call& call) {
  TRY(auto fields, Fields::read(call.request));
  const std::string token = fields.text("token");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(d.email_proofs.verify(token).map_error(to_problem));
  return empty_response(204);
}

Answer post_verify_email_resend(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const bool verified, d.email_proofs.resend_verification(claims).map_error(to_problem));
  if (verified) return json_response(200, base::Json::object({{"status", "verified"}}));
  return sent();
}

}  // namespace api
