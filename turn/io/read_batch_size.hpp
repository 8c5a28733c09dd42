// SPDX-License-Identifier: MIT
// ReadBatchSize: how many messages to ask a readable socket for. Most often one message is queued.
// Asking for more than is queued costs an extra recvmmsg() call, so the size grows only while the
// socket has more. A value; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace turn::io {

class ReadBatchSize {
 public:
  // The size for round `round` of the worker. The loop reports a socket in each round while it has
  // messages. So if the last call has read all it asked for, and the socket is readable again in
  // the next round, more messages were queued: the size doubles.
  std::size_t ask(std::uint32_t round) noexcept {
    if (had_all_ && round - last_round_ <= kAtOnce)
      size_ = static_cast<std::uint8_t>(std::min(kMost, size_ * 2));
    last_round_ = round;
    return size_;
  }
  // Reports how many messages the call has read.
  void had(std::size_t messages) noexcept {
    had_all_ = messages >= size_;
    if (!had_all_ && size_ > 1) --size_;
  }

 private:
  static constexpr int kMost = 64;
  // Rounds: a turn that reads no sockets may come between two rounds that do.
  static constexpr std::uint32_t kAtOnce = 2;

  std::uint32_t last_round_ = 0;
  std::uint8_t size_ = 1;
  bool had_all_ = false;
};

}  // namespace turn::io
