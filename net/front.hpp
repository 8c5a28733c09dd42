// SPDX-License-Identifier: MIT
// Front: the listeners of [[listen]]. Accepts, reads PROXY v2, ends TLS, tells TURN, WebSocket and
// HTTP apart by the first bytes, holds a connection until its request head is whole, and hands it
// to a sink. Runs on its loop's thread; open() before run(), destruction after it; set_tls() and
// connections(): any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"

namespace net {

// Where connections go; called on the front's thread. A sink that throws ends the process: they
// must not.
struct FrontSinks {
  // TURN over TCP or TLS, with the bytes already read from it.
  std::function<void(std::unique_ptr<Stream>, std::vector<std::byte> first)> turn;
  // A plain descriptor from which the whole request can be read: the TCP one, or the far end of a
  // bridge that the front pumps to the TLS connection. `client` is the real client also behind a
  // proxy; `local` where it connected to.
  std::function<void(base::UniqueFd plain, Endpoint client, Endpoint local, bool tls)> websocket,
      http;
};

struct FrontListener {
  Endpoint address;  // an IPv6 wildcard takes IPv4 too, unless an IPv4 listener has the same port
  bool tls = false;
  bool redirect_to_https = false;  // plain: answers 301, except below /.well-known/acme-challenge/
  bool proxy_protocol = false;     // every connection begins with a PROXY v2 header
  // From whom: others are closed. Empty: this host's own.
  std::vector<base::Cidr> trusted_proxies = {};
};

struct FrontLimits {
  std::size_t connections = 20000;  // in the front's hands: TLS ones as long as they live, TURN too
  std::size_t connections_per_address = 2048;  // IPv6: per /64; a school is one address
  bool exempt_loopback = true;  // from the limit per address: a proxy on this host brings everybody
  std::chrono::milliseconds handshake_timeout{10000};  // PROXY header and TLS handshake
  std::chrono::milliseconds head_timeout{10000};       // from there to the whole head
  std::size_t head_bytes = 16384;
  std::chrono::milliseconds stall_timeout{
      60000};  // a TLS client that takes nothing of what waits for it
};

class Front {
 public:
  // Fails by naming the listener that cannot start. `tls` may be null where no listener wants it.
  static base::Result<std::unique_ptr<Front>> open(EventLoop& loop,
                                                   std::vector<FrontListener> listeners,
                                                   std::shared_ptr<TlsContext> tls,
                                                   FrontSinks sinks, const base::Log& log,
                                                   base::Metrics& metrics, FrontLimits limits = {});
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  // In the order of the listeners, with the ports that the kernel chose.
  std::vector<Endpoint> bound() const;
  // New connections get the new certificate; old ones go on.
  void set_tls(std::shared_ptr<TlsContext> tls);
  // Stops accepting; connections in progress go on. Loop thread.
  void stop_accepting();
  std::size_t connections() const noexcept;

 private:
  class Impl;
  explicit Front(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
