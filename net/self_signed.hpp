// SPDX-License-Identifier: MIT
// Makes self-signed certificates: one with which a new installation speaks TLS at its first start,
// and those that answer a certificate authority's challenge. Uses randomness, else pure; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace net {

struct PemPair {
  std::string certificate;
  base::Secret key;
};

// ECDSA P-256, for server authentication, valid from one day before `now` (clocks differ) to `days`
// after it. `names` holds at least one DNS name (a leading "*." is allowed) or IP address; the
// first is also the subject's common name.
base::Result<PemPair> make_self_signed(const std::vector<std::string>& names, base::WallTime now,
                                       int days);

// The certificate that answers the challenge tls-alpn-01 for `name`, a DNS name (RFC 8737 section
// 3): the critical extension acmeIdentifier holds `digest`, the 32 bytes of SHA-256 of the key
// authorization.
base::Result<PemPair> make_challenge_certificate(const std::string& name, base::Bytes digest,
                                                 base::WallTime now);

}  // namespace net
