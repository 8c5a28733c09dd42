// SPDX-License-Identifier: MIT
// Busy: refuses a new allocation while the server has no room, drains, or always names another
// server: 300 with another server, 486 or 508 (RFC 8656 section 7.2, checks 10 and 11; RFC 8489
// section 10). One thread.
#pragma once

#include "turn/answers.hpp"
#include "turn/shared.hpp"

namespace turn {

class Busy {
 public:
  struct Parts {
    const Config& config;
    const Shared& shared;
    base::Random& random;
    Answers& answers;
    LateAnswers& late_answers;
    Stats& stats;
  };
  explicit Busy(const Parts& parts) : parts_(parts) {}

  // Refuses the request while the server drains or always names another server. True: refused.
  bool refuse_if_busy(const Request& request);
  // Refuses the request after its quota was not granted. `verdict` is not `taken`.
  void refuse_over_quota(const Request& request, Quotas::Verdict verdict);
  // 300 with another server that the client can reach, else 508.
  void refuse_for_lack_of_room(const Request& request);
  // The same for an allocation whose sockets could not be opened. 508 if it redeems a reservation:
  // no other server knows the token.
  void refuse_late(const LateAnswers::Asked& asked, const Allocation& allocation, Effects& out);

 private:
  const Alternate* alternate_for(const Leg& leg) noexcept;
  void name_alternate(const Request& request, const Alternate& other);
  static void add_alternate(stun::Builder& answer, const Alternate& other);

  const Parts parts_;
};

}  // namespace turn
