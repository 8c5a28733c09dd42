// SPDX-License-Identifier: MIT
// Packets: the datagrams of one round of a worker: the memory that they are received into, copies
// of payloads that cannot be rewritten in place, and the Outbox that sends them. The loop's thread
// only.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "net/udp_batch.hpp"
#include "turn/io/layout.hpp"
#include "turn/io/outbox.hpp"

namespace turn::io {

class Packets {
 public:
  explicit Packets(Stats& stats);

  net::ReceiveBatch& received() noexcept { return received_; }
  // The memory of received datagram `i`: kHeadRoom writable bytes, the datagram, and kTailRoom
  // writable bytes. Empty for a segment of a GRO run: its neighbours use that memory.
  base::MutableBytes room_of(std::size_t i) noexcept;
  // A copy of `payload` between kHeadRoom and kTailRoom writable bytes; valid until the next flush.
  // May flush.
  base::MutableBytes copy(base::Bytes payload) noexcept;

  // Sends with the next flush; the payload stays valid until then. See Outbox::add().
  void send(OutSocket& socket, const base::Endpoint& to, base::Bytes payload,
            const std::optional<base::IpAddress>& from, bool dont_fragment) noexcept {
    outbox_.add(socket, to, payload, from, dont_fragment);
  }
  void flush() noexcept { outbox_.flush(); }
  // Flushes, and forgets the received datagrams and the copies: their memory is used again.
  void clear() noexcept;
  bool anything_to_send() const noexcept { return !outbox_.empty(); }

 private:
  Outbox outbox_;
  net::ReceiveBatch received_;
  std::unique_ptr<std::byte[]> copies_;  // kCopies bytes
  std::size_t copies_used_ = 0;          // bytes
};

}  // namespace turn::io
