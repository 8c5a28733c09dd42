// SPDX-License-Identifier: MIT
// The only cookie of the site: it binds a sign-in at another provider to the browser that began it.
// The front lets no other cookie in. Constants; any thread.
#pragma once

#include <string_view>

namespace base {

// Over TLS; the prefix keeps other hosts of the domain from setting it (RFC 6265bis section
// 4.1.3.2).
inline constexpr std::string_view kSecureSignInCookie = "__Host-lectern_signin";
inline constexpr std::string_view kPlainSignInCookie = "lectern_signin";

// The first of `cookies`, a Cookie field's value, that has one of these names, as "name=value"; a
// view into `cookies`, empty if there is none.
constexpr std::string_view find_sign_in_cookie(std::string_view cookies) noexcept {
  while (!cookies.empty()) {
    std::string_view pair = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(pair.size() < cookies.size() ? pair.size() + 1 : pair.size());
    while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
    while (pair.ends_with(' ') || pair.ends_with('\t')) pair.remove_suffix(1);
    const std::string_view name = pair.substr(0, pair.find('='));
    if (name.size() < pair.size() && (name == kSecureSignInCookie || name == kPlainSignInCookie))
      return pair;
  }
  return {};
}

}  // namespace base
