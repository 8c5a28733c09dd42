// SPDX-License-Identifier: MIT
// CaptureTap: the buffer between a worker, which copies one session's packets into it, and the
// thread that reads the capture. The worker never waits: while the buffer is full or being emptied,
// copies are lost and counted. Exists only while a capture runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "turn/types.hpp"

namespace turn::io {

enum class CaptureLeg : std::uint8_t { client, relay };

struct CapturedPacket {
  CaptureLeg leg = CaptureLeg::client;
  bool outbound = false;  // the relay has sent it
  bool inside = false;    // between two of the relay's own addresses: it was never on a wire
  Transport transport = Transport::udp;
  base::Endpoint source;
  base::Endpoint destination;
  base::WallTime at{};
  std::uint32_t original = 0;  // size of the payload before it was cut
};

class CaptureTap {
 public:
  static constexpr std::size_t kBuffer = 4 * 1024 * 1024;

  // `client_now` is the current 5-tuple of the session's client. Copies at most `snaplen` bytes of
  // each packet.
  CaptureTap(AllocationId session, const FiveTuple& client_now, std::uint32_t snaplen,
             base::Instant now);

  // The worker's thread.
  AllocationId session() const noexcept { return session_; }
  FiveTuple client;
  void record(const CapturedPacket& packet, base::Bytes payload) noexcept;
  // The session has ended.
  void end() noexcept { ended_.store(true, std::memory_order_release); }

  // True: the reader has not called drain() for a while.
  bool abandoned(base::Instant now) const noexcept;

  // The reader's thread. Calls f(const CapturedPacket&, Bytes payload) for each packet since the
  // last call. False: the session has ended, and this call was the last one with packets.
  template <class F>
  bool drain(base::Instant now, F&& f);
  std::uint64_t recorded() const noexcept { return recorded_.load(std::memory_order_relaxed); }
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

 private:
  const AllocationId session_;
  const std::uint32_t snaplen_;
  std::atomic<bool> ended_{false};
  std::atomic<std::int64_t> read_at_;
  std::atomic<std::uint64_t> recorded_{0};
  std::atomic<std::uint64_t> lost_{0};
  std::mutex mutex_;
  std::vector<std::byte> filling_;   // guarded by mutex_
  std::vector<std::byte> emptying_;  // used by the reader only
};

template <class F>
bool CaptureTap::drain(base::Instant now, F&& f) {
  read_at_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  const bool over = ended_.load(std::memory_order_acquire);  // read this before taking the packets
  {
    const std::scoped_lock lock(mutex_);
    filling_.swap(emptying_);
  }
  for (std::size_t at = 0; at < emptying_.size();) {
    CapturedPacket packet;
    std::uint32_t size = 0;
    std::memcpy(&packet, emptying_.data() + at, sizeof packet);
    std::memcpy(&size, emptying_.data() + at + sizeof packet, sizeof size);
    at += sizeof packet + sizeof size;
    f(packet, base::Bytes{emptying_}.subspan(at, size));
    at += size;
  }
  emptying_.clear();
  return !over;
}

}  // namespace turn::io
