// SPDX-License-Identifier: MIT
// The one request that a listener serves in the clear although it redirects to https: an ACME
// challenge (RFC 8555 section 8.3). Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "net/http_head.hpp"

namespace net {

// The head that the HTTP server gets in place of the client's: its method, target and Host, and
// "Connection: close", so that no further request follows. nullopt where the request is not GET or
// HEAD of a challenge. A challenge's token has only the characters of base64url (RFC 8555 section
// 8.3).
std::optional<std::string> acme_challenge_head(const HttpHead& head);

}  // namespace net
