// SPDX-License-Identifier: MIT
#include "daemon/web/metrics_server.hpp"

#include <utility>

#include "api/handler.hpp"
#include "net/sockaddr.hpp"

namespace lecternd {
namespace {

// Each connection waits for one scrape at most, so the worker's queue never refuses one.
constexpr unsigned kConnections = 64;
constexpr unsigned kReserved = 8;  // for clients on this machine
constexpr unsigned kConnectionsPerSite = 32;

}  // namespace

MetricsServer::MetricsServer(std::unique_ptr<net::EventLoop> loop)
    : thread_(std::move(loop)), worker_(1, kConnections) {}

base::Result<std::unique_ptr<MetricsServer>> MetricsServer::open(
    const base::Endpoint& address, std::function<api::Health()> health, const base::Log& log,
    base::Metrics& metrics) {
  TRY(auto loop, net::EventLoop::open("metrics"));
  std::unique_ptr<MetricsServer> server{new MetricsServer(std::move(loop))};
  api::HttpLimits limits;
  limits.name = "metrics";
  limits.connections = kConnections;
  limits.reserved = kReserved;
  limits.connections_per_site = kConnectionsPerSite;
  TRY(server->http_, api::HttpServer::open(server->thread_.loop(), {server->worker_},
                                           api::make_metrics_handler(metrics, std::move(health)),
                                           limits, log, metrics));
  net::TcpListenOptions options;
  options.v6_only = false;
  auto listener =
      net::TcpListener::open(server->thread_.loop(), address, options,
                             [http = server->http_.get()](base::UniqueFd fd, base::Endpoint peer) {
                               const base::Endpoint local = net::local_endpoint(fd.get());
                               http->adopt(std::move(fd), peer, local, false);
                             });
  if (!listener)
    return base::failure(base::Error{listener.error().code, "[metrics] listen " + address.print() +
                                                                ": " + listener.error().what});
  server->listener_ = std::move(*listener);
  server->bound_ = server->listener_->local();
  return server;
}

void MetricsServer::stop_accepting() {
  thread_.run_there([this] { listener_.reset(); });
}

void MetricsServer::stop_http() {
  thread_.run_there([this] { http_->stop(); });
  worker_.stop();
}

}  // namespace lecternd
