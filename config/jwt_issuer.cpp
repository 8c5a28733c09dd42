// SPDX-License-Identifier: MIT
#include "config/jwt_issuer.hpp"

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
    "name, algorithm, issuer, audience, secret, secret_file, key_file, jwks_url, subject_claim, "
    "name_claim, email_claim, token_type";
constexpr std::array<std::string_view, 4> kAlgorithms{"HS256", "RS256", "ES256", "EdDSA"};
constexpr std::size_t kLongestName = 40;

struct Member {
  std::string_view name;
  std::string JwtIssuer::*text;
};
constexpr std::array<Member, 10> kTexts{{{"name", &JwtIssuer::name},
                                         {"algorithm", &JwtIssuer::algorithm},
                                         {"issuer", &JwtIssuer::issuer},
                                         {"audience", &JwtIssuer::audience},
                                         {"secret_file", &JwtIssuer::secret_file},
                                         {"key_file", &JwtIssuer::key_file},
                                         {"jwks_url", &JwtIssuer::jwks_url},
                                         {"subject_claim", &JwtIssuer::subject_claim},
                                         {"name_claim", &JwtIssuer::name_claim},
                                         {"email_claim", &JwtIssuer::email_claim}}};

auto wrong(std::string what) { return failure(Errc::invalid_argument, std::move(what)); }

bool is_plain_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Status take(JwtIssuer& issuer, const Word& word) {
  const auto* member = std::find_if(kTexts.begin(), kTexts.end(),
                                    [&](const Member& m) { return m.name == word.name; });
  if (word.value.empty()) return wrong(word.name + " is empty");
  if (member != kTexts.end()) issuer.*(member->text) = word.value;
  else if (word.name == "secret") issuer.secrets.emplace_back(word.value);
  else if (word.name == "token_type" && word.value == "access") issuer.needs_token_type = true;
  else if (word.name == "token_type") return wrong("token_type takes access");
  else return wrong("an issuer has no " + word.name + "; it takes " + std::string{kMembers});
  return {};
}

base::Status check_keys(const JwtIssuer& issuer) {
  const int secrets = int{!issuer.secrets.empty()} + int{!issuer.secret_file.empty()};
  const int keys = int{!issuer.key_file.empty()} + int{!issuer.jwks_url.empty()};
  if (issuer.algorithm == "HS256" && (secrets != 1 || keys != 0))
    return wrong("an issuer with HS256 takes one of secret and secret_file, and no key");
  if (issuer.algorithm != "HS256" && (keys != 1 || secrets != 0))
    return wrong("an issuer with " + issuer.algorithm +
                 " takes one of key_file and jwks_url, and no secret");
  if (!issuer.jwks_url.empty() && !base::is_secure_url(issuer.jwks_url))
    return wrong("jwks_url begins with https://, or with http:// and a name of this machine");
  return {};
}

base::Status check_whole(const JwtIssuer& issuer) {
  if (!is_plain_name(issuer.name))
    return wrong("an issuer wants a name of letters, digits and hyphens, such as name=moodle");
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), issuer.algorithm) == kAlgorithms.end())
    return wrong("an issuer wants an algorithm: HS256, RS256, ES256 or EdDSA");
  return check_keys(issuer);
}

}  // namespace

base::Result<JwtIssuer> parse_jwt_issuer(std::string_view text) {
  JwtIssuer issuer;
  std::set<std::string> names;
  for (const Word& word : split_words(text)) {
    if (word.name.empty()) return wrong("an issuer is made of words such as name=moodle");
    if (!names.insert(word.name).second) return wrong(word.name + " stands twice");
    TRY(take(issuer, word));
  }
  TRY(check_whole(issuer));
  return issuer;
}

std::string mask_jwt_issuer(std::string_view text) {
  std::string out;
  for (const Word& word : split_words(text))
    append_word(out, word.name, word.name == "secret" ? "********" : std::string_view{word.value});
  return out;
}

JwtIssuer older_stack_issuer() {
  JwtIssuer issuer;
  issuer.name = "older-stack";
  issuer.algorithm = "HS256";
  issuer.subject_claim = "user_id";
  issuer.needs_token_type = true;
  issuer.trusts_email = true;
  return issuer;
}

}  // namespace config
