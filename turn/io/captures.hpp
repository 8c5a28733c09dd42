// SPDX-License-Identifier: MIT
// Captures: copies the packets of chosen sessions to CaptureTaps. While no capture runs, each
// function costs one comparison. The loop's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "turn/effects.hpp"
#include "turn/io/capture_tap.hpp"
#include "turn/io/loop_clock.hpp"
#include "turn/server.hpp"

namespace turn::io {

class Captures {
 public:
  // Captures that one worker runs at the same time.
  static constexpr std::size_t kMost = 4;

  // The references outlive this object.
  Captures(Server& server, const LoopClock& clock) noexcept : server_(server), clock_(clock) {}

  // Copies at most `snaplen` bytes of each packet. nullptr: no such session, or kMost captures run.
  // The capture ends with its session, by stop(), or when nobody has read for a while.
  std::shared_ptr<CaptureTap> start(AllocationId session, std::uint32_t snaplen);
  void stop(const std::shared_ptr<CaptureTap>& tap) noexcept;
  // Call at the end of a turn: the answer to a Refresh that deletes its allocation is still copied.
  void end_finished() noexcept {
    if (running()) [[unlikely]]
      remove_finished();
  }

  // The four places where packets pass.
  void from_client(const Leg& from, base::Bytes message) noexcept {
    if (running()) [[unlikely]]
      copy_from_client(from, message);
  }
  void to_client(const Leg& to, base::Bytes message) noexcept {
    if (running()) [[unlikely]]
      copy_to_client(to, message);
  }
  // data.kind is not none.
  void to_peer(const Forward& data) noexcept {
    if (running()) [[unlikely]]
      copy_to_peer(data);
  }
  void from_peer(AllocationId to, const PeerEndpoint& from, base::Bytes payload) noexcept {
    if (running()) [[unlikely]]
      copy_from_peer(to, from, payload, false);
  }
  // The same for data that one of this relay's own relayed addresses sends to `target`.
  void from_own_relay(RelayKey target, const PeerEndpoint& from, base::Bytes payload) noexcept {
    if (running()) [[unlikely]]
      copy_from_own_relay(target, from, payload);
  }

 private:
  bool running() const noexcept { return !taps_.empty(); }
  void copy_from_client(const Leg& from, base::Bytes message) noexcept;
  void copy_to_client(const Leg& to, base::Bytes message) noexcept;
  void copy_to_peer(const Forward& data) noexcept;
  void copy_from_peer(AllocationId to, const PeerEndpoint& from, base::Bytes payload,
                      bool inside) noexcept;
  void copy_from_own_relay(RelayKey target, const PeerEndpoint& from, base::Bytes payload) noexcept;
  void record(CaptureTap& tap, CapturedPacket packet, base::Bytes payload) const noexcept;
  void remove_finished() noexcept;

  Server& server_;
  const LoopClock& clock_;
  std::vector<std::shared_ptr<CaptureTap>> taps_;
};

}  // namespace turn::io
