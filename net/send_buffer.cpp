// SPDX-License-Identifier: MIT
#include "net/send_buffer.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "net/socket_calls.hpp"

namespace net {

base::Result<std::size_t> SendBuffer::flush(int fd) noexcept {
  while (!empty()) {
    const ssize_t n = ::send(fd, bytes_.data() + head_, bytes_.size() - head_, MSG_NOSIGNAL);
    if (n >= 0) {
      head_ += static_cast<std::size_t>(n);
      continue;
    }
    const int e = errno;
    if (e == EINTR) continue;
    if (!would_block(e)) return base::failure(stream_error("send", e));
    blocked_ = true;
    return bytes_.size() - head_;
  }
  bytes_.clear();
  head_ = 0;
  blocked_ = false;
  return std::size_t{0};
}

}  // namespace net
