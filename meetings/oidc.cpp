// SPDX-License-Identifier: MIT
#include "meetings/oidc.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/secure_url.hpp"
#include "meetings/browser_errand.hpp"
#include "meetings/fetched.hpp"
#include "meetings/form.hpp"
#include "meetings/seen_tokens.hpp"

namespace meetings {
namespace {

using base::Json;

constexpr std::size_t kLongestCode = 2048;
constexpr std::chrono::minutes kDiscoveryFresh{60};
constexpr std::chrono::seconds kDiscoveryPause{10};

auto failed() {
  return refuse(RefusalCode::forbidden, "Signing in there has failed. Please try again.");
}

bool same(std::string_view a, std::string_view b) noexcept {
  return base::constant_time_equal(base::as_bytes(a), base::as_bytes(b));
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

// The addresses of a provider, as its discovery document says (OpenID Connect Discovery section 3).
struct Endpoints {
  std::string authorization, token, keys;
  bool basic = true;  // the client's secret goes into the Authorization header
};

base::Result<Endpoints> parse_discovery(std::string_view text, const std::string& issuer) {
  TRY(const auto json, Json::parse(text));
  // Section 4.3: "MUST exactly match".
  if (json["issuer"].as_string() != issuer)
    return base::failure(base::Errc::corrupt, "the discovery document is of another issuer");
  Endpoints out{json["authorization_endpoint"].text(), json["token_endpoint"].text(),
                json["jwks_uri"].text(), true};
  for (const std::string& url : {out.authorization, out.token, out.keys}) {
    if (!base::is_secure_url(url))
      return base::failure(base::Errc::corrupt, "the discovery document lacks an https address");
  }
  // The default is client_secret_basic.
  const std::vector<Json> methods = json["token_endpoint_auth_methods_supported"].items();
  out.basic = methods.empty() || std::any_of(methods.begin(), methods.end(), [](const Json& m) {
                return m.as_string() == "client_secret_basic";
              });
  return out;
}

}  // namespace

// A provider with what it has told: its addresses and its keys. Any thread.
class OidcSignIn::Remote {
 public:
  Remote(OidcProvider provider, const OidcHttp& http, const Report& report,
         const base::Clock& clock)
      : provider_(std::move(provider)),
        http_(http),
        report_(report),
        clock_(clock),
        discovered_([this] { return discover(); },
                    [this](const base::Error& error) { tell(error.what); }, clock),
        tokens_({issuer()}) {}

  const OidcProvider& provider() const noexcept { return provider_; }
  void tell(const std::string& why) const { report_(provider_.name, why); }

  // The newest that could be fetched; nullopt while the provider has never answered.
  std::optional<Endpoints> endpoints() {
    auto fresh = discovered_.younger_than(kDiscoveryFresh);
    return fresh ? std::move(fresh) : discovered_.ask(kDiscoveryPause);
  }

  // The ID token that the provider gives for this code.
  base::Result<std::string> exchange(const Endpoints& at, const std::string& code,
                                     const std::string& redirect_uri,
                                     const std::string& verifier) const {
    const std::string_view secret = provider_.client_secret.reveal_text();
    std::string body = print_form({{"grant_type", "authorization_code"},
                                   {"code", code},
                                   {"redirect_uri", redirect_uri},
                                   {"code_verifier", verifier}});
    std::string authorization;
    if (at.basic) {
      const std::string pair = encode_form(provider_.client_id) + ':' + encode_form(secret);
      authorization = "Basic " + base::encode_base64(base::as_bytes(pair));
    } else {
      body += '&' + print_form({{"client_id", provider_.client_id}, {"client_secret", secret}});
    }
    TRY(const auto text, http_.post(at.token, body, authorization));
    TRY(const auto json, Json::parse(text));
    return json["id_token"].text();
  }
  Outcome<ForeignPerson> verify(std::string_view id_token) const {
    return tokens_.verify(id_token, clock_.wall_now());
  }
  Outcome<ForeignLogout> verify_logout(std::string_view token) const {
    return tokens_.verify_logout(token, clock_.wall_now());
  }
  // The logout tokens that have had their effect.
  SeenTokens& seen() noexcept { return seen_; }

 private:
  base::Result<Endpoints> discover() const {
    std::string url = provider_.issuer;
    while (url.ends_with('/')) url.pop_back();
    TRY(const auto text, http_.get(url + "/.well-known/openid-configuration"));
    return parse_discovery(text, provider_.issuer);
  }
  ForeignIssuer issuer() {
    ForeignIssuer out;
    out.name = provider_.name;
    out.issuer = provider_.issuer;
    out.audience = provider_.client_id;
    out.algorithm = provider_.algorithm;
    out.keys = std::make_shared<RemoteKeys>(
        provider_.algorithm,
        [this]() -> base::Result<std::string> {
          const auto at = endpoints();
          if (!at) return base::failure(base::Errc::unavailable, "the provider does not answer");
          return http_.get(at->keys);
        },
        [this](const base::Error& error) { tell(error.what); }, clock_);
    return out;
  }

