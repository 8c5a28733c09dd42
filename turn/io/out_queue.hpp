// SPDX-License-Identifier: MIT
// OutQueue: frames that wait for a stream which does not take them as fast as they come. Bounded in
// bytes and, for media, in time: what is late is worth nothing, so the oldest media goes first;
// answers to requests stay. One thread.
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

  // Appends a frame, shedding media first where it is due. The number of frames that were shed
  // (possibly this one).
  std::size_t push(base::Bytes frame, FrameKind kind, base::Instant now);

  bool empty() const noexcept { return first_ == frames_.size(); }
  // Bytes that wait.
  std::size_t size() const noexcept { return bytes_.size() - head_; }
  // The oldest frame; not empty().
  base::Bytes front() const noexcept {
    return base::Bytes{bytes_}.subspan(head_, frames_[first_].size);
  }
  void pop() noexcept;
  // Gives the memory back where nothing waits.
  void trim() noexcept;
  // Bytes of memory held (tests).
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
  std::size_t head_ = 0;  // bytes_ before it are gone
  std::vector<Frame> frames_;
  std::size_t first_ = 0;  // frames_ before it are gone
};

}  // namespace turn::io
