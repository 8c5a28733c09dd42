// SPDX-License-Identifier: MIT
// A client's TCP or TLS connection. Each message is written by itself, as browsers do: over TLS it
// is a record of its own. The server's certificate is not looked at: what is measured does not
// depend on it.
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/handle.hpp"
#include "bench/relay/leg.hpp"
#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"
#include "turn/stun/stream_framer.hpp"

namespace bench {
namespace {

using Context = base::Handle<SSL_CTX, SSL_CTX_free>;
using Tls = base::Handle<SSL, SSL_free>;

constexpr std::size_t kReadSize = 64 * 1024;
constexpr timeval kPatience{10, 0};

class StreamLeg final : public Leg {
 public:
  StreamLeg(base::UniqueFd fd, Context context, Tls tls) noexcept
      : fd_(std::move(fd)),
        context_(std::move(context)),
        tls_(std::move(tls)),
        in_(kReadSize + stun::kMaxFrame) {}

  int fd() const noexcept override { return fd_.get(); }
  base::Endpoint local() const noexcept override { return net::local_endpoint(fd_.get()); }
  bool congested() const noexcept override { return !out_.empty(); }
  std::size_t send(std::span<const Packet> packets) noexcept override;
  void receive(Sink& sink) noexcept override;

 private:
  // Bytes moved; 0 = would block or the connection has ended, which shows as loss.
  std::size_t write(base::Bytes bytes) noexcept;
  std::size_t read(base::MutableBytes into) noexcept;
  void flush() noexcept;

  base::UniqueFd fd_;
  Context context_;
  Tls tls_;
  std::vector<std::byte> frame_;  // the message being written, with its padding
  std::vector<std::byte> out_;    // the rest of one that the kernel took in part
  std::vector<std::byte> in_;
  std::size_t held_ = 0;  // bytes in in_: the beginning of a frame
};

std::size_t StreamLeg::write(base::Bytes bytes) noexcept {
  std::size_t n = 0;
  if (tls_) return SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &n) == 1 ? n : 0;
  const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

std::size_t StreamLeg::read(base::MutableBytes into) noexcept {
  std::size_t n = 0;
  if (tls_) return SSL_read_ex(tls_.get(), into.data(), into.size(), &n) == 1 ? n : 0;
  const ssize_t got = ::recv(fd_.get(), into.data(), into.size(), 0);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

void StreamLeg::flush() noexcept {
  while (!out_.empty()) {
    const std::size_t n = write(out_);
    if (n == 0) return;
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

std::size_t StreamLeg::send(std::span<const Packet> packets) noexcept {
  flush();
  std::size_t taken = 0;
  for (const Packet& packet : packets) {
    if (!out_.empty()) break;
    frame_.clear();
    for (const iovec& part : packet) {
      const auto* const from = static_cast<const std::byte*>(part.iov_base);
      frame_.insert(frame_.end(), from, from + part.iov_len);
    }
    frame_.resize(stun::padded(frame_.size()));
    const std::size_t n = write(frame_);
    ++taken;
    if (n < frame_.size())
      out_.assign(frame_.begin() + static_cast<std::ptrdiff_t>(n), frame_.end());
  }
  return taken;
}

void StreamLeg::receive(Sink& sink) noexcept {
  flush();
  for (;;) {
    const std::size_t n = read(base::MutableBytes{in_}.subspan(held_));
    if (n == 0) return;
    base::Bytes rest = base::Bytes{in_}.first(held_ + n);
    for (;;) {
      const stun::Frame frame = stun::next_frame(rest);
      if (frame.state != stun::Frame::State::complete) break;
      sink.on_message(rest.first(frame.size));
      rest = rest.subspan(frame.wire_size);
    }
    held_ = std::min(rest.size(), stun::kMaxFrame);
    std::copy_n(rest.begin(), held_, in_.begin());
  }
}

base::Result<Tls> handshake(SSL_CTX* context, int fd) {
  Tls tls{SSL_new(context)};
  if (!tls || SSL_set_fd(tls.get(), fd) != 1 || SSL_connect(tls.get()) != 1) {
    return base::failure(base::Errc::io, "the TLS handshake failed");
  }
  SSL_set_mode(tls.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return tls;
}

base::Result<base::UniqueFd> connected(const std::optional<base::IpAddress>& local,
                                       const base::Endpoint& server) {
  net::SocketAddress to{server};
  base::UniqueFd fd{::socket(to.family(), SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!fd) return base::failure(base::errno_error("socket", errno));
  if (local) {
    net::SocketAddress from{base::Endpoint{*local, 0}};
    if (::bind(fd.get(), from.data(), from.size()) != 0)
      return base::failure(base::errno_error("bind " + local->print(), errno));
  }
  (void)::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  (void)::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  (void)net::set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (::connect(fd.get(), to.data(), to.size()) != 0) {
    return base::failure(base::errno_error("connect to " + server.print(), errno));
  }
  return fd;
}

}  // namespace

base::Result<std::unique_ptr<Leg>> open_stream_leg(Transport transport,
                                                   const std::optional<base::IpAddress>& local,
                                                   const base::Endpoint& server) {
  TRY(auto fd, connected(local, server));
  Context context;
  Tls tls;
  if (transport == Transport::tls) {
    context.reset(SSL_CTX_new(TLS_client_method()));
    if (!context) return base::failure(base::Errc::io, "no TLS context");
    TRY(auto made, handshake(context.get(), fd.get()));
    tls = std::move(made);
  }
  // Waiting is over: from here on the descriptor is driven by epoll.
  int on = 1;
  if (::ioctl(fd.get(), FIONBIO, &on) != 0)
    return base::failure(base::errno_error("FIONBIO", errno));
  return std::unique_ptr<Leg>{
      std::make_unique<StreamLeg>(std::move(fd), std::move(context), std::move(tls))};
}

}  // namespace bench
