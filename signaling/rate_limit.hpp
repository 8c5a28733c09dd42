// SPDX-License-Identifier: MIT
// RateLimiter: the rate limits of one session (docs/protocol.md). It has a token bucket for each
// class of message and counts refusals: a session that is refused often is abusive. The time is an
// argument. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "signaling/messages.hpp"

namespace signaling {

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
  // nullopt: the message may pass. Otherwise the whole seconds, at least one, until a message of
  // this class may pass again.
  std::optional<std::chrono::seconds> check(MessageClass kind, base::Instant now) noexcept;
  // True after ten refused messages within ten seconds.
  bool abused() const noexcept { return abused_; }

 private:
  static constexpr std::size_t kTolerated = 10;
  static constexpr std::chrono::seconds kWindow{10};

  std::array<base::TokenBucket, kMessageClasses> buckets_;
  std::array<base::Instant, kTolerated> refused_at_{};  // ring of the last refusals
  std::size_t refusals_ = 0;
  bool abused_ = false;
};

}  // namespace signaling
