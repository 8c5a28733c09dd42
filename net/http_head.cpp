// SPDX-License-Identifier: MIT
#include "net/http_head.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/endpoint.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace net {
namespace {

constexpr std::size_t kLongestMethod = 32;
// 10^18 bytes fit into 64 bits; nobody sends more.
constexpr std::size_t kMostLengthDigits = 18;

using Fault = std::optional<HttpFault>;

Fault bad(std::string_view detail) noexcept { return HttpFault{400, "bad-request", detail}; }
Fault too_large(std::string_view detail) noexcept {
  return HttpFault{431, "head-too-large", detail};
}

// RFC 9110 section 5.6.2.
constexpr auto kTokenCharacters = [] {
  std::array<bool, 256> is{};
  for (char c = 'a'; c <= 'z'; ++c) is[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) is[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) is[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) is[static_cast<unsigned char>(c)] = true;
  return is;
}();

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
  });
}

bool is_method(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestMethod &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

bool is_visible(std::string_view text) noexcept {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// RFC 9110 section 5.5: no control characters but the tab. Bytes from 0x80 on are allowed.
bool is_field_value(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return base::is_control(c) && c != '\t'; });
}

// Calls `use` for each element of a comma-separated list, without blanks; empty ones are skipped
// (RFC 9110 section 5.6.1.2).
template <class F>
void for_each_element(std::string_view list, F use) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view element = base::trim(list.substr(0, end));
    if (!element.empty()) use(element);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

// Calls `use` with the name and value of each field up to the empty line; `use` returns a fault or
// nullopt.
template <class F>
Fault for_each_field(std::string_view fields, F use) {
  std::size_t count = 0;
  while (true) {
    const std::string_view line = take_http_line(fields);
    if (line.empty()) return std::nullopt;
    if (++count > kMostHttpFields) return too_large("The head has too many fields.");
    if (line.front() == ' ' || line.front() == '\t')
      return bad("A header field continues on a second line, which HTTP no longer allows.");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return bad("A header line has no colon.");
    // RFC 9112 section 5.1: no blank between the name and the colon.
    if (!is_token(line.substr(0, colon))) return bad("The name of a header field is malformed.");
    const std::string_view value = base::trim(line.substr(colon + 1));
    if (!is_field_value(value)) return bad("A header field has a control character.");
    if (Fault fault = use(line.substr(0, colon), value)) return fault;
  }
}

// RFC 9112 section 3.2: "/path?query", "http://host/path?query", "*" or "host:port". The authority
// of the second form takes the place of Host (section 3.2.2).
void read_target(HttpHead& head) noexcept {
  std::string_view rest = head.target;
  if (const auto scheme = rest.find("://");
      scheme != std::string_view::npos && !rest.starts_with('/')) {
    rest.remove_prefix(scheme + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    head.host = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!rest.starts_with('/')) {
      head.path = "/";
      return;
    }
  }
  head.path = rest.substr(0, rest.find('?'));
}

// What must be known of all lines of a field before the field can be judged.
struct Seen {
  bool host = false;
  bool content_length = false;
  bool transfer_encoding = false;
  bool close = false;
  bool keep_alive = false;
  bool key = false;
  bool version = false;
  bool origin = false;
};

// RFC 9112 section 6.3: several lengths, or one that is no number, must not be guessed at.
Fault read_content_length(std::string_view value, HttpHead& head, Seen& seen) noexcept {
  if (std::exchange(seen.content_length, true))
    return bad("The request has two Content-Length fields.");
  const auto length = base::parse_number<std::uint64_t>(value);
  if (!length || value.size() > kMostLengthDigits)
    return bad("Content-Length is no number of bytes.");
  head.content_length = *length;
  return std::nullopt;
}

// RFC 9112 sections 6.1 and 7: "chunked" is the only transfer coding here.
Fault read_transfer_encoding(std::string_view value, HttpHead& head, Seen& seen) noexcept {
  if (std::exchange(seen.transfer_encoding, true))
    return bad("The request has two Transfer-Encoding fields.");
  bool unknown = false;
  int chunked = 0;
  for_each_element(value, [&](std::string_view coding) {
    if (base::equals_ignoring_case(coding, "chunked")) ++chunked;
    else unknown = true;
  });
  if (unknown)
    return HttpFault{501, "bad-request", "The only transfer coding of this server is chunked."};
  if (chunked != 1) return bad("Transfer-Encoding must be chunked, once.");
  head.chunked = true;
  return std::nullopt;
}

Fault read_connection(std::string_view value, HttpHead& head, Seen& seen) {
  for_each_element(value, [&](std::string_view option) {
    if (base::equals_ignoring_case(option, "close")) seen.close = true;
    if (base::equals_ignoring_case(option, "keep-alive")) seen.keep_alive = true;
    if (base::equals_ignoring_case(option, "upgrade")) head.connection_upgrade = true;
  });
  return std::nullopt;
}

Fault read_upgrade(std::string_view value, HttpHead& head) {
  for_each_element(value, [&](std::string_view protocol) {
    if (base::equals_ignoring_case(protocol, "websocket")) head.upgrade_websocket = true;
  });
  return std::nullopt;
}

