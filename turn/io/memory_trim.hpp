// SPDX-License-Identifier: MIT
// MemoryTrim: glibc keeps freed memory. When the number of allocations has halved since the last
// trim, call malloc_trim(). With ten thousand allocations a trim takes three to seven milliseconds,
// so it waits until little is going on. The loop's thread only.
#pragma once

#include <algorithm>
#include <cstddef>

#include "turn/io/relay_sockets.hpp"
#include "turn/server.hpp"

namespace turn::io {

class MemoryTrim {
 public:
  // The references outlive this object.
  MemoryTrim(Server& server, RelaySockets& relays) noexcept : server_(server), relays_(relays) {}

  // Messages from clients and peers.
  void count_messages(std::size_t messages) noexcept { messages_ += messages; }
  // Call at the end of every turn.
  void note_peak() noexcept { peak_ = std::max(peak_, server_.allocation_count()); }
  // Call at every sweep.
  void trim_if_due() noexcept;

 private:
  Server& server_;
  RelaySockets& relays_;
  std::size_t messages_ = 0;  // since the last sweep
  std::size_t peak_ = 0;      // most allocations at the same time since the last trim
};

}  // namespace turn::io
