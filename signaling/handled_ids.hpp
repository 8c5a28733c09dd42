// SPDX-License-Identifier: MIT
// HandledIds: the ids of the messages that one session sent to other people, so that a message
// which the client repeats after its socket broke reaches them once. It keeps 64-bit hashes of the
// last 64 ids. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace signaling {

class HandledIds {
 public:
  static constexpr std::size_t kRemembered = 64;

  bool has(const std::string& id) const noexcept {
    return std::find(hashes_.begin(), hashes_.end(), hash(id)) != hashes_.end();
  }
  void add(const std::string& id) {
    if (hashes_.size() == kRemembered) hashes_.erase(hashes_.begin());
    hashes_.push_back(hash(id));
  }
  // The message was refused: it may come again.
  void forget(const std::string& id) { std::erase(hashes_, hash(id)); }

 private:
  static std::size_t hash(const std::string& id) noexcept { return std::hash<std::string>{}(id); }

  std::vector<std::size_t> hashes_;  // the oldest first
};

}  // namespace signaling
