// SPDX-License-Identifier: MIT
#include "config/google.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/secure_url.hpp"

namespace config {
namespace {

bool is_client_id(const std::string& text) {
  return text.size() <= 200 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::vector<GoogleFinding> check_google(const GoogleConfig& google, const SiteConfig& site) {
  std::vector<GoogleFinding> found;
  if (google.client_id.empty()) return found;
  if (!is_client_id(google.client_id))
    found.push_back({"google.client_id", "google.client_id is ASCII without blanks"});
  if (google.client_secret.empty())
    found.push_back({"google.client_id", "google.client_id needs google.client_secret_file"});
  if (site.public_url.empty())
    found.push_back({"google.client_id",
                     "google.client_id needs site.public_url: Google sends browsers back to one "
                     "address only"});
  const std::array<std::pair<const char*, const std::string*>, 4> urls{
      {{"google.authorization_url", &google.authorization_url},
       {"google.token_url", &google.token_url},
       {"google.revocation_url", &google.revocation_url},
       {"google.calendar_url", &google.calendar_url}}};
  for (const auto& [key, url] : urls) {
    if (!base::is_secure_url(*url) || url->ends_with('/'))
      found.push_back(
          {key, std::string{key} + " begins with https:// and has no slash at its end"});
  }
  return found;
}

}  // namespace config
