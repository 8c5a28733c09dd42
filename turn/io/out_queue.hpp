// SPDX-License-Identifier: MIT
// OutQueue: frames that wait for a stream which does not take them as fast as they come. Bounded in bytes and, for media, in
// time: what is late is worth nothing, so the oldest media goes first; answers to requests stay. One thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace turn::io {

enum class FrameKind : std::uint8_t { media, control };

// What one write may hold: as many frames as there are, or one. TLS makes a record of each write, and there are clients
// (coturn's uclient) that take a record for a message.
enum class Writes : std::uint8_t { many_frames, one_frame };

class OutQueue {
 public:
  static constexpr std::size_t kMaxBytes = 512 * 1024;
  static constexpr std::chrono::milliseconds kMaxAge{500};
  // What one write may be offered at most; see blocked().
  static constexpr std::size_t kChunk = 16 * 1024;

  explicit OutQueue(Writes writes) : writes_(writes) {}

  // Appends a frame, shedding media first where it is due. The number of frames that were shed (possibly this one).
  std::size_t push(base::Bytes frame, FrameKind kind, base::Instant now);

  bool empty() const noexcept { return head_ == bytes_.size(); }
  std::size_t size() const noexcept { return bytes_.size() - head_; }
  // The next bytes to write.
  base::Bytes front() const noexcept;
  // `n` bytes of front() were taken.
  void pop(std::size_t n) noexcept;
  // front() was offered and not taken. TLS has already made a record of it: those bytes must be offered again unchanged.
  void blocked() noexcept { promised_ = front().size(); }
  // Gives the memory back where nothing waits.
  void trim() noexcept;
  // Bytes of memory held (tests).
  std::size_t held() const noexcept { return bytes_.capacity() + frames_.capacity() * sizeof(Frame); }

 private:
  struct Frame {
    std::size_t size;
    base::Instant at;
    FrameKind kind;
  };
  std::size_t shed(std::size_t needed, base::Instant now);
  void compact();

  const Writes writes_;
  std::vector<std::byte> bytes_;
  std::size_t head_ = 0;  // bytes_ before it are gone
  std::vector<Frame> frames_;
  std::size_t first_ = 0;     // frames_ before it are gone
  std::size_t sent_ = 0;      // of frame `first_`: a frame that has begun must be finished
  std::size_t promised_ = 0;  // bytes from head_ on that may not change
};

}  // namespace turn::io
