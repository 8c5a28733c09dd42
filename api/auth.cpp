// SPDX-License-Identifier: MIT
// /api/auth/…: registering, signing in, staying signed in, guests. The services limit guesses and
// hashes themselves.
#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

Answer tokens_answer(int status, const meetings::Outcome<meetings::TokenPair>& tokens) {
  if (!tokens) return base::failure(to_problem(tokens.error()));
  return json_response(status, tokens_view(*tokens));
}

}  // namespace

Answer post_register(const Dependencies& d, const Call& call,
                     const meetings::PasswordHasher& hasher) {
  TRY(auto fields, Fields::read(call.request));
  const meetings::NewAccount account{fields.text("email"), fields.text("name"),
                                     fields.text("password"), fields.optional_text("invitation")};
  if (fields.problem()) return base::failure(*fields.problem());
  return tokens_answer(201, d.accounts.register_user(account, call.request.client.ip, hasher));
}

Answer post_login(const Dependencies& d, const Call& call, const meetings::PasswordHasher& hasher) {
  TRY(auto fields, Fields::read(call.request));
  const std::string email = fields.text("email");
  const std::string password = fields.text("password");
  if (fields.problem()) return base::failure(*fields.problem());
  return tokens_answer(200, d.accounts.login(email, password, call.request.client.ip, hasher));
}

// Reads the body of refresh and logout.
base::Result<std::string, Problem> refresh_token_of(const Call& call) {
  TRY(auto fields, Fields::read(call.request));
  std::string token = fields.text("refresh");
  if (fields.problem()) return base::failure(*fields.problem());
  return token;
}

Answer post_refresh(const Dependencies& d, const Call& call) {
  TRY(const auto token, refresh_token_of(call));
  return tokens_answer(200, d.accounts.refresh(token));
}

Answer post_logout(const Dependencies& d, const Call& call) {
  TRY(const auto token, refresh_token_of(call));
  TRY(d.accounts.logout(token).map_error(to_problem));
  return empty_response(204);
}

Answer post_guest(const Dependencies& d, const Call& call) {
  TRY(auto fields, Fields::read(call.request));
  const auto id = fields.optional_text("meeting_id");
  const auto code = fields.optional_text("code");
  const auto invitation = fields.optional_text("invitation");
  const std::string name = fields.text("name");
  if (!id && !code && !invitation && !fields.problem()) {
    return base::failure(
        bad_field("meeting_id", "Which meeting? Send its \"meeting_id\" or its \"code\"."));
  }
  if (fields.problem()) return base::failure(*fields.problem());

  auto entry = invitation ? d.accounts.guest_by_invitation(*invitation, name)
                          : d.accounts.guest(id ? *id : *code, name, call.request.client.ip);
  if (!entry) return base::failure(to_problem(entry.error()));
  const std::size_t present = d.presence.count(entry->meeting.id);
  const meetings::MeetingView view{std::move(entry->meeting), std::nullopt, present};
  return json_response(
      200,
      tokens_view(entry->tokens).set("meeting", meeting_view(view, link_base(d, call.request))));
}

}  // namespace api
