// SPDX-License-Identifier: MIT
// WebServers: the listeners of [[listen]], [turn] tls_listen and [metrics], and the HTTP servers
// behind them. The fronts run on the thread "front", the HTTP server of the API on the thread
// "api", the one of the metrics on its own (MetricsServer). WebSocket and TURN connections go to
// the functions in WebServerParts. Main thread, except where "any thread" is written.
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
#include "daemon/web/metrics_server.hpp"
#include "net/acme_challenges.hpp"
#include "net/front.hpp"

namespace lecternd {

struct WebServerParts {
  api::Handler handler;
  // Of both, the first that is set gets the WebSockets. Front thread.
  std::function<void(std::unique_ptr<net::Stream>, net::WebSocketRequest, std::vector<std::byte>)>
      websocket_stream;
  std::function<void(base::UniqueFd, base::Endpoint client, base::Endpoint local, bool tls)>
      websocket;                                                                   // front thread
  std::function<void(std::unique_ptr<net::Stream>, std::vector<std::byte>)> turn;  // front thread
  std::function<api::Health()> health;                 // any thread; does not block
  std::function<std::string(bool tls)> policy_fields;  // front thread
  net::SharedChallenges challenges;
  std::shared_ptr<net::TlsContext> tls;  // null where no listener speaks TLS
  // [turn] tls_listen, with the ports that the relay has bound for DTLS.
  std::vector<base::Endpoint> turn_tls;
};

class WebServers {
 public:
  // Binds everything; nothing is accepted before start(). The references outlive this.
  static base::Result<std::unique_ptr<WebServers>> open(const config::Config& config,
                                                        WebServerParts parts, api::Pools pools,
                                                        const base::Log& log,
                                                        base::Metrics& metrics);
  ~WebServers();
  WebServers(const WebServers&) = delete;
  WebServers& operator=(const WebServers&) = delete;

  void start();
  // Call these in this order. stop_accepting() closes the listeners; stop_http() closes the HTTP
  // connections; finish() waits until the fronts have sent what other parts wrote last (half a
  // second at most) and joins the threads.
  void stop_accepting();
  void stop_http();
  void finish();

  void set_tls(const std::shared_ptr<net::TlsContext>& tls);  // any thread
  std::vector<base::Endpoint> bound() const;                  // in the order of config.listen
  std::vector<base::Endpoint> bound_turn_tls() const;
  std::optional<base::Endpoint> bound_metrics() const;
  std::vector<const net::EventLoop*> loops() const;

 private:
  WebServers(std::unique_ptr<net::EventLoop> front_loop, std::unique_ptr<net::EventLoop> api_loop)
      : front_thread_(std::move(front_loop)), api_thread_(std::move(api_loop)) {}
  base::Status open_http(api::Handler handler, api::Pools pools, const base::Log& log,
                         base::Metrics& metrics);
  base::Status open_fronts(const config::Config& config, WebServerParts& parts,
                           const base::Log& log, base::Metrics& metrics);

  // The loops come before the servers that run on them.
  mutable LoopThread front_thread_;
  mutable LoopThread api_thread_;
  std::unique_ptr<api::HttpServer> http_;
  std::unique_ptr<MetricsServer> metrics_;  // null without [metrics] listen
  std::unique_ptr<net::Front> front_;
  std::unique_ptr<net::Front> turn_front_;  // [turn] tls_listen: serves TURN only
};

}  // namespace lecternd
