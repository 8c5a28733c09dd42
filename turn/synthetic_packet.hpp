// SPDX-License-Identifier: MIT
// IP packets around the data that the relay read or sent, so that programs for packet captures can
// read it. The real packets had other sizes, and TLS around them. Pure; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"

namespace turn {

struct SyntheticPacket {
  base::Endpoint source;  // of one family
  base::Endpoint destination;
  bool tcp = false;  // else UDP
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  base::Bytes payload;       // perhaps cut
  std::size_t original = 0;  // its size before it was cut
};

// Writes the packet to `out`, with checksums if the payload is whole. Returns the packet's size
// before the cut.
std::size_t write_packet(std::vector<std::byte>& out, const SyntheticPacket& packet);

}  // namespace turn
