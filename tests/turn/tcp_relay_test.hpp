// SPDX-License-Identifier: MIT
// Shared by tests of TCP relayed addresses: a client over TCP, and the shell's part in connections
// to and from peers.
#pragma once

#include <optional>
#include <string_view>

#include "tests/turn/relay_test.hpp"

namespace lectern_test {

inline constexpr std::string_view kTcpPeer = "203.0.113.5:80";
inline constexpr unsigned kTcpTransport = 6u << 24;

inline Client tcp_client(RelayTest& t, std::string_view from = "192.0.2.1:4000") {
  return t.client(from, turn::Transport::tcp);
}

// The shell has connected; returns the answer that the client got.
inline Answer connected(RelayTest& t, turn::ConnectionId id) {
  t.replies.clear();
  t.reply_legs.clear();
  t.server.peer_connected(id, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.replies.size(), 1u);
  return t.replies[0];
}

// A peer has connected to the client's relayed address.
inline std::optional<turn::ConnectionId> accept(RelayTest& t, const Client& to,
                                                std::string_view from) {
  t.replies.clear();
  t.reply_legs.clear();
  const auto id = t.server.peer_accepted(to.allocation(), peer(from), t.now(), t.effects);
  t.execute();
  return id;
}

}  // namespace lectern_test
