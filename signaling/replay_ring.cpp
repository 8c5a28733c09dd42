// SPDX-License-Identifier: MIT
#include "signaling/replay_ring.hpp"

#include <utility>

#include "signaling/codec.hpp"

namespace signaling {

std::string_view ReplayRing::add(std::string body) {
  texts_.push_back(stamp(std::move(body), std::nullopt, ++last_));
  bytes_ += texts_.back().size();
  shrink();
  return texts_.back();
}

void ReplayRing::acknowledge(std::uint64_t seq) noexcept {
  if (seq > last_) return;
  while (!texts_.empty() && last_ - texts_.size() + 1 <= seq) pop();
}

void ReplayRing::lose() noexcept {
  ++last_;
  clear();
}

void ReplayRing::clear() noexcept {
  texts_.clear();
  bytes_ = 0;
}

std::vector<std::string> ReplayRing::after(std::uint64_t seen) const {
  return {texts_.end() - static_cast<std::ptrdiff_t>(last_ - seen), texts_.end()};
}

void ReplayRing::restore(std::uint64_t last, std::vector<std::string> texts) {
  clear();
  last_ = last;
  for (std::string& text : texts) {
    bytes_ += text.size();
    texts_.push_back(std::move(text));
    shrink();
  }
}

void ReplayRing::shrink() noexcept {
  while (texts_.size() > 1 && (texts_.size() > limits_.messages || bytes_ > limits_.bytes)) pop();
}

void ReplayRing::pop() noexcept {
  bytes_ -= texts_.front().size();
  texts_.pop_front();
}

}  // namespace signaling
