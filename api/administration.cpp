// SPDX-License-Identifier: MIT
// /api/admin/users/ and /api/admin/invitations/: the accounts of others.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

constexpr std::size_t kUsersOnPage = 50;

// nullopt where the field is absent; sets no role that an account cannot have.
base::Result<std::optional<meetings::UserRole>, Problem> role_of(Fields& fields) {
  const auto text = fields.optional_text("role");
  if (!text) return std::optional<meetings::UserRole>{};
  const auto role = meetings::parse_user_role(*text);
  if (!role || role == meetings::UserRole::guest)
    return base::failure(bad_field("role", "\"role\" is admin or user."));
  return std::optional{*role};
}

}  // namespace

Answer get_users(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto asked, read_page(call.request));
  TRY(const auto page,
      d.administration.users(claims, asked.cursor, asked.limit.value_or(kUsersOnPage))
          .map_error(to_problem));
  base::Json list = base::Json::array();
  for (const meetings::User& user : page.users) list.push(account_view(user));
  return json_response(200,
                       base::Json::object({{"users", list}, {"next_cursor", page.next_cursor}}));
}

Answer patch_user(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  meetings::UserChange change;
  const auto role = role_of(fields);
  change.disabled = fields.optional_flag("disabled");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(change.role, role);
  TRY(const auto user,
      d.administration.change_user(claims, meetings::UserId{call.parameters[0]}, change)
          .map_error(to_problem));
  return json_response(200, account_view(user));
}

Answer get_user_sessions(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto all, d.administration.sessions(claims, meetings::UserId{call.parameters[0]})
                          .map_error(to_problem));
  return page_answer(
      call.request, "sessions", all, Order::descending,
      [](const meetings::Session& one) { return list_place(one.rotated_at, one.id); },
      [&](const meetings::Session& one) {
        return own_session_view({one, one.id == claims.session_id});
      });
}

Answer delete_user_sessions(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.end_sessions(claims, meetings::UserId{call.parameters[0]}, std::nullopt)
          .map_error(to_problem));
  return empty_response(204);
}

Answer delete_user_session(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration
          .end_sessions(claims, meetings::UserId{call.parameters[0]}, call.parameters[1])
          .map_error(to_problem));
  return empty_response(204);
}

Answer post_invitation(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read_optional(call.request));
  const auto role = role_of(fields);
  const auto expires_at = fields.optional_time("expires_at");
  if (fields.problem()) return base::failure(*fields.problem());
  TRY(const auto asked, role);
  TRY(const auto issued,
      d.administration.invite(claims, asked.value_or(meetings::UserRole::user), expires_at)
          .map_error(to_problem));
  const std::string url = link_base(d, call.request) + "/register#invitation=" + issued.token;
  return json_response(
      201, base::Json::object({{"invitation", issued.token},
                               {"url", url},
                               {"role", to_string(issued.role)},
                               {"expires_at", base::print_iso8601(issued.expires_at)}}));
}

}  // namespace api
