// SPDX-License-Identifier: MIT
#include "config/oidc_provider.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/secure_url.hpp"
#include "config/words.hpp"

namespace config {
namespace {

using base::Errc;
using base::failure;

constexpr std::string_view kMembers =
    "name, title, issuer, client_id, client_secret, client_secret_file, scope, algorithm";
constexpr std::array<std::string_view, 3> kAlgorithms{"RS256", "ES256", "EdDSA"};
constexpr std::size_t kLongestName = 40;

struct Member {
  std::string_view name;
  std::string OidcProvider::*text;
};
constexpr std::array<Member, 7> kTexts{{{"name", &OidcProvider::name},
                                        {"title", &OidcProvider::title},
                                        {"issuer", &OidcProvider::issuer},
                                        {"client_id", &OidcProvider::client_id},
                                        {"client_secret_file", &OidcProvider::client_secret_file},
                                        {"scope", &OidcProvider::scope},
                                        {"algorithm", &OidcProvider::algorithm}}};

auto wrong(std::string what) { return failure(Errc::invalid_argument, std::move(what)); }

base::Status take(OidcProvider& provider, const Word& word) {
  if (word.value.empty()) return wrong(word.name + " is empty");
  const auto* member = std::find_if(kTexts.begin(), kTexts.end(),
                                    [&](const Member& m) { return m.name == word.name; });
  if (member != kTexts.end()) provider.*(member->text) = word.value;
  else if (word.name == "client_secret") provider.client_secret = base::Secret{word.value};
  else return wrong("a provider has no " + word.name + "; it takes " + std::string{kMembers});
  return {};
}

base::Status check_whole(const OidcProvider& provider) {
  if (provider.name.empty() || provider.name.size() > kLongestName ||
      provider.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
    return wrong("a provider wants a name of letters, digits and hyphens, such as name=campus");
  if (!base::is_secure_url(provider.issuer))
    return wrong("a provider wants an issuer that begins with https://");
  if (provider.client_id.empty()) return wrong("a provider wants a client_id");
  if (provider.client_secret.empty() == provider.client_secret_file.empty())
    return wrong("a provider takes one of client_secret and client_secret_file");
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), provider.algorithm) == kAlgorithms.end())
    return wrong("algorithm is RS256, ES256 or EdDSA");
  if (!provider.scope.empty() && (' ' + provider.scope + ' ').find(" openid ") == std::string::npos)
    return wrong("scope holds openid");
  return {};
}

}  // namespace

base::Result<OidcProvider> parse_oidc_provider(std::string_view text) {
  OidcProvider provider;
  std::set<std::string> names;
  for (const Word& word : split_words(text)) {
    if (word.name.empty()) return wrong("a provider is made of words such as name=campus");
    if (!names.insert(word.name).second) return wrong(word.name + " stands twice");
    TRY(take(provider, word));
  }
  TRY(check_whole(provider));
  return provider;
}

std::string mask_oidc_provider(std::string_view text) {
  std::string out;
  for (const Word& word : split_words(text)) {
    append_word(out, word.name,
                word.name == "client_secret" ? "********" : std::string_view{word.value});
  }
  return out;
}

}  // namespace config
