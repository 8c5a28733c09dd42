// SPDX-License-Identifier: MIT
// Token buckets for answers to strangers, one for each hash of their /24 or /56: a table of fixed
// size, so that forged sources cost no memory, and a victim's network gets no flood from us. One
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/endpoint.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"

namespace turn {

class PrefixLimiter {
 public:
  // `per_second` answers each prefix after a burst of `burst`; 0 = unlimited.
  PrefixLimiter(std::uint32_t per_second, std::uint32_t burst, base::Random& random);

  // Takes one token. False: there is none, so the server does not answer.
  bool allow(const base::IpAddress& source, base::Instant now) noexcept;

 private:
  static constexpr std::size_t kBuckets = 4096;
  std::size_t bucket_of(const base::IpAddress& source) const noexcept;

  base::TokenRate rate_;
  std::uint64_t seed_;                      // keeps outsiders from choosing whose bucket they share
  std::vector<base::TokenBucket> buckets_;  // empty: unlimited
  base::Instant latest_{};                  // the clock does not go back
};

}  // namespace turn
