// SPDX-License-Identifier: MIT
// Makes the issuers of `[auth] jwt_issuers` from the configuration: their secrets, their keys from
// files, and the sources of keys that they publish. Main thread.
#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "meetings/foreign_tokens.hpp"

namespace lecternd {

// Fails for a key file that holds no key of the issuer's algorithm; the error names the file. The
// log outlives the result.
base::Result<meetings::ForeignTokens> foreign_issuers(const config::Config& config,
                                                      const base::Log& log);

}  // namespace lecternd
