// SPDX-License-Identifier: MIT
#include "net/tcp_stream.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "net/socket_calls.hpp"

namespace net {
namespace {

base::Error stream_error(const char* call, int e) {
  if (peer_is_gone(e)) return {base::Errc::closed, "the peer is gone"};
  return base::errno_error(call, e);
}

}  // namespace

Result<std::size_t> TcpStream::read(MutableBytes into) {
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), into.data(), into.size(), 0);
    if (n > 0) return static_cast<std::size_t>(n);
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

void TcpStream::shutdown() noexcept { ::shutdown(fd_.get(), SHUT_WR); }

}  // namespace net
