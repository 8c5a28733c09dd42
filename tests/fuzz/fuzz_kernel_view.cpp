// SPDX-License-Identifier: MIT
// Any bytes as a datagram of rtnetlink: what is read is bounded by its bytes, each address is of a
// family, and the same bytes say the same again. The first four bytes are the awaited sequence.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "net/kernel_view.hpp"
#include "tests/fuzz/require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  base::Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  std::uint32_t sequence = 0;
  if (size < sizeof sequence) return 0;
  std::memcpy(&sequence, data, sizeof sequence);
  bytes = bytes.subspan(sizeof sequence);

  net::KernelView view, again;
  const net::NetlinkRead read = net::read_answer(bytes, sequence, view);
  REQUIRE(read.error >= 0 || !read.done);
  // Each entry needs a header of 16 bytes at least.
  REQUIRE(view.links.size() + view.addresses.size() + view.local_routes.size() <= size / 16);
  for (const net::KernelAddress& address : view.addresses) (void)view.has(address.ip);
  for (const base::Cidr& route : view.local_routes)
    REQUIRE(route.prefix_length() <= (route.network().is_v4() ? 32u : 128u));
  (void)net::read_answer(bytes, sequence, again);
  REQUIRE(view == again);
  const auto source = net::read_route_source(bytes, sequence);
  REQUIRE(!source || !source->is_loopback());
  (void)net::matters(bytes);
  return 0;
}
