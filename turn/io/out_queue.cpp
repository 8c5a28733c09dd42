// SPDX-License-Identifier: MIT
#include "turn/io/out_queue.hpp"

namespace turn::io {

std::size_t OutQueue::push(base::Bytes frame, FrameKind kind, base::Instant now) {
  if (head_ > kMaxBytes) compact();  // never empty: what was sent must not pile up
  std::size_t shed_count = 0;
  const bool late = first_ < frames_.size() && frames_[first_].at + kMaxAge < now;
  if (late || size() + frame.size() > kMaxBytes) shed_count = shed(frame.size(), now);
  if (kind == FrameKind::media && size() + frame.size() > kMaxBytes) return shed_count + 1;
  bytes_.insert(bytes_.end(), frame.begin(), frame.end());
  frames_.push_back(Frame{frame.size(), now, kind});
  return shed_count;
}

base::Bytes OutQueue::front() const noexcept {
  std::size_t most = std::min(size(), kChunk);
  if (writes_ == Writes::one_frame && first_ < frames_.size()) most = std::min(most, frames_[first_].size - sent_);
  return base::Bytes{bytes_}.subspan(head_).first(most);
}

void OutQueue::pop(std::size_t n) noexcept {
  promised_ -= std::min(promised_, n);
  head_ += n;
  sent_ += n;
  while (first_ < frames_.size() && sent_ >= frames_[first_].size) {
    sent_ -= frames_[first_].size;
    ++first_;
  }
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

// Forgets late media; where that is not enough for `needed` more bytes, the oldest media until half of the room is free, so
// that a slow reader does not cost a pass for each frame.
std::size_t OutQueue::shed(std::size_t needed, base::Instant now) {
  compact();
  std::size_t excess = 0;
  if (size() + needed > kMaxBytes) excess = size() + needed - kMaxBytes / 2;
  std::size_t removed = 0, count = 0, from = 0, to = 0, kept = 0;
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const Frame frame = frames_[i];
    const std::size_t length = i == 0 ? frame.size - sent_ : frame.size;
    const bool untouchable = from < promised_ || (i == 0 && sent_ != 0) || frame.kind == FrameKind::control;
    if (!untouchable && (frame.at + kMaxAge < now || removed < excess)) {
      removed += length;
      ++count;
    } else {
      if (from != to)
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(from), length, bytes_.begin() + static_cast<std::ptrdiff_t>(to));
      to += length;
      frames_[kept++] = frame;
    }
    from += length;
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
