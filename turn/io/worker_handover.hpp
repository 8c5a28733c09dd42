// SPDX-License-Identifier: MIT
// WorkerHandover: how one worker leaves its sockets and allocations to the next process, and takes
// over those of the previous one. inherit() and take_over() before the worker runs, leave() on the
// loop's thread.
#pragma once

#include "turn/io/handover.hpp"
#include "turn/io/inherited_listeners.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/io/loop_turn.hpp"
#include "turn/io/moved_clients.hpp"
#include "turn/io/relay_sockets.hpp"
#include "turn/io/socket_failures.hpp"
#include "turn/io/udp_listeners.hpp"
#include "turn/server.hpp"

namespace turn::io {

class WorkerHandover {
 public:
  // The references outlive this object.
  WorkerHandover(Server& server, Effects& effects, UdpListeners& listeners, RelaySockets& relays,
                 MovedClients& moved_clients, InheritedListeners& inherited,
                 SocketFailures& failures, const LoopClock& clock, LoopTurn& turn) noexcept
      : server_(server),
        effects_(effects),
        listeners_(listeners),
        relays_(relays),
        moved_clients_(moved_clients),
        inherited_(inherited),
        failures_(failures),
        clock_(clock),
        turn_(turn) {}

  // Call before Sockets::listen(). Gives this worker the sockets of the previous process's worker
  // with the same index.
  void inherit(HandedWorker handed);
  // Call when all listeners are open: continues the inherited allocations. Returns how many
  // continue; the others have ended.
  std::size_t take_over();
  // Everything that can continue in the next process. The rest stays, for Server::close_all().
  HandedWorker leave();

 private:
  bool take_over(HandedRelay handed);
  void note_missing_descriptor();
  bool renumber_legs(Allocation& allocation) const noexcept;
  bool renumber(Leg& leg) const noexcept;

  Server& server_;
  Effects& effects_;
  UdpListeners& listeners_;
  RelaySockets& relays_;
  MovedClients& moved_clients_;
  InheritedListeners& inherited_;
  SocketFailures& failures_;
  const LoopClock& clock_;
  LoopTurn& turn_;
  HandedWorker handed_;  // from inherit() to take_over(), without the listeners
};

}  // namespace turn::io
