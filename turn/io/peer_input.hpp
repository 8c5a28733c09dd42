// SPDX-License-Identifier: MIT
// PeerInput: reads the relay sockets: data from peers for their clients, and ICMP errors. The
// loop's thread only.
#pragma once

#include <cstdint>

#include "turn/io/captures.hpp"
#include "turn/io/datagram_endpoints.hpp"
#include "turn/io/forwarder.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/memory_trim.hpp"
#include "turn/io/packets.hpp"
#include "turn/server.hpp"

namespace turn::io {

class PeerInput final : public RelayHost {
 public:
  // The references outlive this object.
  PeerInput(Server& server, Packets& packets, Forwarder& forwarder, Captures& captures,
            MemoryTrim& memory_trim, const LoopClock& clock, Stats& stats) noexcept
      : server_(server),
        packets_(packets),
        forwarder_(forwarder),
        captures_(captures),
        memory_trim_(memory_trim),
        clock_(clock),
        stats_(stats) {}

  void on_relay_readable(RelaySocket& relay) noexcept override;
  // Call at the end of every turn; see ReadBatchSize.
  void next_round() noexcept { ++round_; }

 private:
  void read_errors(RelaySocket& relay) noexcept;

  Server& server_;
  Packets& packets_;
  Forwarder& forwarder_;
  Captures& captures_;
  MemoryTrim& memory_trim_;
  const LoopClock& clock_;
  Stats& stats_;
  std::uint32_t round_ = 0;
};

}  // namespace turn::io
