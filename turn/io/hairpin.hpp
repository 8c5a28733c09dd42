// SPDX-License-Identifier: MIT
// Hairpin: data between two of the relay's own relayed addresses that different workers serve. One
// ring of bytes for each ordered pair of workers, with one writer, one reader and no lock. A writer
// wakes the reader only if nobody has woken it since it last read.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "turn/types.hpp"

namespace turn::io {

// Bounded single-producer, single-consumer queue of datagrams.
class HairpinRing {
 public:
  HairpinRing() : memory_(new std::byte[kCapacity]) {}

  // Writer's thread. False: full, the datagram is dropped.
  bool push(RelayKey target, const PeerEndpoint& source, base::Bytes payload) noexcept;

  // Reader's thread. Calls f(RelayKey, const PeerEndpoint&, Bytes payload) for at most `most`
  // datagrams and returns their number. The payload is valid until f returns.
  template <class F>
  std::size_t drain(std::size_t most, F&& f) {
    std::size_t count = 0;
    std::size_t at = read_.load(std::memory_order_relaxed);
    const std::size_t end = written_.load(std::memory_order_acquire);
    while (at != end && count < most) {
      const std::byte* const record = memory_.get() + at % kCapacity;
      Head head;
      std::memcpy(&head, record, sizeof head);
      if (head.size != kSkip) {
        f(head.target, head.source, base::Bytes{record + sizeof head, head.size});
        ++count;
      }
      at += head.stride;
      read_.store(at, std::memory_order_release);
    }
    return count;
  }
  bool empty() const noexcept {
    return read_.load(std::memory_order_relaxed) == written_.load(std::memory_order_acquire);
  }

 private:
  static constexpr std::size_t kCapacity = 512 * 1024;  // the kernel adds pages on first use
  // Head::size of a record that only fills the memory up to its end.
  static constexpr std::uint32_t kSkip = UINT32_MAX;
  struct Head {
    std::uint32_t size;
    std::uint32_t stride;
    RelayKey target;
    PeerEndpoint source;
  };
  static constexpr std::size_t kAlign = 64;
  static_assert(sizeof(Head) <= kAlign);  // so that a skip record fits wherever a record may begin

  std::unique_ptr<std::byte[]> memory_;
  // Both positions only grow; modulo kCapacity they are offsets in memory_.
  alignas(64) std::atomic<std::size_t> written_{0};
  alignas(64) std::atomic<std::size_t> read_{0};
};

// All rings of a relay. set_wake() is called before any worker runs; `wake` is called from any
// thread.
class Hairpin {
 public:
  explicit Hairpin(std::size_t workers);

  void set_wake(WorkerIndex worker, std::function<void()> wake) {
    inboxes_[worker]->wake = std::move(wake);
  }

  // On the thread of `from`. False: the ring is full.
  bool push(WorkerIndex from, WorkerIndex to, RelayKey target, const PeerEndpoint& source,
            base::Bytes payload) noexcept;

  // On the thread of `worker`, after it was woken: takes at most `most` datagrams of each other
  // worker. True: more datagrams wait.
  template <class F>
  bool drain(WorkerIndex worker, std::size_t most, F&& f) {
    Inbox& inbox = *inboxes_[worker];
    inbox.awake.store(false, std::memory_order_seq_cst);
    bool more = false;
    for (HairpinRing& ring : inbox.rings) {
      ring.drain(most, f);
      more = more || !ring.empty();
    }
    return more;
  }

 private:
  struct Inbox {
    explicit Inbox(std::size_t workers) : rings(workers) {}
    std::vector<HairpinRing> rings;  // by the writer's index
    std::atomic<bool> awake{false};
    std::function<void()> wake;
  };
  std::vector<std::unique_ptr<Inbox>> inboxes_;
};

}  // namespace turn::io
