// SPDX-License-Identifier: MIT
// Small grammars of HTTP: comma lists, Host, Accept-Encoding. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace api {

// The elements of a comma-separated header, trimmed, without empty ones (RFC 9110 section 5.6.1).
std::vector<std::string_view> split_list(std::string_view text);

// True if Accept-Encoding names gzip (or *) with a quality above zero (RFC 9110 section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding) noexcept;

// The Host header in lower case, if it is a plain host name, IPv4 address or bracketed IPv6 address
// with an optional port (RFC 9110 section 7.2). Otherwise nullopt, because responses contain links
// that begin with it.
std::optional<std::string> check_host(std::string_view host);

// The text as an ext-value without charset and language (RFC 8187 section 3.2.1): for filename*.
std::string encode_ext_value(std::string_view text);

// "ws://host" for "http://host", "wss://host" for "https://host".
std::string websocket_origin(std::string_view origin);

}  // namespace api
