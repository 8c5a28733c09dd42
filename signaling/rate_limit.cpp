// SPDX-License-Identifier: MIT
#include "signaling/rate_limit.hpp"

#include <algorithm>

namespace signaling {

std::optional<std::chrono::nanoseconds> TokenBucket::take(base::Instant now) noexcept {
  const std::chrono::duration<double> passed = now - filled_;
  filled_ = now;
  tokens_ = std::min(burst_, tokens_ + std::max(0.0, passed.count()) * per_second_);
  if (tokens_ >= 1.0) {
    tokens_ -= 1.0;
    return std::nullopt;
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>{(1.0 - tokens_) / per_second_});
}

MessageClass class_of(const ClientMessage& message) noexcept {
  if (std::holds_alternative<Description>(message)) return MessageClass::description;
  if (std::holds_alternative<Candidates>(message)) return MessageClass::candidate;
  if (std::holds_alternative<ChatPost>(message)) return MessageClass::chat;
  if (std::holds_alternative<MediaUpdate>(message)) return MessageClass::media_state;
  if (std::holds_alternative<ReactionPost>(message)) return MessageClass::reaction;
  return MessageClass::other;
}

RateLimiter::RateLimiter() noexcept
    : buckets_{TokenBucket{20, 60}, TokenBucket{100, 400}, TokenBucket{2, 10},
               TokenBucket{5, 20},  TokenBucket{2, 10},    TokenBucket{5, 20}} {}

std::optional<std::chrono::seconds> RateLimiter::check(MessageClass kind,
                                                       base::Instant now) noexcept {
  const auto wait = buckets_[static_cast<std::size_t>(kind)].take(now);
  if (!wait) return std::nullopt;
  refused_at_[refusals_ % kTolerated] = now;
  ++refusals_;
  // The next slot to be written holds the first of the last ten refusals, this one counted.
  const base::Instant oldest = refused_at_[refusals_ % kTolerated];
  if (refusals_ >= kTolerated && now - oldest <= kWindow) abused_ = true;
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(*wait));
}

}  // namespace signaling
