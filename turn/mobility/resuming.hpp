// SPDX-License-Identifier: MIT
// Resuming (RFC 8016): a Refresh with a ticket finds its allocation from another 5-tuple. Data goes
// to the old 5-tuple until the client sends anything but that Refresh from the new one: the answer
// may be lost, or the old path may still be better. One thread.
#pragma once

#include "base/result.hpp"
#include "turn/allocations.hpp"
#include "turn/request.hpp"
#include "turn/shared.hpp"

namespace turn {

class Resuming {
 public:
  struct Parts {
    const Config& config;
    Allocations& allocations;
    const Shared& shared;
    WorkerIndex worker;
  };
  explicit Resuming(const Parts& parts) : parts_(parts) {}

  // Call before authentication: the worker that has the allocation also knows the key of its
  // client. True: the request goes to that other worker. Otherwise notes the allocation that the
  // ticket names, if it is here.
  bool pass_to_owner(Request& request);
  // The allocation that an authenticated request resumes. Errors: 405 where mobility is off, 400
  // for a ticket that is forged or replaced, 437 for an allocation that is gone or another's.
  base::Result<Allocation*, stun::ErrorCode> ticket_allocation(const Request& request) const;
  // Replaces the ticket and adds the request's 5-tuple to the allocation. A retransmission changes
  // nothing.
  void take_ticket(const Request& request, Allocation& allocation);
  // The ticket that is good for this allocation.
  std::string ticket_of(const Allocation& allocation) const {
    return parts_.shared.tickets.seal({parts_.worker, allocation.id, allocation.serial});
  }

 private:
  const Parts parts_;
};

}  // namespace turn
