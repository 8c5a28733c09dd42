// SPDX-License-Identifier: MIT
// ReplayRing: numbers the messages of one session and keeps the newest, so that a client whose
// socket broke gets those that it has not seen. Bounded in messages and in bytes; the oldest go
// first, the newest stays. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fifo.hpp"

namespace signaling {

class ReplayRing {
 public:
  struct Limits {
    std::size_t messages = 256;
    std::size_t bytes = std::size_t{256} * 1024;
  };

  explicit ReplayRing(Limits limits) noexcept : limits_(limits) {}

  // Gives the message the next number and keeps it. Returns the text for the client, which is valid
  // until the ring changes.
  std::string_view add(std::string body);
  // The client has seen everything up to this number; a number that was not given yet changes
  // nothing.
  void acknowledge(std::uint64_t seq) noexcept;
  // Messages that had no number yet are lost: uses up a number, so that no client continues across
  // the gap.
  void lose() noexcept;
  // Forgets the texts; a client that has not seen the last message cannot continue.
  void clear() noexcept;

  // The last number that was given; 0: none.
  std::uint64_t last() const noexcept { return last_; }
  // True if every message after `seen` is here.
  bool reaches(std::uint64_t seen) const noexcept {
    return seen <= last_ && last_ - seen <= texts_.size();
  }
  // The messages after `seen`, oldest first; ask reaches() before.
  std::vector<std::string> after(std::uint64_t seen) const;
  std::size_t bytes() const noexcept { return bytes_; }
  // Everything that is here, oldest first: for the next process.
  std::vector<std::string> texts() const { return after(last_ - texts_.size()); }
  // Continues the ring of the previous process: `texts` are the newest up to the number `last`.
  void restore(std::uint64_t last, std::vector<std::string> texts);

 private:
  void shrink() noexcept;  // to the limits
  void pop() noexcept;

  Limits limits_;
  base::Fifo<std::string> texts_;  // of the numbers up to last_, without a gap
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace signaling
