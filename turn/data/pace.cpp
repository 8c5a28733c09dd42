// SPDX-License-Identifier: MIT
#include "turn/data/pace.hpp"

#include <algorithm>

namespace turn {
namespace {

constexpr std::uint64_t kBitsOfByte = 8;
constexpr std::uint64_t kSecond = 1'000'000'000;  // ns

}  // namespace

std::chrono::nanoseconds Pace::cost(std::size_t bytes) const noexcept {
  return std::chrono::nanoseconds{
      rate_ == 0 ? 0 : static_cast<std::int64_t>(bytes * kBitsOfByte * kSecond / rate_)};
}

void Pace::set_rate(std::uint64_t bits_per_second) noexcept {
  rate_ = bits_per_second;
  depth_ = std::max<std::chrono::nanoseconds>(kBurst, cost(kLeastBurst));
}

bool Pace::take(std::size_t bytes, base::Instant now) noexcept {
  if (ready(bytes, now) > now) return false;
  charge(bytes, now);
  return true;
}

void Pace::charge(std::size_t bytes, base::Instant now) noexcept {
  full_at_ = std::max(full_at_, now) + cost(bytes);
}

base::Instant Pace::ready(std::size_t bytes, base::Instant now) const noexcept {
  if (rate_ == 0) return now;
  // A datagram larger than the bucket goes when the bucket is full.
  return std::max(now, full_at_ - std::max(depth_ - cost(bytes), std::chrono::nanoseconds{0}));
}

std::uint32_t Pace::room() const noexcept {
  if (rate_ == 0) return kMostWaiting;
  const std::uint64_t bytes =
      rate_ / kBitsOfByte * static_cast<std::uint64_t>(kPatience.count()) / 1000;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(bytes, kLeastWaiting, kMostWaiting));
}

}  // namespace turn
