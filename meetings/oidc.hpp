// SPDX-License-Identifier: MIT
// OidcSignIn: signing in at an OpenID provider (OpenID Connect Core 1.0, authorization code with
// PKCE, RFC 7636). The browser goes to the provider and comes back with a code; this exchanges the
// code for an ID token and opens a session for the account of that person.
//
// Nothing is kept here between the two steps (browser_errand.hpp). The calls block (they ask the
// provider): worker threads only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "meetings/accounts.hpp"
#include "meetings/browser_errand.hpp"
#include "meetings/foreign_accounts.hpp"
#include "meetings/remote_keys.hpp"

namespace meetings {

struct OidcProvider {
  std::string name;   // in paths; accounts are kept apart by it
  std::string title;  // on the button
  std::string issuer;
  std::string client_id;
  base::Secret client_secret;
  std::string scope = "openid profile email";
  base::SignatureAlgorithm algorithm = base::SignatureAlgorithm::rs256;  // of ID tokens
};

// How the daemon asks a provider. Both block, and are bounded in time and size.
struct OidcHttp {
  std::function<base::Result<std::string>(const std::string& url)> get;
  // POST of a form; `authorization` is the value of that header, empty: none.
  std::function<base::Result<std::string>(const std::string& url, const std::string& form,
                                          const std::string& authorization)>
      post;
};

struct OidcStart {
  std::string url;     // where the browser goes
  std::string cookie;  // which the browser keeps until it comes back
};

// What the provider's redirect says, and what the browser keeps.
struct OidcReturn {
  std::optional<std::string> code, state, error, issuer;
  std::string cookie;
};

class OidcSignIn {
 public:
  using Report = std::function<void(std::string_view provider, const std::string& why)>;

  // A browser has this long for its sign-in.
  static constexpr std::chrono::minutes kPatience = BrowserErrand::kPatience;

  // `report` tells the operator why a provider cannot be used. Accounts and foreign accounts
  // outlive this.
  OidcSignIn(std::vector<OidcProvider> providers, OidcHttp http, Report report, Accounts& accounts,
             const ForeignAccounts& foreign, const base::Clock& clock, base::Random& random);
  ~OidcSignIn();

  struct Name {
    std::string name, title;
  };
  std::vector<Name> providers() const;

  // `redirect_uri` is the address of the callback. Refuses with not_found for an unknown provider,
  // and with overloaded while the provider does not answer.
  Outcome<OidcStart> start(std::string_view provider, const std::string& redirect_uri);
  // Refuses with sign_in_failed whatever is wrong with the answer; the report says more.
  Outcome<TokenPair> finish(std::string_view provider, const std::string& redirect_uri,
                            const OidcReturn& answer, const Client& client);
  // A provider tells that a session there is over (OpenID Connect Back-Channel Logout 1.0): ends
  // the sessions that come from it, and their WebSockets. Refuses with not_found for an unknown
  // provider, with overloaded while its keys are unknown, and with token_invalid or token_expired
  // whatever is wrong with the token; a token counts once.
  Outcome<void> end_sessions(std::string_view provider, std::string_view logout_token);

 private:
  class Remote;
  Remote* find(std::string_view name) const;

  std::vector<std::unique_ptr<Remote>> providers_;
  const OidcHttp http_;
  const Report report_;
  Accounts& accounts_;
  const ForeignAccounts& foreign_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace meetings
