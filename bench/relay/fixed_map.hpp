// SPDX-License-Identifier: MIT
// The map that the bare forwarder and the load program both know, in place of TURN's control messages: client i, its relay port
// and its peer, all by counting from a first port. Constants.
#pragma once

#include <cstdint>

namespace bench {

inline constexpr std::uint16_t kFirstClientPort = 20'000;
inline constexpr std::uint16_t kFirstPeerPort = 30'000;
inline constexpr std::uint16_t kFirstRelayPort = 40'000;
inline constexpr unsigned kMaxFixedClients = 8'000;
// Every client's only channel; also what the load program binds at a real server.
inline constexpr std::uint16_t kChannel = 0x4000;

}  // namespace bench
