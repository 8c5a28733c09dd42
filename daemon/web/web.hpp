// SPDX-License-Identifier: MIT
// Web: the listeners and the HTTP side behind them: the front on its thread, the API's and the
// metrics' HTTP servers on theirs. WebSocket and TURN connections go on to the functions given.
// Made, started and stopped by the main thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "api/handler.hpp"
#include "api/http_server.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "config/config.hpp"
#include "daemon/process/loop_thread.hpp"
#include "net/front.hpp"
#include "net/tcp_listener.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

struct WebParts {
  api::Handler handler;
  std::function<void(base::UniqueFd, base::Endpoint client, base::Endpoint local, bool tls)>
      websocket;                                                                   // front thread
  std::function<void(std::unique_ptr<net::Stream>, std::vector<std::byte>)> turn;  // front thread
  std::shared_ptr<net::TlsContext> tls;  // null where no listener wants it
  std::vector<base::Endpoint>
      turn_tls;  // [turn] tls_listen, with the ports that DTLS has taken already
};

class Web {
 public:
  // Binds everything; nothing is accepted before start(). The references outlive this.
  static base::Result<std::unique_ptr<Web>> open(const config::Config& config, WebParts parts,
                                                 net::WorkerPool& workers, const base::Log& log,
                                                 base::Metrics& metrics);
  ~Web();
  Web(const Web&) = delete;
  Web& operator=(const Web&) = delete;

  void start();
  // In this order: no new connections; the HTTP connections closed; what other parts still send
  // out, then the threads' end.
  void stop_accepting();
  void stop_http();
  void finish();

  void set_tls(const std::shared_ptr<net::TlsContext>& tls);  // any thread
  std::vector<base::Endpoint> bound() const;                  // in the order of config.listen
  std::vector<base::Endpoint> bound_turn_tls() const;
  std::optional<base::Endpoint> bound_metrics() const;
  std::vector<const net::EventLoop*> loops() const;

 private:
  Web(std::unique_ptr<net::EventLoop> front_loop, std::unique_ptr<net::EventLoop> api_loop)
      : front_thread_(std::move(front_loop)), api_thread_(std::move(api_loop)) {}
  base::Status open_http(api::Handler handler, net::WorkerPool& workers, const base::Log& log,
                         base::Metrics& metrics);
  base::Status open_metrics(const base::Endpoint& address, net::WorkerPool& workers,
                            const base::Log& log, base::Metrics& metrics);
  base::Status open_fronts(const config::Config& config, WebParts& parts, const base::Log& log,
                           base::Metrics& metrics);

  // The loops before what runs on them.
  mutable LoopThread front_thread_;
  mutable LoopThread api_thread_;
  std::unique_ptr<api::HttpServer> http_;
  std::unique_ptr<api::HttpServer> metrics_http_;
  std::unique_ptr<net::TcpListener> metrics_listener_;
  std::optional<base::Endpoint> metrics_address_;
  std::unique_ptr<net::Front> front_;
  std::unique_ptr<net::Front> turn_front_;  // [turn] tls_listen: nothing but TURN
};

}  // namespace lecternd
