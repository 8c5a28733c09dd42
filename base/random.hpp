// SPDX-License-Identifier: MIT
// Random: a source of unguessable bytes; an interface, so that tests can use a seeded one. One
// thread, unless the implementation says otherwise.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>

#include "base/bytes.hpp"

namespace base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes out) noexcept = 0;

  std::uint32_t u32() noexcept;
  std::uint64_t u64() noexcept;
  // Uniform in [0, bound), without modulo bias; bound > 0.
  std::uint32_t below(std::uint32_t bound) noexcept;
  // `n` random bytes, in lower-case hexadecimal or in base64url without padding.
  std::string hex(std::size_t n);
  std::string base64url(std::size_t n);
  // RFC 9562 version 4, lower case.
  std::string uuid();
};

// Reads getrandom(2) in pieces of 256 bytes and wipes the bytes that it has given out. One object
// per thread.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes out) noexcept override;

 private:
  std::byte pool_[256] = {};
  std::size_t left_ = 0;
};

}  // namespace base
