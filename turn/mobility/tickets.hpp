// SPDX-License-Identifier: MIT
// Tickets: a client with a ticket finds its allocation again from another address (RFC 8016). A
// ticket is opaque to the client, authenticated, and good in this process only. It names the
// allocation and its worker, so the server keeps no state for it. Const; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "turn/types.hpp"

namespace turn {

struct Ticket {
  WorkerIndex worker = 0;
  AllocationId allocation;
  std::uint32_t serial = 0;  // counts the resumptions of this allocation

  friend bool operator==(const Ticket&, const Ticket&) = default;
};

class Tickets {
 public:
  explicit Tickets(base::Random& random);

  // 32 characters of base64url: coturn's client has no room for more, and treats tickets as C
  // strings. The same ticket gives the same text, so a retransmitted answer is the same.
  std::string seal(const Ticket& ticket) const;
  // nullopt: we did not seal this text.
  std::optional<Ticket> open(std::string_view sealed) const;

 private:
  static constexpr std::size_t kBodySize = 14;
  static constexpr std::size_t kTagSize = 10;  // an attacker needs the user's password, too
  using Body = std::array<std::byte, kBodySize>;
  std::array<std::byte, kTagSize> tag_of(const Body& body) const noexcept;
  void mask(Body& body, base::Bytes tag) const noexcept;

  std::array<std::byte, 32> tag_key_{};
  std::array<std::byte, 32> mask_key_{};
};

}  // namespace turn
