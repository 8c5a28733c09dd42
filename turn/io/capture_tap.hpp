// SPDX-License-Identifier: MIT
// CaptureTap: where a worker puts copies of one session's packets for whoever captures it. The
// worker never waits: a copy that finds the buffer full, or being emptied, is lost and counted.
// Exists only while a capture runs.
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
  bool outbound = false;  // from us
  bool inside = false;    // between two of our relayed addresses: it never was on a wire
  Transport transport = Transport::udp;
  base::Endpoint source;
  base::Endpoint destination;
  base::WallTime at{};
  std::uint32_t original = 0;  // size of the payload before it was cut
};

class CaptureTap {
 public:
  static constexpr std::size_t kBuffer = 4 * 1024 * 1024;

  // `client` is where the session's client is now; of each packet at most `snaplen` bytes are
  // copied.
  CaptureTap(AllocationId session, const FiveTuple& client, std::uint32_t snaplen,
             base::Instant now);

  // The worker's thread.
  AllocationId session() const noexcept { return session_; }
  FiveTuple client;
  void record(const CapturedPacket& packet, base::Bytes payload) noexcept;
  // The session has ended.
  void end() noexcept { ended_.store(true, std::memory_order_release); }
  bool abandoned(base::Instant now) const noexcept;

  // The reader's thread. Calls f(const CapturedPacket&, Bytes payload) for what has come since;
  // false: nothing will come any more.
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
  std::vector<std::byte> emptying_;  // the reader's
};

template <class F>
bool CaptureTap::drain(base::Instant now, F&& f) {
  read_at_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  const bool over = ended_.load(std::memory_order_acquire);  // before the last packets are taken
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
