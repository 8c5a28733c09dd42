// SPDX-License-Identifier: MIT
// The command line of the load program as values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

// One line of the file of people: who joins which meeting with which token.
struct Person {
  std::string token;
  std::string meeting;
};

// One phase of a run, in the order of the command line.
struct Phase {
  std::string kind;  // relay, burst, chat, hands, hold, storm
  double rate = 0;   // messages a second; 0: as fast as `window` lets
  double seconds = 0;
};

struct SignalingOptions {
  std::uint16_t port = 0;
  bool tls = false;
  std::vector<int> charge;  // the server's processes: their time and memory are reported
  std::vector<Person> people;
  std::size_t at_once = 32;  // connections that are being made
  std::size_t window = 64;   // messages in flight where a phase has no rate
  std::size_t bytes = 200;   // of each candidate, or of each chat message
  unsigned acknowledge = 0;  // messages after which a client sends `ack`; 0: never
  std::vector<Phase> phases;
};

// nullopt after it has said on standard error what is wrong.
std::optional<SignalingOptions> read_signaling_options(int count, char** words);

}  // namespace bench
