// SPDX-License-Identifier: MIT
#include "base/random.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace base {

std::uint32_t Random::u32() noexcept {
  std::array<std::byte, 4> b{};
  fill(b);
  return load_be32(b.data());
}

std::uint64_t Random::u64() noexcept {
  std::array<std::byte, 8> b{};
  fill(b);
  return load_be64(b.data());
}

std::uint32_t Random::below(std::uint32_t bound) noexcept {
  // Values below `reject` would make the small residues more likely.
  const std::uint32_t reject = (0u - bound) % bound;
  for (;;) {
    const std::uint32_t v = u32();
    if (v >= reject) return v % bound;
  }
}

std::string Random::hex(std::size_t n) {
  std::vector<std::byte> b(n);
  fill(b);
  return encode_hex(b);
}

std::string Random::base64url(std::size_t n) {
  std::vector<std::byte> b(n);
  fill(b);
  return encode_base64url(b);
}

std::string Random::uuid() {
  std::array<std::byte, 16> b{};
  fill(b);
  b[6] = (b[6] & std::byte{0x0f}) | std::byte{0x40};
  b[8] = (b[8] & std::byte{0x3f}) | std::byte{0x80};
  const std::string h = encode_hex(b);
  return h.substr(0, 8) + '-' + h.substr(8, 4) + '-' + h.substr(12, 4) + '-' + h.substr(16, 4) +
         '-' + h.substr(20);
}

namespace {

void fill_from_kernel(MutableBytes out) noexcept {
  while (!out.empty()) {
    const ssize_t n = ::getrandom(out.data(), out.size(), 0);
    if (n < 0) {
      if (errno == EINTR) continue;
      // Since Linux 3.17 getrandom does not fail otherwise. Nothing is safe without randomness.
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

}  // namespace

void SystemRandom::fill(MutableBytes out) noexcept {
  if (out.size() > sizeof pool_) return fill_from_kernel(out);
  while (!out.empty()) {
    if (left_ == 0) {
      fill_from_kernel(pool_);
      left_ = sizeof pool_;
    }
    const std::size_t n = std::min(out.size(), left_);
    std::byte* from = pool_ + (sizeof pool_ - left_);
    std::copy_n(from, n, out.data());
    wipe({from, n});
    left_ -= n;
    out = out.subspan(n);
  }
}

}  // namespace base
