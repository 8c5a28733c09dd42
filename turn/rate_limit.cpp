// SPDX-License-Identifier: MIT
#include "turn/rate_limit.hpp"

#include <algorithm>

namespace turn {

PrefixLimiter::PrefixLimiter(std::uint32_t per_second, std::uint32_t burst, base::Random& random)
    : rate_(base::TokenRate::per_second(std::max(per_second, 1u), burst)),
      seed_(random.u64()),
      buckets_(per_second == 0 ? 0 : kBuckets) {}

std::size_t PrefixLimiter::bucket_of(const base::IpAddress& source) const noexcept {
  const base::Bytes b = source.bytes();
  const std::uint64_t prefix =
      source.is_v4() ? base::load_be32(b.data()) >> 8 : base::load_be64(b.data()) >> 8;
  std::uint64_t h = (prefix ^ seed_) * 0x9e3779b97f4a7c15u;
  h = (h ^ (h >> 32)) * 0xbf58476d1ce4e5b9u + (seed_ << 1);
  return (h ^ (h >> 29)) % kBuckets;
}

bool PrefixLimiter::allow(const base::IpAddress& source, base::Instant now) noexcept {
  if (buckets_.empty()) return true;
  // A bucket finds no tokens before the time of its last one.
  latest_ = std::max(latest_, now);
  return buckets_[bucket_of(source)].take(rate_, latest_);
}

}  // namespace turn
