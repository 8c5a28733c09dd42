// SPDX-License-Identifier: MIT
// Tells the request of a certificate authority that verifies a challenge http-01 (RFC 8555 section
// 8.3). Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "net/http_head.hpp"

namespace net {

// The challenge's token, a view into the head. nullopt where the request is not GET or HEAD of
// /.well-known/acme-challenge/TOKEN.
std::optional<std::string_view> acme_token(const HttpHead& head) noexcept;

// Whether the text has only the characters of base64url, and at least one (RFC 8555 section 8.3).
bool is_acme_token(std::string_view text) noexcept;

}  // namespace net