// A field that may occur once.
Fault read_once(std::string_view value, std::string_view& into, bool& seen,
                std::string_view if_twice) noexcept {
  if (std::exchange(seen, true)) return bad(if_twice);
  into = value;
  return std::nullopt;
}

void append_line(std::string& list, std::string_view line) {
  if (!list.empty()) list.append(", ");
  list.append(line);
}

Fault read_field(std::string_view name, std::string_view value, HttpHead& head, Seen& seen) {
  const auto is = [name](std::string_view other) {
    return base::equals_ignoring_case(name, other);
  };
  switch (name.size()) {
    case 4:
      // RFC 9112 section 3.2: "MUST respond with a 400" to a second Host.
      if (is("host")) return read_once(value, head.host, seen.host, "There are two Host fields.");
      break;
    case 6:
      if (is("origin"))
        return read_once(value, head.origin, seen.origin, "There are two Origin fields.");
      if (is("cookie")) head.cookies = true;
      break;
    case 7:
      if (is("upgrade")) return read_upgrade(value, head);
      break;
    case 10:
      if (is("connection")) return read_connection(value, head, seen);
      break;
    case 14:
      if (is("content-length")) return read_content_length(value, head, seen);
      break;
    case 15:
      if (is("x-forwarded-for")) append_line(head.forwarded.client, value);
      break;
    case 16:
      if (is("x-forwarded-host")) head.forwarded.host = value;
      break;
    case 17:
      if (is("x-forwarded-proto")) head.forwarded.scheme = value;
      if (is("transfer-encoding")) return read_transfer_encoding(value, head, seen);
      if (is("sec-websocket-key"))
        return read_once(value, head.websocket_key, seen.key,
                         "There are two Sec-WebSocket-Key fields.");
      break;
    case 21:
      if (is("sec-websocket-version"))
        return read_once(value, head.websocket_version, seen.version,
                         "There are two Sec-WebSocket-Version fields.");
      break;
    default: break;
  }
  return std::nullopt;
}

Fault check_together(HttpHead& head, const Seen& seen) noexcept {
  if (!seen.host && !head.http_1_0) return bad("An HTTP/1.1 request needs a Host field.");
  if (seen.transfer_encoding && seen.content_length)
    return bad("The request has both Content-Length and Transfer-Encoding.");
  if (seen.transfer_encoding && head.http_1_0) return bad("HTTP/1.0 has no Transfer-Encoding.");
  // RFC 9112 section 9.3.
  head.last_request = seen.close || (head.http_1_0 && !seen.keep_alive);
  return std::nullopt;
}

Fault read_request_line(std::string_view line, HttpHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return bad("The request line is malformed.");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_method(head.method) || !is_visible(head.target) || !version.starts_with("HTTP/"))
    return bad("The request line is malformed.");
  head.http_1_0 = version == "HTTP/1.0";
  if (!head.http_1_0 && version != "HTTP/1.1")
    return HttpFault{505, "bad-request", "This server speaks HTTP/1.1."};
  if (static_cast<std::size_t>(std::count(head.target.begin(), head.target.end(), '&')) >=
      kMostHttpArguments)
    return bad("The address has too many arguments.");
  return std::nullopt;
}

// The host without its port; nullopt where it is neither a host name nor an address.
std::optional<std::string_view> host_name(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos || !base::IpAddress::parse(host.substr(1, end - 1)))
      return std::nullopt;
    return host.substr(0, end + 1);
  }
  host = host.substr(0, host.find(':'));
  return base::is_host_name(host) ? std::optional{host} : std::nullopt;
}

}  // namespace

HeadScan scan_http_head(std::string_view text, std::size_t scanned) noexcept {
  std::size_t from = scanned;
  while (true) {
    const auto end = text.find('\n', from);
    if (end == std::string_view::npos) return {};
    if (end == 0 || text[end - 1] != '\r') return {HeadScan::State::malformed, 0};
    // An empty line: the CR stands at the beginning of the text or behind a line feed.
    if (end == 1 || text[end - 2] == '\n') return {HeadScan::State::complete, end + 1};
    from = end + 1;
  }
}

base::Result<HttpHead, HttpFault> parse_http_head(std::string_view text) {
  HttpHead head;
  std::string_view rest = text;
  if (Fault fault = read_request_line(take_http_line(rest), head)) return base::failure(*fault);
  Seen seen;
  Fault fault = for_each_field(rest, [&](std::string_view name, std::string_view value) {
    return read_field(name, value, head, seen);
  });
  if (!fault) fault = check_together(head, seen);
  if (fault) return base::failure(*fault);
  read_target(head);
  return head;
}

std::string_view take_http_line(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

bool is_http_field(std::string_view line, std::string_view name) noexcept {
  return line.size() > name.size() && line[name.size()] == ':' &&
         base::equals_ignoring_case(line.substr(0, name.size()), name);
}

std::optional<HttpFault> check_http_trailers(std::string_view trailers) noexcept {
  return for_each_field(trailers, [](std::string_view, std::string_view) { return Fault{}; });
}

std::optional<std::string> https_location(const HttpHead& head, std::uint16_t https_port) {
  const auto name = host_name(head.host);
  if (!name || !head.target.starts_with('/')) return std::nullopt;
  std::string location = "https://" + std::string{*name};
  if (https_port != 443) location += ':' + std::to_string(https_port);
  return location.append(head.target);
}

}  // namespace net
