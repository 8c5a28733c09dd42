// SPDX-License-Identifier: MIT
// The part of the capture file format pcapng that a session's capture needs: a section, interfaces
// of raw IP packets with nanoseconds, packets, statistics. The functions append to a buffer that
// the caller writes out. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace turn::pcapng {

using Buffer = std::vector<std::byte>;

void append_section(Buffer& out, std::string_view application, std::string_view comment);
// Interfaces are numbered from 0 in their order. `snaplen`: bytes of a packet that are kept at
// most; 0 = all.
void append_interface(Buffer& out, std::string_view name, std::string_view description,
                      std::uint32_t snaplen);

struct Packet {
  std::uint32_t interface = 0;
  base::WallTime at;
  bool outbound = false;       // from us
  base::Bytes bytes;           // an IP packet, perhaps cut
  std::uint32_t original = 0;  // its size before that
  std::string_view comment;    // may be empty
};
void append_packet(Buffer& out, const Packet& packet);
void append_statistics(Buffer& out, std::uint32_t interface, base::WallTime at,
                       std::uint64_t received, std::uint64_t dropped);

}  // namespace turn::pcapng
