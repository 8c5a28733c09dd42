// SPDX-License-Identifier: MIT
// Restart: allocations leave the server of one process and go on in the server of the next one, so
// that a restart cuts no call. One thread.
#pragma once

#include "turn/data/pacing.hpp"
#include "turn/data/permitting.hpp"
#include "turn/handover.hpp"
#include "turn/lifetimes.hpp"

namespace turn {

class Restart {
 public:
  struct Parts {
    const Config& config;
    Allocations& allocations;
    Lifetimes& lifetimes;
    Pacing& pacing;
    Permitting& permitting;
    PortPool& ports;
    Quotas& quotas;
    const Sessions& sessions;
    Stats& stats;
    WorkerIndex worker;
  };
  explicit Restart(const Parts& parts) : parts_(parts) {}

  // Takes out all allocations that can go on in the next process, without ending them. A client
  // whose connection cannot be taken along keeps its allocation if it has a ticket (RFC 8016).
  HandedServer hand_over(base::Instant now);
  // Continues an allocation under the configuration of this process. Its listeners have the numbers
  // of this process. False: it cannot go on here and has ended (`out`).
  bool take_over(HandedAllocation handed, Now now, Effects& out);
  // Records the end of an allocation whose relayed address or client connection is gone.
  void end_handed(const HandedAllocation& handed, Now now, Effects& out);

 private:
  void keep_what_stays(Allocation& allocation) noexcept;
  HandedAllocation let_go(Allocation& allocation);

  const Parts parts_;
};

}  // namespace turn