  const OidcProvider provider_;
  const OidcHttp& http_;
  const Report& report_;
  const base::Clock& clock_;
  Fetched<Endpoints> discovered_;
  const ForeignTokens tokens_;
  SeenTokens seen_;
};

OidcSignIn::OidcSignIn(std::vector<OidcProvider> providers, OidcHttp http, Report report,
                       Accounts& accounts, const ForeignAccounts& foreign, const base::Clock& clock,
                       base::Random& random)
    : http_(std::move(http)),
      report_(std::move(report)),
      accounts_(accounts),
      foreign_(foreign),
      clock_(clock),
      random_(random) {
  for (OidcProvider& provider : providers)
    providers_.push_back(std::make_unique<Remote>(std::move(provider), http_, report_, clock_));
}

OidcSignIn::~OidcSignIn() = default;

std::vector<OidcSignIn::Name> OidcSignIn::providers() const {
  std::vector<Name> out;
  for (const auto& remote : providers_)
    out.push_back({remote->provider().name, remote->provider().title});
  return out;
}

OidcSignIn::Remote* OidcSignIn::find(std::string_view name) const {
  for (const auto& remote : providers_) {
    if (remote->provider().name == name) return remote.get();
  }
  return nullptr;
}

Outcome<OidcStart> OidcSignIn::start(std::string_view provider, const std::string& redirect_uri) {
  Remote* remote = find(provider);
  if (remote == nullptr) return refuse(RefusalCode::not_found, "There is no such provider.");
  const auto at = remote->endpoints();
  if (!at) {
    return base::failure(Refusal{RefusalCode::overloaded,
                                 "The provider does not answer. Please try again in a moment.",
                                 {},
                                 std::chrono::seconds{10}});
  }
  const BrowserErrand errand = BrowserErrand::begin(random_, clock_.wall_now());
  const char joint = at->authorization.find('?') == std::string::npos ? '?' : '&';
  return OidcStart{at->authorization + joint +
                       print_form({{"response_type", "code"},
                                   {"client_id", remote->provider().client_id},
                                   {"redirect_uri", redirect_uri},
                                   {"scope", remote->provider().scope},
                                   {"state", errand.state(provider)},
                                   {"nonce", errand.nonce(provider)},
                                   {"code_challenge", errand.challenge(provider)},
                                   {"code_challenge_method", "S256"}}),
                   errand.cookie()};
}

Outcome<TokenPair> OidcSignIn::finish(std::string_view provider, const std::string& redirect_uri,
                                      const OidcReturn& answer, const Client& client) {
  Remote* remote = find(provider);
  if (remote == nullptr) return refuse(RefusalCode::not_found, "There is no such provider.");
  const auto errand = BrowserErrand::resume(answer.cookie, clock_.wall_now());
  // Whoever has no cookie, or another one, did not begin this sign-in.
  if (!errand || !answer.state || !errand->began(*answer.state, provider)) return failed();
  // RFC 9207: an answer of another provider, who was made to look like this one.
  if (answer.issuer && *answer.issuer != remote->provider().issuer) return failed();
  if (!answer.code || answer.code->empty() || answer.code->size() > kLongestCode) return failed();
  const auto at = remote->endpoints();
  if (!at) return failed();
  const auto id_token =
      remote->exchange(*at, *answer.code, redirect_uri, errand->verifier(provider));
  if (!id_token) {
    remote->tell("the code is not exchanged: " + id_token.error().what);
    return failed();
  }
  const auto person = remote->verify(*id_token);
  if (!person || !same(person->nonce, errand->nonce(provider)) ||
      (!person->authorized_party.empty() &&
       person->authorized_party != remote->provider().client_id)) {
    remote->tell("the ID token is not accepted");
    return failed();
  }
  TRY(const auto account, foreign_.account_of(*person));
  return accounts_.sign_in(account.user.id, client, unless_empty(person->session));
}

Outcome<void> OidcSignIn::end_sessions(std::string_view provider, std::string_view logout_token) {
  Remote* remote = find(provider);
  if (remote == nullptr) return refuse(RefusalCode::not_found, "There is no such provider.");
  const auto logout = remote->verify_logout(logout_token);
  if (!logout) {
    remote->tell("a logout token is not accepted");
    return base::failure(logout.error());
  }
  switch (remote->seen().note(logout->id, logout->until, clock_.wall_now())) {
    case SeenTokens::Answer::fresh: break;
    case SeenTokens::Answer::seen:
      return refuse(RefusalCode::token_invalid, "This token has been used already.");
    case SeenTokens::Answer::full:
      remote->tell("too many logout tokens within ten minutes");
      return refuse(RefusalCode::overloaded, "Too many people sign out at once.");
  }
  auto done = accounts_.end_at_issuer(logout->issuer, unless_empty(logout->session),
                                      unless_empty(logout->subject));
  if (!done) remote->seen().forget(logout->id);
  return done;
}

}  // namespace meetings
