// SPDX-License-Identifier: MIT
// The options of a worker's UDP sockets. Pure; any thread.
#pragma once

#include "base/endpoint.hpp"
#include "net/udp_socket.hpp"
#include "turn/types.hpp"

namespace turn::io {

// How often to try to find a port that is free for UDP and TCP.
inline constexpr int kPortAttempts = 16;

// Whether a wildcard "[::]" takes IPv6 only, by carrier: another listener may take IPv4 on its
// port.
struct V6Only {
  bool udp = false;
  bool tcp = false;
};

inline net::UdpOptions relay_options(int descriptor_ceiling = net::kNoCeiling) noexcept {
  net::UdpOptions options;
  options.descriptor_ceiling = descriptor_ceiling;
  options.report_errors = true;
  options.runs = net::ReceiveRuns::adapt;
  return options;
}

inline net::UdpOptions listener_options(const base::Endpoint& local, bool v6_only,
                                        Transport transport) noexcept {
  net::UdpOptions options;
  options.reuse_port = true;
  options.free_bind = true;
  options.receive_buffer = 4 * 1024 * 1024;
  options.v6_only = v6_only || !local.ip.is_unspecified();
  options.packet_info = local.ip.is_unspecified();
  if (transport == Transport::udp)
    options.runs = net::ReceiveRuns::adapt;  // not for DTLS, whose records differ in size
  return options;
}

}  // namespace turn::io
