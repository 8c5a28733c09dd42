// SPDX-License-Identifier: MIT
// `lecternctl turn test`: makes a real allocation, permission, channel and echo at our own or
// another server, over each wanted way. Where a step fails, the report tells the step, the received
// answer and the probable cause. Blocks; the main thread of lecternctl and worker threads.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/random.hpp"
#include "net/client/tls.hpp"
#include "turn/client/dialogue.hpp"
#include "turn/types.hpp"

namespace probe {

// One way to a server.
struct Way {
  turn::Transport transport = turn::Transport::udp;
  std::string host;  // the name by which the server is called; a TLS certificate must be for it
  base::Endpoint server;
};

struct TestWish {
  std::vector<Way> ways;
  turn::client::Account account;
  bool binding_only = false;              // for a stun: URI
  std::optional<base::WallTime> expires;  // of a time-limited credential
  net::client::TlsWish tls;               // without the name
  unsigned count = 20;                    // echoes
  std::size_t size = 160;                 // bytes each: 20 ms of speech
  std::chrono::milliseconds patience{3000};
};

struct Step {
  enum class Verdict : std::uint8_t { ok, warning, failed };
  std::string name;
  Verdict verdict = Verdict::ok;
  std::string said;
  std::string hint;  // the probable cause, and what to do
};

struct WayReport {
  Way way;
  std::vector<Step> steps;
  base::Json facts = base::Json::object();  // numbers and addresses, for programs

  bool works() const;
};

WayReport test_way(const Way& way, const TestWish& wish);

std::string print_reports(const std::vector<WayReport>& reports);
base::Json reports_to_json(const std::vector<WayReport>& reports);

}  // namespace probe
