// SPDX-License-Identifier: MIT
// The handshakes of a certificate authority that verifies a challenge tls-alpn-01 (RFC 8737
// section 3). Only .cpp files of net include it. Any thread.
#pragma once

#include <string_view>

#include "net/acme_challenges.hpp"
#include "net/openssl.hpp"

namespace net {

inline constexpr std::string_view kAcmeProtocol = "acme-tls/1";

// From now on a client whose list of protocols is exactly acme-tls/1 gets the certificate of the
// challenge for its server name, or the alert no_application_protocol. The challenges outlive the
// connections.
void answer_acme_handshakes(SSL_CTX* context, const AcmeChallenges& challenges);

// For the choice of the protocol: whether this connection is to agree on acme-tls/1.
bool is_acme_handshake(const SSL* connection) noexcept;

}  // namespace net
