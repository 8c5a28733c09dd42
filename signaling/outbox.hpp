// SPDX-License-Identifier: MIT
// Outbox: the frames that wait for one client, bounded in bytes, and the time since the client took
// one. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "base/time.hpp"

namespace signaling {

class Outbox {
 public:
  explicit Outbox(std::size_t most_bytes) noexcept : most_bytes_(most_bytes) {}

  // Returns false, and drops the frame, if it does not fit any more.
  bool push(std::string frame, base::Instant now) {
    if (frame.size() > most_bytes_ - bytes_) return false;
    if (frames_.empty()) moved_at_ = now;
    bytes_ += frame.size();
    frames_.push_back(std::move(frame));
    return true;
  }
  std::optional<std::string> pop(base::Instant now) {
    if (frames_.empty()) return std::nullopt;
    std::string frame = std::move(frames_.front());
    frames_.pop_front();
    bytes_ -= frame.size();
    moved_at_ = now;
    return frame;
  }
  void clear() noexcept {
    frames_.clear();
    bytes_ = 0;
  }

  bool empty() const noexcept { return frames_.empty(); }
  std::size_t bytes() const noexcept { return bytes_; }
  // When the last frame was taken or, if later, when the oldest waiting frame came in. Meaningful
  // while not empty.
  base::Instant moved_at() const noexcept { return moved_at_; }

 private:
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::deque<std::string> frames_;
  base::Instant moved_at_{};
};

}  // namespace signaling
