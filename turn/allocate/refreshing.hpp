// SPDX-License-Identifier: MIT
// Refreshing: Refresh requests (RFC 8656 section 8). A Refresh prolongs an allocation; with
// lifetime 0 it deletes the allocation at once. One thread.
#pragma once

#include "turn/answers.hpp"
#include "turn/lifetimes.hpp"
#include "turn/mobility/deletions.hpp"
#include "turn/mobility/resuming.hpp"

namespace turn {

class Refreshing {
 public:
  struct Parts {
    const Config& config;
    Lifetimes& lifetimes;
    Resuming& resuming;
    Answers& answers;
  };
  explicit Refreshing(const Parts& parts) : parts_(parts) {}

  void on_refresh(Request& request);

 private:
  // The allocation of the 5-tuple, or of the ticket.
  base::Result<Allocation*, stun::ErrorCode> target(const Request& request) const;
  void delete_now(const Request& request, std::optional<RelayKey> one);
  void answer_lifetime(const Request& request, std::chrono::seconds lifetime);

  const Parts parts_;
  Deletions deletions_;
};

}  // namespace turn
