// SPDX-License-Identifier: MIT
#include "daemon/foreign_issuers.hpp"

#include <memory>
#include <utility>

#include "base/time.hpp"
#include "meetings/identity/fetch.hpp"
#include "meetings/remote_keys.hpp"

namespace lecternd {
namespace {

const base::SystemClock kClock;  // it has no state

base::Result<std::shared_ptr<meetings::IssuerKeys>> keys_of(const config::JwtIssuer& issuer,
                                                            base::SignatureAlgorithm algorithm,
                                                            const base::Log& log) {
  if (issuer.jwks_url.empty()) {
    auto key = base::PublicKey::from_pem(issuer.key, algorithm);
    if (!key) {
      return base::failure(key.error().code, issuer.key_file + ": holds no public key for " +
                                                 issuer.algorithm + " in PEM");
    }
    return std::make_shared<meetings::FixedKeys>(
        std::vector<meetings::IssuerKey>{{std::nullopt, std::move(*key)}});
  }
  return std::make_shared<meetings::RemoteKeys>(
      algorithm, [url = issuer.jwks_url] { return meetings::identity::fetch(url); },
      [&log, name = issuer.name](const base::Error& error) {
        log.warning("issuer_keys_not_fetched", {{"issuer", name}, {"why", error.what}});
      },
      kClock);
}

base::Result<meetings::ForeignIssuer> make(const config::JwtIssuer& from, const base::Log& log) {
  meetings::ForeignIssuer issuer;
  issuer.name = from.name;
  issuer.issuer = from.issuer;
  issuer.audience = from.audience;
  issuer.secrets = from.secrets;
  issuer.subject_claim = from.subject_claim;
  issuer.name_claim = from.name_claim;
  issuer.email_claim = from.email_claim;
  issuer.needs_token_type = from.needs_token_type;
  issuer.trusts_email = from.trusts_email;
  if (const auto algorithm = base::parse_signature_algorithm(from.algorithm)) {
    issuer.algorithm = *algorithm;
    TRY(issuer.keys, keys_of(from, *algorithm, log));
  }
  return issuer;
}

}  // namespace

base::Result<meetings::ForeignTokens> foreign_issuers(const config::Config& config,
                                                      const base::Log& log) {
  std::vector<meetings::ForeignIssuer> issuers;
  for (const config::JwtIssuer& issuer : config.auth.jwt_issuers) {
    TRY(auto made, make(issuer, log));
    issuers.push_back(std::move(made));
  }
  return meetings::ForeignTokens{std::move(issuers)};
}

std::vector<meetings::OidcProvider> oidc_providers(const config::Config& config) {
  std::vector<meetings::OidcProvider> out;
  for (const config::OidcProvider& from : config.auth.oidc_providers) {
    meetings::OidcProvider provider;
    provider.name = from.name;
    provider.title = from.title.empty() ? from.name : from.title;
    provider.issuer = from.issuer;
    provider.client_id = from.client_id;
    provider.client_secret = from.client_secret;
    if (!from.scope.empty()) provider.scope = from.scope;
    // The configuration has checked the word.
    provider.algorithm =
        base::parse_signature_algorithm(from.algorithm).value_or(base::SignatureAlgorithm::rs256);
    out.push_back(std::move(provider));
  }
  return out;
}

meetings::OidcHttp oidc_http() {
  return {meetings::identity::fetch, meetings::identity::post_form};
}

meetings::OidcSignIn::Report oidc_report(const base::Log& log) {
  return [&log](std::string_view provider, const std::string& why) {
    log.warning("sign_in_at_provider_failed", {{"provider", provider}, {"why", why}});
  };
}

}  // namespace lecternd
