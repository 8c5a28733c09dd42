// SPDX-License-Identifier: MIT
// Any bytes as a PROXY v2 header: the verdict is the same however much of it is there and whatever
// follows, what it asks for is bounded and enough, and what it calls complete is what another hand
// builds of the same addresses.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/proxy_protocol.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using net::parse_proxy_v2;
using net::ProxyParse;
using net::ProxyVerdict;

constexpr std::size_t kFixed = 16;

bool same(const ProxyParse& a, const ProxyParse& b) {
  return a.verdict == b.verdict && a.header.size == b.header.size &&
         a.header.source == b.header.source && a.header.destination == b.header.destination;
}

// Byte by byte, as a connection sees it: never complete before its end, never another opinion after
// a final one.
void grow(base::Bytes bytes, const ProxyParse& whole) {
  for (std::size_t n = 0; n <= std::min(bytes.size(), net::kLongestProxyHeader + 1); ++n) {
    const ProxyParse part = parse_proxy_v2(bytes.first(n));
    switch (part.verdict) {
      case ProxyVerdict::need_more:
        REQUIRE(part.needed > n);  // else the connection would wait for ever
        REQUIRE(part.needed <= net::kLongestProxyHeader);
        break;
      case ProxyVerdict::complete:
        REQUIRE(part.header.size == n);
        REQUIRE(same(part, whole));
        return;
      case ProxyVerdict::invalid: REQUIRE(whole.verdict == ProxyVerdict::invalid); return;
    }
  }
}

void check_complete(base::Bytes bytes, const ProxyParse& parsed) {
  const net::ProxyHeader& header = parsed.header;
  REQUIRE(header.size >= kFixed && header.size <= net::kLongestProxyHeader &&
          header.size <= bytes.size());
  REQUIRE(header.source.has_value() == header.destination.has_value());
  if (!header.source) return;
  // The addresses again, from their places.
  const std::size_t size = std::to_integer<unsigned>(bytes[13]) >> 4 == 1 ? 4 : 16;
  const base::Bytes rest = bytes.subspan(kFixed);
  const auto address_at = [&](std::size_t at) {
    return base::IpAddress::from_bytes(rest.subspan(at, size)).unmapped();
  };
  REQUIRE(header.source->ip == address_at(0));
  REQUIRE(header.destination->ip == address_at(size));
  REQUIRE(base::load_be16(rest.data() + 2 * size) == header.source->port);
  REQUIRE(base::load_be16(rest.data() + 2 * size + 2) == header.destination->port);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const ProxyParse whole = parse_proxy_v2(bytes);
  if (whole.verdict == ProxyVerdict::complete) check_complete(bytes, whole);
  grow(bytes, whole);
  // The parser ignores the bytes behind the header.
  if (whole.verdict != ProxyVerdict::need_more) {
    std::vector<std::byte> longer(bytes.begin(), bytes.end());
    longer.resize(longer.size() + 3, std::byte{0xff});
    REQUIRE(same(parse_proxy_v2(longer), whole));
  }
  return 0;
}
