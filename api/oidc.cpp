// SPDX-License-Identifier: MIT
// /api/auth/providers and /api/auth/oidc/…: signing in at an OpenID provider. A browser follows
// these as links, so they answer with redirects to pages of the web UI.
#include "api/device_words.hpp"
#include "api/errand_cookie.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "base/text.hpp"

namespace api {
namespace {

std::string callback_of(const std::string& links, const std::string& provider) {
  return links + "/api/auth/oidc/" + provider + "/callback";
}

}  // namespace

Answer get_providers(const Dependencies& d, const Call&) {
  base::Json list = base::Json::array();
  for (const auto& provider : d.oidc.providers()) {
    list.push(base::Json::object({{"name", provider.name},
                                  {"title", provider.title},
                                  {"start", "/api/auth/oidc/" + provider.name + "/start"}}));
  }
  return json_response(200, base::Json::object({{"providers", list}}));
}

Answer get_oidc_start(const Dependencies& d, const Call& call) {
  const std::string links = link_base(d, call.request);
  TRY(auto started, d.oidc.start(call.parameters[0], callback_of(links, call.parameters[0]))
                        .map_error(to_problem));
  return errand_redirect(
      std::move(started.url),
      errand_cookie_line(links, started.cookie, meetings::OidcSignIn::kPatience));
}

Answer get_oidc_callback(const Dependencies& d, const Call& call) {
  const std::string links = link_base(d, call.request);
  const Request& request = call.request;
  const meetings::OidcReturn answer{request.query_value("code"), request.query_value("state"),
                                    request.query_value("error"), request.query_value("iss"),
                                    errand_cookie_of(request, links)};
  const auto tokens = d.oidc.finish(call.parameters[0], callback_of(links, call.parameters[0]),
                                    answer, client_of(request));
  if (!tokens && tokens.error().code == meetings::RefusalCode::not_found)
    return base::failure(to_problem(tokens.error()));
  // The fragment reaches no server and no log; the page uses the token up at once.
  return errand_redirect(
      tokens ? links + "/signin#refresh=" + tokens->refresh : links + "/signin?failed=1",
      errand_cookie_line(links, "", {}));
}

// Section 2.8: 400 for whatever is wrong with the token; the answer is not cached.
Answer post_backchannel_logout(const Dependencies& d, const Call& call) {
  const std::string_view type = call.request.header("content-type");
  if (!base::equals_ignoring_case(base::trim(type.substr(0, type.find(';'))),
                                  "application/x-www-form-urlencoded")) {
    Problem problem = unsupported_media_type();
    problem.detail = "The body must be sent with Content-Type: application/x-www-form-urlencoded.";
    return base::failure(problem);
  }
  const auto token = form_value(call.request.body, "logout_token");
  if (!token) return base::failure(bad_request("The field \"logout_token\" is missing."));
  const auto done = d.oidc.end_sessions(call.parameters[0], *token);
  if (done) return json_response(200, base::Json::object({{"status", "ended"}}));
  const meetings::RefusalCode code = done.error().code;
  if (code == meetings::RefusalCode::token_invalid || code == meetings::RefusalCode::token_expired)
    return base::failure(bad_request(done.error().detail));
  return base::failure(to_problem(done.error()));
}

}  // namespace api
