// SPDX-License-Identifier: MIT
// OutQueue: frames that wait for a stream whose client reads slowly. Bounded in bytes and, for
// media, in time: late media is worthless, so the queue drops the oldest media first. It never
// drops answers to requests. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace turn::io {

enum class FrameKind : std::uint8_t { media, control };

class OutQueue {
 public:
  static constexpr std::size_t kMaxBytes = 512 * 1024;
  static constexpr std::chrono::milliseconds kMaxAge{500};

  // Appends a frame. Before that, drops late media, and further media where there is no room.
  // Returns how many frames were dropped; the new frame may be one of them.
  std::size_t push(base::Bytes frame, FrameKind kind, base::Instant now);

  bool empty() const noexcept { return first_ == frames_.size(); }
  // Waiting bytes.
  std::size_t size() const noexcept { return bytes_.size() - head_; }
  // The oldest frame; only where !empty().
  base::Bytes front() const noexcept {
    return base::Bytes{bytes_}.subspan(head_, frames_[first_].size);
  }
  void pop() noexcept;
  // Gives memory back if the queue is empty.
  void trim() noexcept;
  // Bytes of memory that the queue holds; for tests.
  std::size_t held() const noexcept {
    return bytes_.capacity() + frames_.capacity() * sizeof(Frame);
  }

 private:
  struct Frame {
    std::size_t size;
    base::Instant at;
    FrameKind kind;
  };
  std::size_t shed(std::size_t needed, base::Instant now);
  void compact();

  std::vector<std::byte> bytes_;
  std::size_t head_ = 0;  // the bytes_ before it are sent
  std::vector<Frame> frames_;
  std::size_t first_ = 0;  // the frames_ before it are sent
};

}  // namespace turn::io
