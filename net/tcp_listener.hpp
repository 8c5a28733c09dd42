// SPDX-License-Identifier: MIT
// TcpListener: accepts connections on one address and passes them on. When descriptors run out it
// asks its owner for one, or pauses for a second instead of spinning. Loop thread; make it there or
// before run().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/descriptor_ceiling.hpp"
#include "net/event_loop.hpp"

namespace net {

using base::Endpoint;

struct TcpListenOptions {
  int backlog = 1024;
  bool reuse_port = false;  // one listener per worker; the kernel distributes the connections
  bool free_bind = false;   // the address may come later than the listener
  // Binding fails where another socket listens; afterwards other sockets may connect from the same
  // port.
  bool connects_from_it = false;
  bool v6_only = true;  // false: an IPv6 wildcard accepts IPv4 too (peers appear as IPv4)
  // Called when descriptors have run out. True: one is free again, and the listener uses it. False,
  // or empty: the listener pauses.
  std::function<bool()> free_a_descriptor = {};
  // Descriptors have run out as soon as one has this number. A connection that comes then, and for
  // which none becomes free, is closed.
  int descriptor_ceiling = kNoCeiling;
  // Called when the system does not let the listener accept a connection: the listener pauses, or
  // has closed the connection. May be empty.
  std::function<void(const base::Error&)> on_failure = {};
};

class TcpListener final : private IoHandler {
 public:
  // The accepted descriptor is non-blocking, close-on-exec, TCP_NODELAY, and has keep-alive on.
  using OnAccept = std::function<void(base::UniqueFd, Endpoint peer)>;

  // With port 0 the kernel chooses the port, see local(). Where the kernel has no IPv6, "[::]"
  // without v6_only becomes 0.0.0.0; other IPv6 addresses fail with Errc::unsupported.
  static Result<std::unique_ptr<TcpListener>> open(EventLoop& loop, const Endpoint& local,
                                                   const TcpListenOptions& options,
                                                   OnAccept on_accept);

  const Endpoint& local() const noexcept { return local_; }
  // How often accepting paused because descriptors or memory ran out.
  std::uint64_t pauses() const noexcept { return pauses_; }

 private:
  TcpListener(EventLoop& loop, base::UniqueFd fd, const Endpoint& local, TcpListenOptions options,
              OnAccept on_accept);
  void on_io(Interest ready) noexcept override;
  void take(base::UniqueFd fd, const Endpoint& peer);
  bool free_a_descriptor() { return options_.free_a_descriptor && options_.free_a_descriptor(); }
  void tell_failure(int error);
  void pause() noexcept;

  base::UniqueFd fd_;  // before the watch, which is destroyed first
  Endpoint local_;
  const TcpListenOptions options_;
  OnAccept on_accept_;
  std::uint64_t pauses_ = 0;
  IoWatch watch_;
  Timer resume_;
};

}  // namespace net
