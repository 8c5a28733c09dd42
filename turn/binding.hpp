// SPDX-License-Identifier: MIT
// BindingAnswers: answers Binding requests (RFC 8489 section 3) with the client's address, in the
// shortest correct form (32 bytes for IPv4), and offers NAT behaviour discovery (RFC 5780) where it
// is configured. One thread.
#pragma once

#include "turn/answers.hpp"
#include "turn/nat_discovery.hpp"

namespace turn {

class BindingAnswers {
 public:
  // All of them outlive this.
  BindingAnswers(const Config& config, base::Random& random, const NatDiscovery& discovery,
                 const PortPool& ports, Answers& answers, Stats& stats)
      : discovery_(discovery),
        ports_(ports),
        answers_(answers),
        stats_(stats),
        limiter_(config.binding_rate, config.stranger_burst, random) {}

  void on_binding(const Request& request);
  // Starts a new limit with a full burst.
  void limit(const Config& config, base::Random& random) {
    limiter_ = PrefixLimiter{config.binding_rate, config.stranger_burst, random};
  }

 private:
  void on_discovery(const Request& request, std::size_t place);

  // The place as clients see it now: behind a 1:1 NAT under its external address.
  base::Endpoint seen(std::size_t place) const noexcept;

  const NatDiscovery& discovery_;
  const PortPool& ports_;
  Answers& answers_;
  Stats& stats_;
  PrefixLimiter limiter_;
};

}  // namespace turn
