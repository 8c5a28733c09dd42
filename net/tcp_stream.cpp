// SPDX-License-Identifier: MIT
#include "net/tcp_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "net/socket_calls.hpp"

namespace net {

Result<std::size_t> TcpStream::read(MutableBytes into) {
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), into.data(), into.size(), 0);
    if (n > 0) {
      wants_ = Interest::read;
      return static_cast<std::size_t>(n);
    }
    if (n == 0) return base::failure(base::Errc::closed, "the peer has ended the stream");
    const int e = errno;
    if (e == EINTR) continue;
    if (!would_block(e)) return base::failure(stream_error("recv", e));
    wants_ = Interest::read;
    return std::size_t{0};
  }
}

Result<std::size_t> TcpStream::write(Bytes from) {
  for (;;) {
    const ssize_t n = ::send(fd_.get(), from.data(), from.size(), MSG_NOSIGNAL);
    if (n >= 0) return static_cast<std::size_t>(n);
    const int e = errno;
    if (e == EINTR) continue;
    if (!would_block(e)) return base::failure(stream_error("send", e));
    wants_ = Interest::write;
    return std::size_t{0};
  }
}

Result<std::size_t> TcpStream::gather(Bytes message) {
  if (out_.full()) {
    if (const auto waiting = flush(); !waiting || out_.full())
      return waiting ? Result<std::size_t>{0} : waiting;
  }
  out_.append(message);
  return message.size();
}

Result<std::size_t> TcpStream::flush() {
  wants_ = Interest::write;
  return out_.flush(fd_.get());
}

void TcpStream::shutdown() noexcept { ::shutdown(fd_.get(), SHUT_WR); }

}  // namespace net
