// SPDX-License-Identifier: MIT
#include "turn/io/hairpin.hpp"

#include <type_traits>

namespace turn::io {

bool HairpinRing::push(RelayKey target, const PeerEndpoint& source, base::Bytes payload) noexcept {
  static_assert(std::is_trivially_copyable_v<Head>);
  const std::size_t stride = (sizeof(Head) + payload.size() + kAlign - 1) / kAlign * kAlign;
  std::size_t at = written_.load(std::memory_order_relaxed);
  const std::size_t to_end = kCapacity - at % kCapacity;
  const std::size_t needed = stride <= to_end ? stride : to_end + stride;  // records do not wrap
  if (kCapacity - (at - read_.load(std::memory_order_acquire)) < needed) return false;
  if (stride > to_end) {
    const Head skip{kSkip, static_cast<std::uint32_t>(to_end), RelayKey{}, PeerEndpoint{}};
    std::memcpy(memory_.get() + at % kCapacity, &skip, sizeof skip);
    at += to_end;
  }
  const Head head{static_cast<std::uint32_t>(payload.size()), static_cast<std::uint32_t>(stride),
                  target, source};
  std::byte* const record = memory_.get() + at % kCapacity;
  std::memcpy(record, &head, sizeof head);
  if (!payload.empty()) std::memcpy(record + sizeof head, payload.data(), payload.size());
  written_.store(at + stride, std::memory_order_release);
  return true;
}

Hairpin::Hairpin(std::size_t workers) {
  for (std::size_t i = 0; i < workers; ++i) inboxes_.push_back(std::make_unique<Inbox>(workers));
}

bool Hairpin::push(WorkerIndex from, WorkerIndex to, RelayKey target, const PeerEndpoint& source,
                   base::Bytes payload) noexcept {
  Inbox& inbox = *inboxes_[to];
  if (!inbox.rings[from].push(target, source, payload)) return false;
  // The reader clears the flag before it reads: a writer that pushes after that read finds the flag
  // clear and wakes the reader again.
  if (!inbox.awake.exchange(true, std::memory_order_seq_cst)) inbox.wake();
  return true;
}

}  // namespace turn::io
