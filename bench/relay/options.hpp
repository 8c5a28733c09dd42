// SPDX-License-Identifier: MIT
// The command line of the load program as values, so that no other file knows the spelling of an
// option.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace bench {

enum class Mode : std::uint8_t { relay, binding, cycle, hold };
enum class Transport : std::uint8_t { udp, tcp, tls };
enum class Direction : std::uint8_t { up, down, both };  // up: from clients to peers
enum class Framing : std::uint8_t { channel, indication };
enum class Bursts : std::uint8_t {
  gso,
  batch
};  // a burst leaves by UDP_SEGMENT in one call, or by sendmmsg

struct Options {
  Mode mode = Mode::relay;
  base::Endpoint server;
  Transport transport = Transport::udp;
  std::string user = "bench";
  std::string password = "secret";
  bool fixed =
      false;  // no TURN control: the other side is the forwarder of this folder (fixed_map.hpp)

  // Where sockets are made: names below /run/netns, empty = here. Clients bind to addresses of
  // `client_net`, one /24 each, so that limits by source do not see one source; without it the
  // kernel chooses.
  std::string client_namespace;
  std::string peer_namespace;
  std::optional<base::Cidr> client_net;
  base::IpAddress peer_ip = base::IpAddress::v4(127, 0, 0, 1);
  base::IpAddress relay_ip = base::IpAddress::v4(127, 0, 0, 1);  // only with `fixed`

  unsigned clients = 10;
  unsigned size = 200;  // payload bytes
  unsigned burst = 1;   // packets sent for one client before the next one's turn
  unsigned window = 128;
  double rate = 0;  // packets a second; 0 = as fast as the window lets
  unsigned at_once = 16;
  Direction direction = Direction::up;
  Framing framing = Framing::channel;
  Bursts bursts = Bursts::gso;

  std::chrono::nanoseconds warm_up{std::chrono::milliseconds{300}};
  std::chrono::nanoseconds measure{std::chrono::seconds{2}};

  std::vector<int> charge;  // processes (kernel threads, too) whose CPU time is the server's
  int memory_of = 0;        // process whose resident memory is looked at; 0 = none
  int cpu = -1;             // the load program's own processor; -1 = any
};

// Prints help and errors itself; the exit status where the program is to end.
base::Result<Options, int> parse_options(int argc, char** argv);

}  // namespace bench
