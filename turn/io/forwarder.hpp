// SPDX-License-Identifier: MIT
// Forwarder: carries data on after the core has decided where it goes: to a peer, to another
// relayed address of this relay, or to a client. The loop's thread only.
#pragma once

#include "turn/effects.hpp"
#include "turn/io/captures.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/other_workers.hpp"
#include "turn/io/pacer.hpp"
#include "turn/io/packets.hpp"
#include "turn/io/relay_sockets.hpp"
#include "turn/io/sockets.hpp"
#include "turn/server.hpp"

namespace turn::io {

class Forwarder {
 public:
  // The references outlive this object.
  Forwarder(Server& server, const PortPool& ports, Packets& packets, Sockets& sockets,
            RelaySockets& relays, OtherWorkers& others, Pacer& pacer, Captures& captures,
            const LoopClock& clock, Stats& stats) noexcept
      : server_(server),
        ports_(ports),
        packets_(packets),
        sockets_(sockets),
        relays_(relays),
        others_(others),
        pacer_(pacer),
        captures_(captures),
        clock_(clock),
        stats_(stats) {}

  // Data of a client. `room` is the memory of the message that holds the payload, with kHeadRoom in
  // front and kTailRoom behind; empty: the payload cannot be rewritten in place.
  void forward(const Forward& data, base::MutableBytes room) noexcept;
  // Data for a client, framed. The message stays valid until the next flush of the packets.
  void deliver(const ToClient& framed) noexcept;
  // Data from other workers' relayed addresses that waits for this worker's.
  void deliver_from_other_workers() noexcept;
  // Delayed data that may go now.
  void send_delayed() noexcept;

 private:
  void to_peer(const Forward& data) noexcept;
  void to_own_relay(const Forward& data, base::MutableBytes room) noexcept;

  Server& server_;
  const PortPool& ports_;
  Packets& packets_;
  Sockets& sockets_;
  RelaySockets& relays_;
  OtherWorkers& others_;
  Pacer& pacer_;
  Captures& captures_;
  const LoopClock& clock_;
  Stats& stats_;
};

}  // namespace turn::io
