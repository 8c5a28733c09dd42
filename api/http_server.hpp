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

#include "api/handler.hpp"
#include "api/http_server_pools.hpp"
#include "base/endpoint.hpp"
#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"

namespace api {

struct HttpLimits {
  std::string name = "api";  // the label `server` of the metrics
  unsigned connections = 2048;
  // IPv6: per /64. Loopback is exempt, because a proxy on this host brings every client.
  unsigned connections_per_address = 256;
  std::size_t body_bytes = 64 * 1024;
  std::size_t connection_memory = 64 * 1024;       // a longer head is refused with 431
  std::chrono::seconds inactivity{30};             // without a byte in either direction
  std::chrono::seconds head_time{60};              // from the last answer to the whole next head
  std::chrono::seconds body_time{30};              // for the whole body
  std::chrono::seconds send_time{600};             // for the whole answer
  std::chrono::milliseconds sweep_interval{5000};  // between two checks of the three above
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
  void adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls);

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
