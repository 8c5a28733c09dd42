// SPDX-License-Identifier: MIT
// Payloads that can be checked where they arrive: a head with the sender, the number and the time,
// and a body that follows from the head. The body is a slice of one table, so that sending copies
// nothing and checking is one memcmp. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace bench {

inline constexpr std::size_t kPayloadHead = 28;

enum class Way : std::uint32_t { up, down };

struct PayloadHead {
  Way way = Way::up;
  std::uint32_t client = 0;
  std::uint64_t sequence = 0;
  std::uint64_t sent_at = 0;  // nanoseconds of the steady clock
};

class Payloads {
 public:
  // Of `size` >= kPayloadHead bytes each.
  explicit Payloads(std::size_t size);

  std::size_t size() const noexcept { return size_; }
  static void encode_head(std::byte* at, const PayloadHead& head) noexcept;
  // What follows the head; valid as long as this object.
  base::Bytes body(const PayloadHead& head) const noexcept;
  // The head of a payload whose every byte is as it was sent, else nullopt.
  std::optional<PayloadHead> check(base::Bytes payload) const noexcept;

 private:
  static constexpr std::size_t kOffsets = 4096;
  std::size_t size_;
  std::vector<std::byte> table_;
};

}  // namespace bench
