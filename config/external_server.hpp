// SPDX-License-Identifier: MIT
// ExternalServer: another TURN server, whose URLs are handed out beside our own, with the secret or
// the user of its credentials. Its text form is one line of words, "turn:a.example:3478
// turns:a.example:5349 secret_file=/etc/lectern/a.secret"; in a file it may be a table with the
// same names, { urls = […], secret_file = "…" }. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace config {

// Without secret and username its shared secret is ours.
struct ExternalServer {
  std::vector<std::string> urls;
  base::Secret secret;      // of time-limited credentials (coturn: static-auth-secret)
  std::string secret_file;  // instead of `secret`: the file that holds it
  std::string
      username;  // of a user that does not expire; everybody in a meeting gets to know the password
  base::Secret password;
  std::string password_file;
};

// Errors name the wrong word, but never a secret.
base::Result<ExternalServer> parse_external_server(std::string_view text);
// The text form of the members of a table.
std::string print_external_server(const std::vector<std::string>& urls,
                                  std::span<const std::pair<std::string, std::string>> members);
// The text form with the values of secret and password as "********".
std::string mask_external_server(std::string_view text);

}  // namespace config
