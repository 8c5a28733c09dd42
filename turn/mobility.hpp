// SPDX-License-Identifier: MIT
// Tickets with which a client finds its allocation again from another address (RFC 8016): opaque to it, authenticated, good in
// this process only. They name the allocation and its worker, so that nothing need be kept for who shows one. Const; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "turn/types.hpp"

namespace turn {

struct Ticket {
  WorkerIndex worker = 0;
  AllocationId allocation;
  std::uint32_t serial = 0;  // of this allocation; each resumption makes the next one

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

class Tickets {
 public:
  explicit Tickets(base::Random& random);

  static constexpr std::size_t kBodySize = 14;
  static constexpr std::size_t kTagSize = 16;
  using Sealed = std::array<std::byte, kTagSize + kBodySize>;
  // The same ticket gives the same bytes: a retransmitted answer is the same.
  Sealed seal(const Ticket& ticket) const noexcept;
  // nullopt for what we never sealed.
  std::optional<Ticket> open(base::Bytes sealed) const noexcept;

 private:
  using Body = std::array<std::byte, kBodySize>;
  std::array<std::byte, kTagSize> tag_of(const Body& body) const noexcept;
  void mask(Body& body, base::Bytes tag) const noexcept;

  std::array<std::byte, 32> tag_key_{};
  std::array<std::byte, 32> mask_key_{};
};

}  // namespace turn
