// SPDX-License-Identifier: MIT
// HostUdp: the kernel's count of UDP datagrams that were lost because a socket's buffer was full,
// of all programs of this host.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/endpoint.hpp"

namespace turn::io {

struct HostUdp {
  std::uint64_t receive_buffer_errors = 0;
  std::uint64_t send_buffer_errors = 0;
};

// Parse the text of /proc/net/snmp and /proc/net/snmp6. nullopt: the counters are missing. Pure.
std::optional<HostUdp> parse_snmp(std::string_view text);
std::optional<HostUdp> parse_snmp6(std::string_view text);

// Reads the file; zeros where it does not exist. Any thread; does not block for long.
HostUdp read_host_udp(base::Family family);

}  // namespace turn::io
