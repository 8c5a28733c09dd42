// SPDX-License-Identifier: MIT
// Reads names, issuer, validity and fingerprint of an X.509 certificate. Only .cpp files of net
// include it. Pure; any thread; a failure may leave an error in OpenSSL's queue.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/openssl.hpp"

namespace net {

// The subject's alternative names: DNS names as written, IP addresses printed. Other kinds are left
// out.
std::vector<std::string> alternative_names(const X509* certificate);
// The beginning and the end of the certificate's validity; nullopt where the certificate has no
// readable time.
std::optional<base::WallTime> beginning_of(const X509* certificate);
std::optional<base::WallTime> expiry_of(const X509* certificate);
// The organization that signed the certificate, else the issuer's common name; empty without both.
std::string issuer_of(const X509* certificate);
// SHA-256 of the certificate as browsers show it: "AB:CD:...". Empty where OpenSSL fails.
std::string print_fingerprint(const X509* certificate);

}  // namespace net
