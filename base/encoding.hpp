// SPDX-License-Identifier: MIT
// Text encodings of bytes: hexadecimal, base64 (RFC 4648 sections 4 and 5), percent (RFC 3986).
// Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace base {

std::string encode_hex(Bytes bytes);
std::optional<std::vector<std::byte>> decode_hex(std::string_view text);

// Standard alphabet, with padding (TURN passwords).
std::string encode_base64(Bytes bytes);
// Accepts only the canonical form with its padding; nullopt for anything else.
std::optional<std::vector<std::byte>> decode_base64(std::string_view text);
// URL-safe alphabet, without padding (JWT, tokens).
std::string encode_base64url(Bytes bytes);
// Accepts only the canonical form, without padding and white space; nullopt for anything else.
std::optional<std::vector<std::byte>> decode_base64url(std::string_view text);

// Decodes a path segment or, with plus_is_space, a query value. Returns nullopt where an escape is
// broken or encodes NUL.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space);

// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text) noexcept;

}  // namespace base
