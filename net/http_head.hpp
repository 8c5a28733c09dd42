// SPDX-License-Identifier: MIT
// As much of an HTTP/1 request head as the front needs: where it ends, and whose request it is (RFC
// 9112). The libraries behind the front parse it again, wholly. Pure; any thread; the views point
// into the caller's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace net {

// The size of the head up to and with its empty line. `scanned`: how many bytes earlier calls have
// looked at, so that a head that drips in is not searched from its beginning each time.
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

// `head` is a whole head. Strict about the request line and about Host (at most one); the other
// fields are not looked at.
HeadParse parse_http_head(std::string_view head) noexcept;

// The https address of a request that came over http; nullopt where Host or the target are not fit
// to be repeated.
std::optional<std::string> https_location(const HttpHead& head, std::uint16_t https_port);

}  // namespace net
