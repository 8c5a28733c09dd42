// SPDX-License-Identifier: MIT
// Nonces that need no memory: the time they were made and a MAC of it. Any worker accepts any worker's, from any address
// (turnutils and RFC 6062 clients use one nonce on several connections). Const after construction; any thread.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace turn {

class Nonces {
 public:
  Nonces(base::Random& random, std::chrono::seconds lifetime);

  // 16 characters of base64url: every byte of a challenge counts against its amplification.
  std::string make(base::WallTime now) const;
  // False for what we never made and for what is older than the lifetime.
  bool valid(std::string_view nonce, base::WallTime now) const;

 private:
  static constexpr std::size_t kTimeSize = 4;
  static constexpr std::size_t kMacSize = 8;
  using Raw = std::array<std::byte, kTimeSize + kMacSize>;
  Raw raw_at(std::uint32_t seconds) const noexcept;

  std::array<std::byte, 32> key_{};
  std::chrono::seconds lifetime_;
};

}  // namespace turn
