// SPDX-License-Identifier: MIT
#include "turn/io/out_queue.hpp"

#include <algorithm>

namespace turn::io {

std::size_t OutQueue::push(base::Bytes frame, FrameKind kind, base::Instant now) {
  // A queue that never gets empty must not keep its sent bytes.
  if (head_ > kMaxBytes) compact();
  std::size_t shed_count = 0;
  const bool late = first_ < frames_.size() && frames_[first_].at + kMaxAge < now;
  if (late || size() + frame.size() > kMaxBytes) shed_count = shed(frame.size(), now);
  if (kind == FrameKind::media && size() + frame.size() > kMaxBytes) return shed_count + 1;
  bytes_.insert(bytes_.end(), frame.begin(), frame.end());
  frames_.push_back(Frame{frame.size(), now, kind});
  return shed_count;
}

void OutQueue::pop() noexcept {
  head_ += frames_[first_].size;
  ++first_;
  if (empty()) {
    bytes_.clear();
    frames_.clear();
    head_ = first_ = 0;
  }
}

void OutQueue::trim() noexcept {
  if (!empty()) return;
  std::vector<std::byte>().swap(bytes_);
  std::vector<Frame>().swap(frames_);
}

// Drops late media. Where that does not make room for `needed` more bytes, drops the oldest media
// until half of the room is free, so that a slow reader does not cost one pass for each frame.
std::size_t OutQueue::shed(std::size_t needed, base::Instant now) {
  compact();
  std::size_t excess = 0;
  if (size() + needed > kMaxBytes) excess = size() + needed - kMaxBytes / 2;
  std::size_t removed = 0, count = 0, from = 0, to = 0, kept = 0;
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const Frame frame = frames_[i];
    const bool may_go =
        frame.kind == FrameKind::media && (frame.at + kMaxAge < now || removed < excess);
    if (may_go) {
      removed += frame.size;
      ++count;
    } else {
      if (from != to) {
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(from), frame.size,
                    bytes_.begin() + static_cast<std::ptrdiff_t>(to));
      }
      to += frame.size;
      frames_[kept++] = frame;
    }
    from += frame.size;
  }
  bytes_.resize(to);
  frames_.resize(kept);
  return count;
}

void OutQueue::compact() {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(head_));
  frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(first_));
  head_ = first_ = 0;
}

}  // namespace turn::io
