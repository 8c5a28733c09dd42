// SPDX-License-Identifier: MIT
// Makes the issuers of `[auth] jwt_issuers` from the configuration: their secrets, their keys from
// files, and the sources of keys that they publish; and the providers at whom people sign in. Main
// thread.
#pragma once

#include <vector>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "meetings/foreign_tokens.hpp"
#include "meetings/oidc.hpp"

namespace lecternd {

// Fails for a key file that holds no key of the issuer's algorithm; the error names the file. The
// log outlives the result.
base::Result<meetings::ForeignTokens> foreign_issuers(const config::Config& config,
                                                      const base::Log& log);

// The providers of `[auth] oidc_providers`, how they are asked, and how the operator hears of
// trouble with them. The log outlives the last.
std::vector<meetings::OidcProvider> oidc_providers(const config::Config& config);
meetings::OidcHttp oidc_http();
meetings::OidcSignIn::Report oidc_report(const base::Log& log);

}  // namespace lecternd
