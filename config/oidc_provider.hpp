// SPDX-License-Identifier: MIT
// OidcProvider: an OpenID provider at which people may sign in. Its text form is one line of words,
// "name=campus title=\"Example University\" issuer=https://id.example.org client_id=lectern
// client_secret_file=/etc/lectern/campus.secret"; in a file it may be a table with the same names.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace config {

struct OidcProvider {
  std::string name;   // in paths; accounts are kept apart by it
  std::string title;  // on the button; "" = the name
  std::string issuer;
  std::string client_id;
  base::Secret client_secret;
  std::string client_secret_file;   // instead of client_secret
  std::string scope;                // "" = openid profile email
  std::string algorithm = "RS256";  // of ID tokens
};

// Errors name the wrong word, but never a secret.
base::Result<OidcProvider> parse_oidc_provider(std::string_view text);
// The text form with the value of `client_secret` as "********".
std::string mask_oidc_provider(std::string_view text);

}  // namespace config
