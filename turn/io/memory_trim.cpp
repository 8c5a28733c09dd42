// SPDX-License-Identifier: MIT
#include "turn/io/memory_trim.hpp"

#include <malloc.h>

#include <utility>

namespace turn::io {
namespace {

// A smaller peak holds too little memory to be worth a trim.
constexpr std::size_t kSmallestPeak = 512;
// Fewer messages between two sweeps count as little going on: a pause of some milliseconds delays a
// handful of them.
constexpr std::size_t kFewMessages = 20000;

}  // namespace

void MemoryTrim::trim_if_due() noexcept {
  const bool quiet = std::exchange(messages_, 0) < kFewMessages;
  const std::size_t allocations = server_.allocation_count();
  if (!quiet || peak_ < kSmallestPeak || allocations > peak_ / 2) return;
  peak_ = allocations;
  server_.shrink();
  relays_.shrink();
  (void)::malloc_trim(0);
}

}  // namespace turn::io
