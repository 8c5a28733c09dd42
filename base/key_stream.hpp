// SPDX-License-Identifier: MIT
// KeyStream: makes any number of unguessable bytes from a secret seed. The same seed gives the same
// bytes again, so a process can continue with the keys of the previous process. One thread.
#pragma once

#include <array>
#include <cstdint>

#include "base/crypto.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace base {

using Seed = std::array<std::byte, 32>;

// HMAC-SHA256 over a counter (NIST SP 800-108, counter mode).
class KeyStream final : public Random {
 public:
  explicit KeyStream(const Seed& seed) noexcept : key_(seed) {}
  ~KeyStream() override { wipe(block_); }
  KeyStream(const KeyStream&) = delete;
  KeyStream& operator=(const KeyStream&) = delete;

  void fill(MutableBytes out) noexcept override;

 private:
  HmacSha256Key key_;
  std::uint64_t counter_ = 0;
  Sha256Digest block_{};
  std::size_t left_ = 0;  // unused bytes at the end of block_
};

}  // namespace base
