// SPDX-License-Identifier: MIT
// Rate limits of one session (docs/protocol.md): a token bucket for each class of message, and the
// count of refusals that makes abuse. The clock is an argument. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "signaling/messages.hpp"

namespace signaling {

class TokenBucket {
 public:
  // `per_second` tokens come back each second; at most `burst` lie ready, and do so at first.
  TokenBucket(double per_second, double burst) noexcept
      : per_second_(per_second), burst_(burst), tokens_(burst) {}

  // Takes one token; where there is none, says how long it takes until one is there.
  std::optional<std::chrono::nanoseconds> take(base::Instant now) noexcept;

 private:
  double per_second_;
  double burst_;
  double tokens_;
  base::Instant filled_{};
};

enum class MessageClass : std::uint8_t {
  description,
  candidate,
  chat,
  media_state,
  reaction,
  other
};
inline constexpr std::size_t kMessageClasses = 6;
MessageClass class_of(const ClientMessage& message) noexcept;

class RateLimiter {
 public:
  RateLimiter() noexcept;

  // nullopt: go on. Otherwise whole seconds, at least one, after which a message of this class is
  // taken again.
  std::optional<std::chrono::seconds> check(MessageClass kind, base::Instant now) noexcept;
  // True once ten messages within ten seconds were refused.
  bool abused() const noexcept { return abused_; }

 private:
  static constexpr std::size_t kTolerated = 10;
  static constexpr std::chrono::seconds kWindow{10};

  std::array<TokenBucket, kMessageClasses> buckets_;
  std::array<base::Instant, kTolerated> refused_at_{};  // ring of the last refusals
  std::size_t refusals_ = 0;
  bool abused_ = false;
};

}  // namespace signaling
