// SPDX-License-Identifier: MIT
// TcpListener: accepts connections on one address and hands them on. Pauses for a second when
// descriptors run out, instead of spinning. Loop thread; made before run() or on it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"

namespace net {

using base::Endpoint;

struct TcpListenOptions {
  int backlog = 1024;
  bool reuse_port = false;  // one listener a worker, the kernel spreads
  // Bound alone (fails where anybody listens), then open for sockets that connect from the same
  // port.
  bool connects_from_it = false;
  bool v6_only = true;  // false: an IPv6 wildcard accepts IPv4 too (peers appear as IPv4)
};

class TcpListener final : private IoHandler {
 public:
  // The accepted descriptor is non-blocking, close-on-exec, TCP_NODELAY, and has keep-alive on.
  using OnAccept = std::function<void(base::UniqueFd, Endpoint peer)>;

  // Port 0: the kernel chooses; local() tells. Without IPv6 in the kernel "[::]" that is not
  // v6_only becomes 0.0.0.0; other IPv6 addresses fail with Errc::unsupported.
  static Result<std::unique_ptr<TcpListener>> open(EventLoop& loop, const Endpoint& local,
                                                   const TcpListenOptions& options,
                                                   OnAccept on_accept);

  const Endpoint& local() const noexcept { return local_; }
  // Times that accepting paused because descriptors or memory ran out.
  std::uint64_t pauses() const noexcept { return pauses_; }

 private:
  TcpListener(EventLoop& loop, base::UniqueFd fd, const Endpoint& local, OnAccept on_accept);
  void on_io(Interest ready) noexcept override;
  void pause() noexcept;

  base::UniqueFd fd_;  // before the watch: closed after it
  Endpoint local_;
  OnAccept on_accept_;
  std::uint64_t pauses_ = 0;
  IoWatch watch_;
  Timer resume_;
};

}  // namespace net
