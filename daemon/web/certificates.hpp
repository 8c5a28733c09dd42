// SPDX-License-Identifier: MIT
// The certificate that [tls] asks for: the operator's files; without them the certificate in the
// state folder that `lecternctl tls acme` has installed, or a self-signed one. Blocks; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"
#include "net/acme_challenges.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

// Where a certificate comes from. The references outlive the call.
struct CertificatePlace {
  const std::string& state_dir;  // the path of the state folder
  const net::SharedChallenges& challenges;
  const base::Log& log;
};

// Returns null where no listener speaks TLS. An installed certificate that is of no use is logged
// and left aside; the self-signed certificate is made where there is none yet.
base::Result<std::shared_ptr<net::TlsContext>> load_certificate(const config::Config& config,
                                                                const CertificatePlace& place);
// The same for the start of the daemon: logs the certificate, and an error names [tls].
base::Result<std::shared_ptr<net::TlsContext>> first_certificate(const config::Config& config,
                                                                 const CertificatePlace& place);
void log_certificate(const base::Log& log, const net::TlsContext& tls);

// "configured", "acme" or "self-signed".
std::string_view origin_of_certificate(const config::Config& config, const net::TlsContext& tls);

// Writes a certificate with its chain and its key (both PEM) to the state folder, where
// load_certificate() finds them. Errors, before anything is written: invalid_argument where the two
// do not belong together, or the certificate is not valid at `now` or names nobody; after that: io.
base::Status install_certificate(const std::string& state_dir, std::string_view chain,
                                 const base::Secret& key, base::WallTime now);

}  // namespace lecternd
