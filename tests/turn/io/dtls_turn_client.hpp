// SPDX-License-Identifier: MIT
// A TURN client over DTLS on a real loopback socket. Blocking; tests only.
#pragma once

#include "tests/net/dtls_client.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace lectern_test {

class DtlsTurnClient final : public TurnClient {
 public:
  explicit DtlsTurnClient(const base::Endpoint& server) : TurnClient(server, Over::udp) {}

  DtlsTurnClient& connect() {
    CHECK(link.handshake());
    transmit();
    while (!link.done()) {
      pollfd wanted{fd(), POLLIN, 0};
      CHECK_EQ(::poll(&wanted, 1, 10000), 1);
      CHECK(pull() >= 0);
      CHECK(link.handshake());
      transmit();
    }
    return *this;
  }
  void send(base::Bytes bytes) override { TurnClient::send(link.seal(base::as_text(bytes))); }
  void transmit() {
    for (const auto& datagram : link.take()) TurnClient::send(datagram);
  }
  // A datagram from the server, handed to DTLS; its size.
  ssize_t pull() {
    std::array<std::byte, 65536> datagram;
    const ssize_t n = ::recv(fd(), datagram.data(), datagram.size(), 0);
    if (n > 0) link.receive(base::Bytes{datagram}.first(static_cast<std::size_t>(n)));
    return n;
  }
  bool ended() {
    while (!link.was_told_goodbye()) {
      pollfd wanted{fd(), POLLIN, 0};
      if (::poll(&wanted, 1, 5000) != 1 || pull() < 0) return false;
    }
    return true;
  }

  DtlsClient link;

 private:
  ssize_t read(base::MutableBytes into) override {
    if (pull() < 0) return -1;
    const std::string message = link.read();
    if (message.empty()) return kNothing;
    CHECK(message.size() <= into.size());
    std::copy_n(base::as_bytes(message).begin(), message.size(), into.begin());
    return static_cast<ssize_t>(message.size());
  }
};

}  // namespace lectern_test
