// SPDX-License-Identifier: MIT
// SendBuffer: bytes that are gathered for a stream's descriptor and leave together. Bounded: a
// round's worth, and nothing more once the kernel takes no more. One owner thread at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace net {

class SendBuffer {
 public:
  // What is gathered before it is sent; a message that begins below it may end beyond it.
  static constexpr std::size_t kMost = 64 * 1024;

  bool empty() const noexcept { return head_ == bytes_.size(); }
  // Nothing may be added before flush() has sent something.
  bool full() const noexcept { return blocked_ || bytes_.size() - head_ >= kMost; }
  void append(base::Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  // Sends; how many bytes still wait for writability. Errc::closed = the peer is gone.
  base::Result<std::size_t> flush(int fd) noexcept;
  // Gives the memory back where nothing waits.
  void trim() noexcept {
    if (empty()) std::vector<std::byte>().swap(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t head_ = 0;  // bytes_ before it are sent
  bool blocked_ = false;  // the last flush() left something
};

}  // namespace net
