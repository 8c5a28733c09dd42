// SPDX-License-Identifier: MIT
#include "daemon/web/metrics_server.hpp"

#include <utility>

#include "api/handler.hpp"
#include "api/policy.hpp"

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
  // A front of its own reads every request as strictly as that of the pages does.
  net::FrontLimits front_limits;
  front_limits.connections = front_limits.waiting = kConnections;
  front_limits.connections_per_address = kConnectionsPerSite;
  front_limits.reserved = kReserved;
  net::FrontSinks sinks;
  sinks.http = [http = server->http_.get()](base::UniqueFd fd, base::Endpoint client,
                                            base::Endpoint local, bool tls, net::TrustedProxies) {
    http->adopt(std::move(fd), client, local, tls);
  };
  sinks.policy_fields = [fields = api::PolicyHeaders{api::Policy{}}.lines(false)](bool) {
    return fields;
  };
  auto front = net::Front::open(server->thread_.loop(), {{address}}, nullptr, std::move(sinks), log,
                                metrics, front_limits);
  if (!front)
    return base::failure(base::Error{front.error().code, "[metrics] listen " + front.error().what});
  server->front_ = std::move(*front);
  return server;
}

void MetricsServer::stop_accepting() {
  thread_.run_there([this] { front_->stop_accepting(); });
}

void MetricsServer::stop_http() {
  thread_.run_there([this] { http_->stop(); });
  worker_.stop();
}

}  // namespace lecternd
