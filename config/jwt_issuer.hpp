// SPDX-License-Identifier: MIT
// JwtIssuer: another program whose JSON Web Tokens are accepted, with the algorithm and the keys
// that it signs with. Its text form is one line of words, "name=moodle algorithm=RS256
// jwks_url=https://id.example.org/jwks issuer=https://id.example.org audience=lectern"; in a file
// it may be a table with the same names. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace config {

struct JwtIssuer {
  std::string name;                   // accounts are kept apart by it
  std::string algorithm;              // HS256, RS256, ES256 or EdDSA
  std::string issuer;                 // the claim `iss`; "": its tokens have none
  std::string audience;               // the claim `aud`; "": its tokens have none
  std::vector<base::Secret> secrets;  // of HS256; with those of secret_file
  std::string secret_file;
  std::string key_file;  // a public key in PEM
  std::string key;       // its content
  std::string jwks_url;  // where the issuer publishes its keys
  std::string subject_claim = "sub";
  std::string name_claim = "name";
  std::string email_claim = "email";
  bool needs_token_type = false;  // a token must say token_type "access" (SimpleJWT)
  bool trusts_email = false;      // the issuer owns the site's users: no word of the text form
};

// Errors name the wrong word, but never a secret.
base::Result<JwtIssuer> parse_jwt_issuer(std::string_view text);
// The text form with the value of `secret` as "********".
std::string mask_jwt_issuer(std::string_view text);

// The issuer that the older stack's variables JWT_SECRET and DJANGO_SECRET_KEY stand for: tokens as
// SimpleJWT makes them.
JwtIssuer older_stack_issuer();

}  // namespace config
