// SPDX-License-Identifier: MIT
// Any bytes as the head of an HTTP/1 request: the end is found at the same place however the bytes
// arrive, what a good head says points into it and holds nothing that a log or another head must
// not hold, its body has one length, and a Location is one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/http_head.hpp"
#include "net/websocket_handshake.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using State = net::HeadScan::State;

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) != 0x7f;
  });
}

// The same answer, whether the head comes as a whole or in pieces of `step` bytes.
void check_scan(std::string_view text, std::size_t step) {
  const net::HeadScan whole = net::scan_http_head(text, 0);
  REQUIRE(whole.state != State::complete || (whole.size >= 2 && whole.size <= text.size()));
  std::size_t scanned = 0;
  for (std::size_t n = std::min(step, text.size());; n = std::min(n + step, text.size())) {
    const net::HeadScan part = net::scan_http_head(text.substr(0, n), scanned);
    if (part.state != State::incomplete) {
      REQUIRE(part.state == whole.state && part.size == whole.size);
      return;
    }
    scanned = n;
    if (n == text.size()) break;
  }
  REQUIRE(whole.state == State::incomplete);
}

void check_fault(const net::HttpFault& fault) {
  REQUIRE(fault.status >= 400 && fault.status < 600);
  REQUIRE(!fault.code.empty() && !fault.detail.empty());
}

void check_head(const net::HttpHead& head, std::string_view text) {
  for (const std::string_view part : {head.method, head.target, head.path, head.host,
                                      head.websocket_key, head.websocket_version, head.origin})
    REQUIRE(inside(part, text));
  for (const std::string_view part : {head.method, head.target, head.path, head.host})
    REQUIRE(is_printable(part));
  REQUIRE(!head.method.empty() && !head.target.empty());
  REQUIRE(inside(head.path, head.target));
  REQUIRE(!head.chunked || head.content_length == 0);
  for (const std::uint16_t port : {std::uint16_t{443}, std::uint16_t{8443}}) {
    if (const auto location = net::https_location(head, port)) {
      REQUIRE(location->starts_with("https://"));
      REQUIRE(is_printable(*location));
    }
  }
  if (const auto fault = net::check_websocket_handshake(head)) {
    check_fault(*fault);
    return;
  }
  // What the library gets is a handshake, too, with the same words.
  const std::string canonical = net::canonical_websocket_head(head);
  const auto again = net::parse_http_head(canonical);
  REQUIRE(again.has_value());
  REQUIRE(!net::check_websocket_handshake(*again));
  REQUIRE(again->path == head.path && again->host == head.host && again->origin == head.origin);
  REQUIRE(again->websocket_key == head.websocket_key);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{64}})
    check_scan(text, step);
  const net::HeadScan scan = net::scan_http_head(text, 0);
  if (scan.state != State::complete) return 0;
  const std::string_view whole = text.substr(0, scan.size);
  const auto head = net::parse_http_head(whole);
  if (head) {
    check_head(*head, whole);
  } else {
    check_fault(head.error());
  }
  if (const auto fault = net::check_http_trailers(whole)) check_fault(*fault);
  return 0;
}
