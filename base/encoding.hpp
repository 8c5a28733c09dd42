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

// With padding, standard alphabet (TURN passwords).
std::string encode_base64(Bytes bytes);
// Without padding, URL-safe alphabet (JWT, tokens).
std::string encode_base64url(Bytes bytes);
// Strict: canonical, no padding, no white space; nullopt otherwise.
std::optional<std::vector<std::byte>> decode_base64url(std::string_view text);

// Percent-decodes a path segment or (plus_is_space) a query value; nullopt on a broken escape or an
// encoded NUL.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space);

// True where `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text) noexcept;

}  // namespace base
