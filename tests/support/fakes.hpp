// SPDX-License-Identifier: MIT
// FakeClock and SeededRandom: time that only the test moves, randomness that repeats.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"

namespace lectern_test {

class FakeClock final : public base::Clock {
 public:
  base::Instant now() const noexcept override { return now_; }
  base::WallTime wall_now() const noexcept override { return wall_; }
  template <class Duration>
  void advance(Duration by) {
    now_ += by;
    wall_ += std::chrono::duration_cast<std::chrono::microseconds>(by);
  }

 private:
  base::Instant now_{std::chrono::hours{1000}};
  base::WallTime wall_{std::chrono::seconds{1'800'000'000}};
};

// splitmix64; the same seed gives the same bytes.
class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) noexcept : state_(seed) {}
  void fill(base::MutableBytes out) noexcept override {
    for (std::byte& b : out) {
      state_ += 0x9e3779b97f4a7c15u;
      std::uint64_t z = state_;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      b = static_cast<std::byte>((z ^ (z >> 31)) & 0xff);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace lectern_test
