// SPDX-License-Identifier: MIT
// PrivateLines: the private chat lines that a client has not acknowledged, with their numbers. The
// room's copy has them, so that they come with a resume at another node; bounded, the oldest go
// first. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace signaling {

struct PrivateLine {
  std::uint64_t seq = 0;
  std::string body;  // the message without its number
};

class PrivateLines {
 public:
  static constexpr std::size_t kMost = 16;
  static constexpr std::size_t kMostBytes = std::size_t{16} * 1024;

  void add(std::uint64_t seq, std::string body) {
    bytes_ += body.size();
    lines_.push_back({seq, std::move(body)});
    while (lines_.size() > kMost || bytes_ > kMostBytes) pop();
  }
  // The client has seen everything up to this number.
  void acknowledge(std::uint64_t seq) {
    while (!lines_.empty() && lines_.front().seq <= seq) pop();
  }
  std::deque<PrivateLine> take() {
    bytes_ = 0;
    return std::exchange(lines_, {});
  }
  const std::deque<PrivateLine>& all() const noexcept { return lines_; }
  bool empty() const noexcept { return lines_.empty(); }

 private:
  void pop() {
    bytes_ -= lines_.front().body.size();
    lines_.pop_front();
  }
  std::deque<PrivateLine> lines_;  // by their numbers
  std::size_t bytes_ = 0;
};

}  // namespace signaling
