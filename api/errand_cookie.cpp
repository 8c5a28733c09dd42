// SPDX-License-Identifier: MIT
#include "api/errand_cookie.hpp"

#include <utility>

#include "base/sign_in_cookie.hpp"

namespace api {
namespace {

bool is_https(const std::string& links) noexcept { return links.starts_with("https://"); }

}  // namespace

std::string errand_cookie_line(const std::string& links, std::string_view value,
                               std::chrono::seconds time) {
  const bool secure = is_https(links);
  std::string line{secure ? base::kSecureSignInCookie : base::kPlainSignInCookie};
  line.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=");
  line += std::to_string(time.count());
  if (secure) line += "; Secure";
  return line;
}

std::string errand_cookie_of(const Request& request, const std::string& links) {
  const std::string_view pair = base::find_sign_in_cookie(request.header("cookie"));
  const std::string_view name =
      is_https(links) ? base::kSecureSignInCookie : base::kPlainSignInCookie;
  if (!pair.starts_with(name) || pair.size() == name.size()) return {};
  return std::string{pair.substr(name.size() + 1)};
}

Response errand_redirect(std::string to, std::string cookie_line) {
  Response response = empty_response(303);
  response.with("Location", std::move(to)).with("Set-Cookie", std::move(cookie_line));
  return response;
}

}  // namespace api
