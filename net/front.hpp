// SPDX-License-Identifier: MIT
// Front: the listeners of [[listen]]. Accepts connections, reads PROXY v2 headers, terminates TLS,
// and distinguishes TURN, WebSocket and HTTP by the first bytes. It keeps an HTTP connection until
// the request head is complete, then hands it to a sink. When places or descriptors run out, it
// ends one connection for another (FrontLimits). Runs on its loop's thread; call open()
// before run() and destroy the front afterwards. set_tls() and connections(): any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "net/descriptor_ceiling.hpp"
#include "net/event_loop.hpp"
#include "net/forwarded.hpp"
#include "net/stream.hpp"
#include "net/tls_context.hpp"
#include "net/websocket_handshake.hpp"

namespace net {

// The receivers of connections, called on the front's thread. A sink must not throw: an exception
// ends the process.
struct FrontSinks {
  // TURN over TCP or TLS. `first` are the bytes that the front has already read.
  std::function<void(std::unique_ptr<Stream>, std::vector<std::byte> first)> turn;
  // A WebSocket whose handshake the front has checked and not answered. `first` are the client's
  // bytes behind it. Null: websocket() gets it.
  std::function<void(std::unique_ptr<Stream>, WebSocketRequest, std::vector<std::byte> first)>
      websocket_stream;
  // A plain descriptor from which the whole request can be read: the far end of a bridge to the TCP
  // or TLS connection. `client` is the real client, also behind a proxy;
  // `local` is the address that it connected to.
  std::function<void(base::UniqueFd plain, Endpoint client, Endpoint local, bool tls)> websocket;
  // `proxies` may say in each request who the client is (net/forwarded.hpp).
  std::function<void(base::UniqueFd plain, Endpoint client, Endpoint local, bool tls,
                     TrustedProxies proxies)>
      http;
  // The key authorization of the ACME challenge http-01 with this token (RFC 8555 section 8.3). The
  // front answers every request for a challenge itself: by 404 where this is null or knows none.
  std::function<std::optional<std::string>(std::string_view token)> challenge;
  // The header lines, each with its CRLF, that belong on every HTTP response (security policy).
  // Null: none. Front thread.
  std::function<std::string(bool tls)> policy_fields;
};

struct FrontListener {
  Endpoint address;  // an IPv6 wildcard takes IPv4 too, unless an IPv4 listener has the same port
  bool tls = false;
  bool redirect_to_https = false;  // plain: answers 301, except for ACME challenges
  bool proxy_protocol = false;     // every connection begins with a PROXY v2 header
  // Only these may connect where proxy_protocol is on. Empty: only this host.
  std::vector<base::Cidr> trusted_proxies = {};
  // Where the client is one of them, X-Forwarded-For, -Proto and -Host count, and no share of one
  // address bounds its connections, because it brings everybody's. Null: nobody.
  TrustedProxies http_proxies = {};
  // Where redirects lead, "https://meet.example.org". Empty: to the host that the client asked for.
  std::string https_origin = {};
};

// When the places of `waiting` or `connections` run out, a connection gives way: that of the
// network with most places there, see base::FairPlaces. A connection that is served never gives way
// to one that has not shown a request. The relay bounds the TURN connections.
struct FrontLimits {
  // HTTP and WebSocket connections that are served; the one that moved no byte for longest gives
  // way.
  std::size_t connections = 20000;
  // Connections that have not shown a request; the one that has waited longest gives way. In the
  // middle of a TLS handshake OpenSSL needs 45 KiB for each.
  std::size_t waiting = 2048;
  // So many places of both are kept for clients on this machine: health checks, a local proxy.
  std::size_t reserved = 64;
  std::size_t connections_per_address = 2048;  // per site(); a school is one address
  // Loopback has no limit per address: a proxy on this host forwards everybody's connections.
  bool exempt_loopback = true;
  std::chrono::milliseconds handshake_timeout{10000};  // PROXY header and TLS handshake
  std::chrono::milliseconds head_timeout{10000};       // from there to the end of the head
  std::size_t head_bytes = 16384;
  // The front takes no descriptor of this number or a higher one, once it runs: another connection
  // gives way before, so that these are left for other parts of the process.
  int descriptor_ceiling = kNoCeiling;
  // A client that takes none of its waiting bytes for this long is disconnected.
  std::chrono::milliseconds stall_timeout{60000};
};

class Front {
 public:
  // The error names the listener that cannot start. `tls` may be null where no listener uses TLS.
  static base::Result<std::unique_ptr<Front>> open(EventLoop& loop,
                                                   std::vector<FrontListener> listeners,
                                                   std::shared_ptr<TlsContext> tls,
                                                   FrontSinks sinks, const base::Log& log,
                                                   base::Metrics& metrics, FrontLimits limits = {});
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  // The bound addresses in the order of the listeners, with the ports that the kernel chose.
  std::vector<Endpoint> bound() const;
  // New connections get the new certificate; existing connections continue.
  void set_tls(std::shared_ptr<TlsContext> tls);
  // Stops accepting; existing connections continue. Loop thread.
  void stop_accepting();
  std::size_t connections() const noexcept;

 private:
  class Impl;
  explicit Front(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
