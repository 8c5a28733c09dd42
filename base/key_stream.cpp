// SPDX-License-Identifier: MIT
#include "base/key_stream.hpp"

#include <algorithm>

namespace base {

void KeyStream::fill(MutableBytes out) noexcept {
  while (!out.empty()) {
    if (left_ == 0) {
      std::array<std::byte, 8> counter;
      store_be64(counter.data(), counter_++);
      block_ = key_.mac({counter});
      left_ = block_.size();
    }
    const std::size_t size = std::min(left_, out.size());
    std::copy_n(block_.end() - static_cast<std::ptrdiff_t>(left_), size, out.begin());
    out = out.subspan(size);
    left_ -= size;
  }
}

}  // namespace base
