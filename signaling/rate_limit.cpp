// SPDX-License-Identifier: MIT
#include "signaling/rate_limit.hpp"

namespace signaling {

namespace {

using base::TokenRate;

// In the order of MessageClass.
constexpr std::array<TokenRate, kMessageClasses> kRates{
    TokenRate::per_second(20, 60), TokenRate::per_second(100, 400), TokenRate::per_second(2, 10),
    TokenRate::per_second(5, 20),  TokenRate::per_second(2, 10),    TokenRate::per_second(5, 20)};

}  // namespace

MessageClass class_of(const ClientMessage& message) noexcept {
  if (std::holds_alternative<Description>(message)) return MessageClass::description;
  if (std::holds_alternative<Candidates>(message)) return MessageClass::candidate;
  if (std::holds_alternative<ChatPost>(message)) return MessageClass::chat;
  if (std::holds_alternative<MediaUpdate>(message)) return MessageClass::media_state;
  if (std::holds_alternative<ReactionPost>(message)) return MessageClass::reaction;
  return MessageClass::other;
}

std::optional<std::chrono::seconds> RateLimiter::check(MessageClass kind,
                                                       base::Instant now) noexcept {
  const auto index = static_cast<std::size_t>(kind);
  if (buckets_[index].take(kRates[index], now)) return std::nullopt;
  const auto wait = buckets_[index].wait(kRates[index], now);
  refused_at_[refusals_ % kTolerated] = now;
  ++refusals_;
  // The next slot to be written holds the oldest of the last ten refusals, this one included.
  const base::Instant oldest = refused_at_[refusals_ % kTolerated];
  if (refusals_ >= kTolerated && now - oldest <= kWindow) abused_ = true;
  return std::chrono::ceil<std::chrono::seconds>(wait);  // at least one: `wait` is not 0
}

}  // namespace signaling
