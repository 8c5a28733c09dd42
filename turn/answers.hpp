// SPDX-License-Identifier: MIT
// Answers to requests (RFC 8489 section 6.3.1): the message, its signature and its way into the
// effects. Answers counts errors and limits what strangers get. LateAnswers is for answers that
// leave after the call that brought the request. One thread.
#pragma once

#include <array>

#include "base/random.hpp"
#include "turn/config.hpp"
#include "turn/rate_limit.hpp"
#include "turn/request.hpp"
#include "turn/stats.hpp"
#include "turn/stun/builder.hpp"

namespace turn {

class Answers {
 public:
  // `stats` outlives this.
  Answers(const Config& config, base::Random& random, Stats& stats)
      : stats_(stats), strangers_(config.challenge_rate, config.stranger_burst, random) {}

  // A success or error answer without attributes, to be completed and handed to finish(). One at a
  // time: both use the same memory. error() counts the code.
  stun::Builder success(const Request& request) noexcept;
  stun::Builder error(const Request& request, stun::ErrorCode code);
  // Signs the answer if the client has authenticated, and sends it.
  void finish(const Request& request, stun::Builder& answer);

  // A whole error answer, if the client gets one (admit_stranger()).
  void refuse(const Request& request, stun::ErrorCode code);
  // Refuses with 420 an attribute that the server knows, but does not support in this request.
  void refuse_attribute(const Request& request, stun::Attr type);

  // Whether the request gets an answer. Takes a token of the network that an unauthenticated
  // request over UDP or DTLS seems to come from: its source may be forged. Counts the drop.
  bool admit_stranger(const Request& request) { return admit_stranger(request, strangers_); }
  bool admit_stranger(const Request& request, PrefixLimiter& limiter);
  // Starts a new limit with a full burst.
  void limit_strangers(const Config& config, base::Random& random) {
    strangers_ = PrefixLimiter{config.challenge_rate, config.stranger_burst, random};
  }

 private:
  Stats& stats_;
  PrefixLimiter strangers_;
  std::array<std::byte, 2048> room_{};
};

class LateAnswers {
 public:
  explicit LateAnswers(Stats& stats) : stats_(stats) {}

  // The parts of a request that the server keeps until it can answer.
  struct Asked {
    stun::Method method;
    const stun::TransactionId& transaction;
    Integrity integrity;
    bool fingerprint;
  };
  stun::Builder success(const Asked& asked) noexcept;
  stun::Builder error(const Asked& asked, stun::ErrorCode code);
  // Signs the answer with the allocation's key and sends it to the allocation's client.
  void finish(const Asked& asked, const Allocation& allocation, stun::Builder& answer,
              Effects& out);

 private:
  Stats& stats_;
  std::array<std::byte, 2048> room_{};
};

}  // namespace turn
