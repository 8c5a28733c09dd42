// SPDX-License-Identifier: MIT
// IP packets made up around what the relay read or sent, so that a capture can be read by programs
// that want packets. What really was on the wire had other sizes, and TLS around it. Pure; any
// thread.
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
  base::Bytes payload;       // what there is of it
  std::size_t original = 0;  // its size before it was cut
};

// The packet's bytes, checksums included where the payload is whole; `out` is emptied first.
// Returns its size before the cut.
std::size_t write_packet(std::vector<std::byte>& out, const SyntheticPacket& packet);

}  // namespace turn
