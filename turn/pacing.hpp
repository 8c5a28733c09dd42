// SPDX-License-Identifier: MIT
// Pacing: an allocation's rate, a token bucket for each direction. It decides what may go when;
// what has to wait is held by whoever sends (turn/io/delayed.hpp). One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"
#include "turn/types.hpp"

namespace turn {

// One direction. Bytes are payload, without TURN's headers. The bucket is kept as the moment at
// which it will be full again.
class Pace {
 public:
  // What passes at once after a pause: a key frame is not shredded.
  static constexpr std::chrono::milliseconds kBurst{250};
  static constexpr std::size_t kLeastBurst = 64 * 1024;
  // What waits beyond it: no longer than this, and at least one datagram.
  static constexpr std::chrono::milliseconds kPatience{100};
  static constexpr std::uint32_t kLeastWaiting = 1500;
  static constexpr std::uint32_t kMostWaiting = 512 * 1024;

  // Bits per second; 0: no limit. What was sent before still counts.
  void set_rate(std::uint64_t bits_per_second) noexcept;
  std::uint64_t rate() const noexcept { return rate_; }

  // Whether so many bytes may go now; if so, they are counted.
  bool take(std::size_t bytes, base::Instant now) noexcept;
  // They went, may they or not.
  void charge(std::size_t bytes, base::Instant now) noexcept;
  // From when on take() allows them; not later than `now`: at once.
  base::Instant ready(std::size_t bytes, base::Instant now) const noexcept;
  // Bytes that may wait.
  std::uint32_t room() const noexcept;

 private:
  std::chrono::nanoseconds cost(std::size_t bytes) const noexcept;

  std::uint64_t rate_ = 0;
  std::chrono::nanoseconds depth_{};  // how long the bucket takes to fill
  base::Instant full_at_{};
};

struct Pacing {
  Pace pace;
  std::uint32_t waiting = 0;  // datagrams: what comes later has to wait behind them
  std::uint64_t dropped = 0;  // of those that waited
};

// Both directions of an allocation that is limited.
struct PacedWays {
  Pacing to_peers;
  Pacing to_client;

  Pacing& of(Direction direction) noexcept {
    return direction == Direction::to_peers ? to_peers : to_client;
  }
  void set_rate(std::uint64_t bits_per_second) noexcept {
    to_peers.pace.set_rate(bits_per_second);
    to_client.pace.set_rate(bits_per_second);
  }
};

}  // namespace turn
