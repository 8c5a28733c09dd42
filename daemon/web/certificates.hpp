// SPDX-License-Identifier: MIT
// The certificate that [tls] asks for: the operator's files, or a self-signed certificate in the
// state folder. Blocks; any thread.
#pragma once

#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

// Returns null where no listener speaks TLS. Makes the self-signed certificate where there is none
// yet. `state_dir` is the path of the state folder.
base::Result<std::shared_ptr<net::TlsContext>> load_certificate(const config::Config& config,
                                                                const std::string& state_dir);
// The same for the start of the daemon: logs the certificate, and an error names [tls].
base::Result<std::shared_ptr<net::TlsContext>> first_certificate(const config::Config& config,
                                                                 const std::string& state_dir,
                                                                 const base::Log& log);
void log_certificate(const base::Log& log, const net::TlsContext& tls);

}  // namespace lecternd
