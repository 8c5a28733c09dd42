// SPDX-License-Identifier: MIT
// ReadBatchSize: how many messages to ask of a readable socket. Mostly there is one, and asking
// for a second one is a look in vain into the kernel; so it grows only while there turns out to be
// more. A value; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace turn::io {

class ReadBatchSize {
 public:
  // In this round of the worker's. Sockets are told of while they have something: if all that was
  // asked for had come and the socket is readable again at once, there was more.
  std::size_t ask(std::uint32_t round) noexcept {
    if (had_all_ && round - last_round_ <= kAtOnce)
      size_ = static_cast<std::uint8_t>(std::min(kMost, size_ * 2));
    last_round_ = round;
    return size_;
  }
  // What came.
  void had(std::size_t messages) noexcept {
    had_all_ = messages >= size_;
    if (!had_all_ && size_ > 1) --size_;
  }

 private:
  static constexpr int kMost = 64;
  static constexpr std::uint32_t kAtOnce =
      2;  // between two looks at the sockets there may be a turn of something else

  std::uint32_t last_round_ = 0;
  std::uint8_t size_ = 1;
  bool had_all_ = false;
};

}  // namespace turn::io
