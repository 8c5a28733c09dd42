// SPDX-License-Identifier: MIT
// Histogram: latencies in logarithmic classes of about 3 % width, so that a percentile of millions
// costs 16 KiB. One thread.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bench {

class Histogram {
 public:
  void add(std::uint64_t nanoseconds) noexcept {
    ++counts_[class_of(nanoseconds)];
    ++total_;
  }
  std::uint64_t total() const noexcept { return total_; }

  // The upper end of the class that holds the `share` (0 to 1) of all values; 0 where there are
  // none.
  std::uint64_t percentile(double share) const noexcept {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen != 0 && seen >= wanted) return end_of(i);
    }
    return 0;
  }

 private:
  static constexpr unsigned kFineBits = 5;
  static constexpr std::uint64_t kFine = 1u << kFineBits;

  // Below kFine a class a value; above, kFine classes for each power of two.
  static std::size_t class_of(std::uint64_t value) noexcept {
    if (value < kFine) return value;
    const auto power = static_cast<unsigned>(std::bit_width(value)) - 1;
    const std::uint64_t fine = (value >> (power - kFineBits)) - kFine;
    return (power - kFineBits + 1) * kFine + fine;
  }
  static std::uint64_t end_of(std::size_t index) noexcept {
    if (index < kFine) return index;
    const std::size_t power = index / kFine - 1;
    return ((kFine + index % kFine + 1) << power) - 1;
  }

  std::array<std::uint64_t, (64 - kFineBits + 1) * kFine> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace bench
