// SPDX-License-Identifier: MIT
// Pace: a rate as a token bucket. PacedDirections: the two rates of an allocation, one for each
// direction. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"
#include "turn/types.hpp"

namespace turn {

// One direction. Bytes are payload, without TURN's headers. The bucket is stored as the time at
// which it will be full again.
class Pace {
 public:
  // After a pause, as many bytes pass at once as the rate allows in this time, so that a video key
  // frame stays whole.
  static constexpr std::chrono::milliseconds kBurst{250};
  static constexpr std::size_t kLeastBurst = 64 * 1024;
  // Beyond the burst, as many bytes are queued as the rate allows in this time, at least one
  // datagram.
  static constexpr std::chrono::milliseconds kPatience{100};
  static constexpr std::uint32_t kLeastWaiting = 1500;
  static constexpr std::uint32_t kMostWaiting = 512 * 1024;

  // Bits per second; 0: no limit. Bytes that were sent before still count.
  void set_rate(std::uint64_t bits_per_second) noexcept;
  std::uint64_t rate() const noexcept { return rate_; }

  // Counts the bytes and returns true if they may go now.
  bool take(std::size_t bytes, base::Instant now) noexcept;
  // Counts bytes that were sent without take().
  void charge(std::size_t bytes, base::Instant now) noexcept;
  // The time at which take() allows `bytes`; `now` where it allows them at once.
  base::Instant ready(std::size_t bytes, base::Instant now) const noexcept;
  // How many bytes may be queued.
  std::uint32_t room() const noexcept;

 private:
  std::chrono::nanoseconds cost(std::size_t bytes) const noexcept;

  std::uint64_t rate_ = 0;
  std::chrono::nanoseconds depth_{};  // how long the bucket takes to fill
  base::Instant full_at_{};
};

struct PacedDirection {
  Pace pace;
  std::uint32_t waiting = 0;  // queued datagrams; later ones queue behind them
  std::uint64_t dropped = 0;  // queued datagrams that were given up
};

// Both directions of an allocation with a rate.
struct PacedDirections {
  PacedDirection to_peers;
  PacedDirection to_client;

  PacedDirection& of(Direction direction) noexcept {
    return direction == Direction::to_peers ? to_peers : to_client;
  }
  void set_rate(std::uint64_t bits_per_second) noexcept {
    to_peers.pace.set_rate(bits_per_second);
    to_client.pace.set_rate(bits_per_second);
  }
};

}  // namespace turn
