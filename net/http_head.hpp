// SPDX-License-Identifier: MIT
// Reads as much of an HTTP/1 request head as the front needs: its end, its target and its Host (RFC
// 9112). The libraries behind the front parse the whole head again. Pure; any thread; the views
// point into the caller's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace net {

// The size of the head with its empty line; nullopt while that line is missing. `scanned` is the
// number of bytes that earlier calls have searched, so that a slowly arriving head is not searched
// from its beginning each time.
std::optional<std::size_t> find_head_end(std::string_view text, std::size_t scanned) noexcept;

struct HttpHead {
  std::string_view method;
  std::string_view target;  // as sent
  std::string_view path;    // of the target, without query; undecoded
  std::string_view host;    // of the Host field; empty where absent
};

enum class HeadVerdict : std::uint8_t { good, malformed, unsupported_version };

struct HeadParse {
  HeadVerdict verdict = HeadVerdict::malformed;
  HttpHead head;
};

// Parses a whole head. Checks the request line and Host (at most one field) strictly, and ignores
// the other fields.
HeadParse parse_http_head(std::string_view head) noexcept;

// The https address for a request that came over http. nullopt where Host or the target cannot
// safely be repeated.
std::optional<std::string> https_location(const HttpHead& head, std::uint16_t https_port);

}  // namespace net
