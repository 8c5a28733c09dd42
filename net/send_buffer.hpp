// SPDX-License-Identifier: MIT
// SendBuffer: gathers bytes for a stream's descriptor and sends them together. Bounded: it takes
// the messages of one round, and no more while the kernel takes none. One owner thread at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace net {

class SendBuffer {
 public:
  // How many bytes are gathered before they are sent; a message that begins below it may end beyond
  // it.
  static constexpr std::size_t kMost = 64 * 1024;

  bool empty() const noexcept { return head_ == bytes_.size(); }
  // Whether nothing may be added before flush() has sent bytes.
  bool full() const noexcept { return blocked_ || bytes_.size() - head_ >= kMost; }
  void append(base::Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  // Sends, and returns how many bytes still wait until the descriptor is writable. Errc::closed
  // where the peer is gone.
  base::Result<std::size_t> flush(int fd) noexcept;
  // Frees the memory where no bytes wait.
  void trim() noexcept {
    if (empty()) std::vector<std::byte>().swap(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t head_ = 0;  // the bytes before it are sent
  bool blocked_ = false;  // the last flush() left bytes
};

}  // namespace net
