// SPDX-License-Identifier: MIT
// MovedClients: mobility between workers (RFC 8016). The kernel gives a client's new 5-tuple to any
// worker, while the allocation stays with its worker. The worker that receives the client's
// datagrams passes them on; the allocation's worker answers them. Connections move as a whole, see
// Streams::hand_off(). The loop's thread only.
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "turn/io/loop_clock.hpp"
#include "turn/io/other_workers.hpp"
#include "turn/stats.hpp"

namespace turn::io {

class MovedClients {
 public:
  // Further clients that come back to another worker must allocate anew.
  static constexpr std::size_t kMostClients = 16384;

  // The references outlive this object.
  MovedClients(OtherWorkers& others, const LoopClock& clock, Stats& stats) noexcept
      : others_(others), clock_(clock), stats_(stats) {}

  // Passes a datagram on when its 5-tuple is known to belong to an allocation of another worker.
  // False: it is not known.
  bool pass_on_known(const Leg& from, base::Bytes message) noexcept {
    return !owners_.empty() && find_and_pass_on(from, message);
  }
  // Passes a datagram on to the worker `to`, which has the allocation.
  void pass_on(Leg client, base::Bytes message, WorkerIndex to) noexcept;
  // The client of an allocation of this worker sends to the worker `client.via`: tells that worker.
  void tell(const Leg& client) noexcept;

  // Another worker has the allocation of this 5-tuple.
  void learn(const ClientElsewhere& client) noexcept;
  // Forgets the 5-tuples that have sent nothing for longer than an allocation can live.
  void forget_silent() noexcept;
  // For a handover: the UDP clients of other workers' allocations.
  std::vector<std::pair<FiveTuple, WorkerIndex>> udp_clients() const;

 private:
  bool find_and_pass_on(const Leg& from, base::Bytes message) noexcept;

  struct Owner {
    WorkerIndex worker = 0;
    base::Instant heard;  // the last datagram of the client
  };
  OtherWorkers& others_;
  const LoopClock& clock_;
  Stats& stats_;
  std::unordered_map<FiveTuple, Owner> owners_;
};

}  // namespace turn::io
