// SPDX-License-Identifier: MIT
// HttpServer: libmicrohttpd in external epoll mode on an event loop. It takes connections from the
// front, reads requests within limits, asks the Handler and sends the response. A request that
// `quick` cannot answer goes to the worker pool or to the hash pool; its connection is suspended
// meanwhile. Loop thread, except for functions marked "any thread".
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "api/handler.hpp"
#include "api/http_server_pools.hpp"
#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"
#include "net/forwarded.hpp"

namespace api {

struct HttpLimits {
  std::string name = "api";  // the label `server` of the metrics
  // When all are taken, the connection that was idle longest gives way to a new one; it is chosen
  // from the network and site with most connections (base/fair_places.hpp).
  unsigned connections = 2048;
  // Of these, so many are kept for clients on this machine: health checks, a proxy, Prometheus.
  unsigned reserved = 64;
  // A site that holds more has its own idle connection give way. One address may be a school: some
  // hundred browsers that open up to six connections each while a page loads, most of them idle
  // afterwards. Half of the places leave room for a second school. Loopback is exempt, because a
  // proxy on this host brings every client.
  unsigned connections_per_site = 1024;
  std::size_t body_bytes = 64 * 1024;
  // libmicrohttpd's memory for a head: half of it is the buffer that the head is read into. The
  // rest holds 64 bytes for each field and argument of the query, and the head of the answer. The
  // front passes heads of 16 KiB with 100 fields and 64 arguments, without cookies. They fit in, so
  // that libmicrohttpd never refuses one by itself.
  std::size_t connection_memory = 64 * 1024;
  std::chrono::seconds head_time{30};              // from the last answer to the whole next head
  std::chrono::seconds body_time{30};              // for the whole body
  std::chrono::seconds send_time{600};             // for the whole answer
  std::chrono::milliseconds sweep_interval{5000};  // between two checks of the three above
  // A client that reads its answer for longer than this is as idle as others. Else slow readers
  // would hold their places for as long as an answer may take.
  std::chrono::seconds reading_time{10};
  // Without a byte in either direction. libmicrohttpd closes then without a word, so a slow request
  // has to reach one of the limits above before.
  std::chrono::seconds inactivity{60};
};

class HttpServer {
 public:
  // Loop thread, or before the loop runs. `loop`, the pools, `log` and `metrics` outlive this.
  static base::Result<std::unique_ptr<HttpServer>> open(net::EventLoop& loop, Pools pools,
                                                        Handler handler, HttpLimits limits,
                                                        const base::Log& log,
                                                        base::Metrics& metrics);
  ~HttpServer();  // calls stop(); nobody may call adopt() any more
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Any thread. Takes a plain descriptor that yields the whole request: a TCP connection or the end
  // of a bridge. `client` is the real client's address, `local` the address that it connected to.
  // Where `client` is one of `proxies`, X-Forwarded-For, -Proto and -Host count.
  void adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls,
             net::TrustedProxies proxies = {});

  // Answers 503 to the requests that wait for a worker and closes all connections. Idempotent. Loop
  // thread, or after the loop's end. Workers that still run a handler finish it; their responses
  // are dropped.
  void stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace api
