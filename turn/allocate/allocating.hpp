// SPDX-License-Identifier: MIT
// Allocating: Allocate requests, and their answers once the relay sockets are bound. RFC 8656
// section 7.2 orders the checks, and these functions make them:
//
//    1  authentication                              Server::authenticate_or_refuse()
//    2  the 5-tuple is in use: 437                  on_allocate(), answer_again()
//    3  REQUESTED-TRANSPORT: 400, 442               read_allocate_options()
//    4  DONT-FRAGMENT                               is supported: there is no check
//    5  RESERVATION-TOKEN: 400, 508                 read_allocate_options(), claim_relays()
//    6  two attributes for the family: 400          read_allocate_options()
//    7  REQUESTED-ADDRESS-FAMILY: 440               read_allocate_options()
//    8  EVEN-PORT: 400, 508                         read_allocate_options(), claim_relays()
//    9  ADDITIONAL-ADDRESS-FAMILY: 400, 508         read_allocate_options(), claim_relays()
//   10  quota: 486                                  Busy::refuse_over_quota()
//   11  another server: 300                         Busy::refuse_if_busy()
//
// One thread.
#pragma once

#include "turn/allocate/busy.hpp"
#include "turn/allocate/claims.hpp"
#include "turn/data/pacing.hpp"
#include "turn/lifetimes.hpp"
#include "turn/mobility/tickets.hpp"

namespace turn {

class Allocating {
 public:
  // A port that another program holds costs one more attempt, not the allocation. A range of up to
  // this many ports is tried as a whole.
  static constexpr std::size_t kMostTried = 128;

  struct Parts {
    const Config& config;
    Allocations& allocations;
    Lifetimes& lifetimes;
    PortPool& ports;
    Quotas& quotas;
    const Tickets& tickets;
    Busy& busy;
    base::Random& random;
    Answers& answers;
    LateAnswers& late_answers;
    Stats& stats;
    WorkerIndex worker;
  };
  explicit Allocating(const Parts& parts) : parts_(parts) {}

  void on_allocate(const Request& request);
  // The outcome of an OpenRelay.
  void relay_opened(AllocationId id, RelayKey relay, Effects& out);
  void relay_failed(AllocationId id, RelayKey relay, SystemFailure why, Now now, Effects& out);

 private:
  void answer_again(const Request& request);
  Allocation& create(const Request& request, const AllocateOptions& options,
                     const RelayClaims& claims, std::string_view identity);
  void open(const Allocation& allocation, RelayKey relay, Effects& out);
  Allocation* pending(AllocationId id) noexcept;
  bool open_another(Allocation& allocation, RelayKey failed, base::Instant now, Effects& out);
  void give_up(Allocation& allocation, SystemFailure why, Effects& out);
  void activate(Allocation& allocation, Effects& out);
  void answer(const Allocation& allocation, Effects& out);

  const Parts parts_;
};

}  // namespace turn
