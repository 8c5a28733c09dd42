// SPDX-License-Identifier: MIT
// HandledIds: the ids of the messages that one session sent to other people, so that a message
// which the client repeats after its socket broke reaches them once. It keeps 64-bit hashes of the
// last 64 ids. The hash is the same in every release (FNV-1a), because a session goes on in the
// next process. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace signaling {

class HandledIds {
 public:
  static constexpr std::size_t kRemembered = 64;

  bool has(std::string_view id) const noexcept {
    return std::find(hashes_.begin(), hashes_.end(), hash(id)) != hashes_.end();
  }
  void add(std::string_view id) {
    if (hashes_.size() == kRemembered) hashes_.erase(hashes_.begin());
    hashes_.push_back(hash(id));
  }
  // The message was refused: it may come again.
  void forget(std::string_view id) { std::erase(hashes_, hash(id)); }

  // For the next process; the oldest first.
  const std::vector<std::uint64_t>& hashes() const noexcept { return hashes_; }
  // Keeps the newest kRemembered of them.
  void restore(std::vector<std::uint64_t> hashes) {
    if (hashes.size() > kRemembered)
      hashes.erase(hashes.begin(), hashes.end() - static_cast<std::ptrdiff_t>(kRemembered));
    hashes_ = std::move(hashes);
  }

 private:
  static std::uint64_t hash(std::string_view id) noexcept {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : id) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return value;
  }

  std::vector<std::uint64_t> hashes_;  // the oldest first
};

}  // namespace signaling
