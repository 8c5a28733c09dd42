// SPDX-License-Identifier: MIT
// Shared by tests of UDP sockets: a socket on loopback, or a skipped test where the machine has no
// such address, and a receive that waits.
#pragma once

#include <poll.h>

#include <cstddef>
#include <string>

#include "net/udp_socket.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

inline net::UdpSocket open(const char* local, const net::UdpOptions& options = {}) {
  auto opened = net::UdpSocket::open(*base::Endpoint::parse(local), options);
  if (!opened && opened.error().what.find("Address family") != std::string::npos)
    skip_test("no IPv6 here");
  if (!opened && opened.error().what.find("assign requested") != std::string::npos)
    skip_test("no ::1 here");
  return CHECK_OK(std::move(opened));
}

// The waiting datagrams; waits two seconds for the first one.
inline std::size_t receive(net::UdpSocket& socket, net::ReceiveBatch& batch) {
  pollfd p{socket.fd(), POLLIN, 0};
  if (::poll(&p, 1, 2000) <= 0) return 0;
  return socket.receive(batch);
}

inline std::string text(base::Bytes bytes) { return std::string{base::as_text(bytes)}; }

}  // namespace lectern_test
