// SPDX-License-Identifier: MIT
// Flows: clients with an allocation each and the peers they talk to, set up and given back. One
// thread.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "bench/relay/dialogues.hpp"
#include "bench/relay/ground.hpp"
#include "bench/relay/payload.hpp"
#include "bench/relay/session.hpp"

namespace bench {

struct Flow {
  std::unique_ptr<Leg> client;
  std::unique_ptr<UdpLeg> peer;  // none where nothing is sent (hold)
  base::Endpoint peer_address;
  std::unique_ptr<Session> session;  // none with the forwarder's fixed map
  // By Way: the sequence number to send next, and the one expected next.
  std::array<std::uint64_t, 2> next{};
  std::array<std::uint64_t, 2> expected{};
};

class Flows {
 public:
  Flows(const Options& options, const Ground& ground) : options_(options), ground_(ground) {}

  // Sockets and dialogues for all clients. An error where one could not be had.
  base::Status open();
  // Every session that is still there gives its allocation back; who does not answer is left alone.
  void release();

  std::size_t size() const noexcept { return flows_.size(); }
  Flow& operator[](std::size_t i) noexcept { return flows_[i]; }

 private:
  base::Status make(unsigned i);
  base::Status converse(std::size_t at_once);

  const Options& options_;
  const Ground& ground_;
  Account account_;
  std::vector<Flow> flows_;
};

}  // namespace bench
