// SPDX-License-Identifier: MIT
// What this host's kernel says of its UDP: datagrams that were lost because a socket's buffer was
// full, of any program.
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

// From the text of /proc/net/snmp and /proc/net/snmp6; nullopt: it does not say. Pure.
std::optional<HostUdp> parse_snmp(std::string_view text);
std::optional<HostUdp> parse_snmp6(std::string_view text);

// Reads the file; zeros where there is none. Any thread, does not block for long.
HostUdp read_host_udp(base::Family family);

}  // namespace turn::io
