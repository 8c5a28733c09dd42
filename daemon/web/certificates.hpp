// SPDX-License-Identifier: MIT
// The certificate that [tls] asks for: the operator's files, or a self-signed one in the state
// folder. Reads files; any thread.
#pragma once

#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

void log_certificate(const base::Log& log, const net::TlsContext& tls);

// Null where no listener speaks TLS.
base::Result<std::shared_ptr<net::TlsContext>> load_certificate(const config::Config& config,
                                                                const std::string& state_dir);

}  // namespace lecternd
