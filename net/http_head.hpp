// SPDX-License-Identifier: MIT
// Reads the head of an HTTP/1 request strictly by RFC 9112 and RFC 9110: what two readers could
// understand differently is refused. The front routes by it, HttpFraming follows the connection by
// it, and only heads that it accepts reach a library. Pure; any thread; the views point into the
// caller's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/forwarded.hpp"
#include "net/http_answer.hpp"

namespace net {

// More fields than any browser sends behind a few proxies.
constexpr std::size_t kMostHttpFields = 100;
// Each argument of the query costs libmicrohttpd 64 bytes of the 64 KiB that a connection has. The
// API knows five.
constexpr std::size_t kMostHttpArguments = 64;

// Looks for the empty line that ends a head (or the trailer section of a chunked body).
struct HeadScan {
  enum class State : std::uint8_t { incomplete, complete, malformed };
  State state = State::incomplete;
  std::size_t size = 0;  // complete: the bytes up to the empty line and with it
};
// `scanned` is the number of bytes that earlier calls have searched, so that a slowly arriving head
// is not searched from its beginning each time. Malformed: a line ends without CR.
HeadScan scan_http_head(std::string_view text, std::size_t scanned) noexcept;

struct HttpHead {
  std::string_view method;
  std::string_view target;  // as sent
  std::string_view path;    // of the target, without query; undecoded
  std::string_view host;    // the target's authority, else the Host field; may be empty
  bool http_1_0 = false;
  // How the body is framed (RFC 9112 section 6.3); neither: there is none.
  bool chunked = false;
  std::uint64_t content_length = 0;
  bool cookies = false;       // there is a Cookie field
  bool last_request = false;  // the client asks to close the connection after the answer
  // The opening handshake of a WebSocket (RFC 6455 section 4.2.1).
  bool connection_upgrade = false;  // Connection has the token "upgrade"
  bool upgrade_websocket = false;   // Upgrade has the token "websocket"
  std::string_view websocket_key;
  std::string_view websocket_version;
  std::string_view origin;
  // Of the last such field each; they count only from a trusted proxy (net/forwarded.hpp).
  ForwardedFields forwarded;
};

// Parses a whole head, with its empty line.
base::Result<HttpHead, HttpFault> parse_http_head(std::string_view head);

// Removes the first line from `rest` and returns it without its CRLF.
std::string_view take_http_line(std::string_view& rest) noexcept;
// Whether a field line begins with the name `name`, in any case.
bool is_http_field(std::string_view line, std::string_view name) noexcept;

// Checks the trailer fields of a chunked body, with their empty line.
std::optional<HttpFault> check_http_trailers(std::string_view trailers) noexcept;

// The https address for a request that came over http. nullopt where Host or the target cannot
// safely be repeated.
std::optional<std::string> https_location(const HttpHead& head, std::uint16_t https_port);

// The faults that are seen before a head is complete.
inline constexpr HttpFault kBareLineFeed{400, "bad-request",
                                         "A line ends without a carriage return."};
inline constexpr HttpFault kHeadTooLarge{431, "head-too-large",
                                         "The head of the request is too large."};

}  // namespace net
