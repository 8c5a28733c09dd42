// SPDX-License-Identifier: MIT
// Any bytes as the head of an HTTP/1 request: the end is found at the same place however the bytes
// arrive, what a good head says points into it and holds nothing that a log or another head must
// not hold, and a Location is one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/http_head.hpp"
#include "tests/fuzz/require.hpp"

namespace {

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) != 0x7f;
  });
}

// The same end, whether the head comes as a whole or in pieces of `step` bytes.
void check_end(std::string_view text, std::size_t step) {
  const auto whole = net::find_head_end(text, 0);
  if (whole) REQUIRE(*whole <= text.size() && *whole >= 2);
  std::size_t scanned = 0;
  for (std::size_t n = std::min(step, text.size());; n = std::min(n + step, text.size())) {
    const auto end = net::find_head_end(text.substr(0, n), scanned);
    if (end) {
      REQUIRE(whole && *end == *whole);
      return;
    }
    scanned = n;
    if (n == text.size()) break;
  }
  REQUIRE(!whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{64}})
    check_end(text, step);
  const auto end = net::find_head_end(text, 0);
  const std::string_view head = end ? text.substr(0, *end) : text;
  const net::HeadParse parsed = net::parse_http_head(head);
  if (parsed.verdict != net::HeadVerdict::good) return 0;
  for (const std::string_view part :
       {parsed.head.method, parsed.head.target, parsed.head.path, parsed.head.host}) {
    REQUIRE(inside(part, head) || part == "/");  // the path of http://host
  }
  // Host is checked where it is used.
  for (const std::string_view part : {parsed.head.method, parsed.head.target, parsed.head.path})
    REQUIRE(is_printable(part));
  REQUIRE(!parsed.head.method.empty() && !parsed.head.target.empty());
  REQUIRE(inside(parsed.head.path, parsed.head.target) || parsed.head.path == "/");
  for (const std::uint16_t port : {std::uint16_t{443}, std::uint16_t{8443}}) {
    if (const auto location = net::https_location(parsed.head, port)) {
      REQUIRE(location->starts_with("https://"));
      REQUIRE(is_printable(*location));
      REQUIRE(location->find_first_of("@\\\"<>") == std::string::npos ||
              location->find_first_of("@\\\"<>") > location->find('/', 8));
    }
  }
  return 0;
}
