// SPDX-License-Identifier: MIT
#include "daemon/web/web_servers.hpp"

#include <chrono>

#include "daemon/address_limits.hpp"
#include "daemon/process/machine.hpp"

namespace lecternd {

using base::failure;

namespace {

// A listener without proxy_protocol names its reverse proxies, which speak HTTP.
net::TrustedProxies http_proxies(const config::Listener& listener) {
  if (listener.proxy_protocol || listener.trusted_proxies.empty()) return nullptr;
  return std::make_shared<const std::vector<base::Cidr>>(listener.trusted_proxies);
}

}  // namespace

base::Result<std::unique_ptr<WebServers>> WebServers::open(const config::Config& config,
                                                           WebServerParts parts, api::Pools pools,
                                                           const base::Log& log,
                                                           base::Metrics& metrics) {
  TRY(auto front_loop, net::EventLoop::open("front"));
  TRY(auto api_loop, net::EventLoop::open("api"));
  std::unique_ptr<WebServers> web{new WebServers(std::move(front_loop), std::move(api_loop))};
  TRY(web->open_http(parts.handler, pools, log, metrics));
  if (config.metrics.listen) {
    TRY(web->metrics_, MetricsServer::open(*config.metrics.listen, parts.health, log, metrics));
  }
  TRY(web->open_fronts(config, parts, log, metrics));
  return web;
}

base::Status WebServers::open_http(api::Handler handler, api::Pools pools, const base::Log& log,
                                   base::Metrics& metrics) {
  TRY(http_,
      api::HttpServer::open(api_thread_.loop(), pools, std::move(handler), {}, log, metrics));
  return {};
}

base::Status WebServers::open_fronts(const config::Config& config, WebServerParts& parts,
                                     const base::Log& log, base::Metrics& metrics) {
  std::vector<net::FrontListener> listeners;
  const std::string& url = config.site.public_url;
  const std::string https_origin = url.starts_with("https://") ? url : std::string{};
  for (const config::Listener& l : config.listen) {
    listeners.push_back({l.address, l.tls, l.redirect_to_https, l.proxy_protocol, l.trusted_proxies,
                         http_proxies(l), https_origin});
  }
  net::FrontSinks sinks;
  sinks.turn = parts.turn;
  sinks.websocket_stream = parts.websocket_stream;
  sinks.websocket = parts.websocket;
  sinks.policy_fields = parts.policy_fields;
  sinks.challenge = [challenges = parts.challenges](std::string_view token) {
    return challenges->key_authorization(token);
  };
  sinks.http = [this](base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls,
                      net::TrustedProxies proxies) {
    http_->adopt(std::move(fd), client, local, tls, std::move(proxies));
  };
  // The listener of [metrics] has no such limit: it is what the other descriptors are kept for.
  net::FrontLimits limits;
  limits.descriptor_ceiling = descriptor_ceiling(descriptor_limit());
  limits.connections_per_address = places_per_address(config.limits);
  auto front = net::Front::open(front_thread_.loop(), std::move(listeners), parts.tls, sinks, log,
                                metrics, limits);
  if (!front) return failure(base::Error{front.error().code, "[[listen]] " + front.error().what});
  front_ = std::move(*front);
  if (parts.turn_tls.empty()) return {};

  std::vector<net::FrontListener> turn_listeners;
  for (const base::Endpoint& address : parts.turn_tls)
    turn_listeners.push_back({address, true, false, false});
  // Close a connection that does not speak TURN.
  sinks.websocket_stream = {};
  sinks.websocket = [](base::UniqueFd, base::Endpoint, base::Endpoint, bool) {};
  sinks.http = [](base::UniqueFd, base::Endpoint, base::Endpoint, bool, net::TrustedProxies) {};
  auto turn_front = net::Front::open(front_thread_.loop(), std::move(turn_listeners), parts.tls,
                                     sinks, log, metrics, limits);
  if (!turn_front)
    return failure(
        base::Error{turn_front.error().code, "[turn] tls_listen " + turn_front.error().what});
  turn_front_ = std::move(*turn_front);
  return {};
}

WebServers::~WebServers() { finish(); }

void WebServers::start() {
  if (metrics_) metrics_->start();
  api_thread_.start();
  front_thread_.start();
}

void WebServers::stop_accepting() {
  front_thread_.run_there([this] {
    if (front_) front_->stop_accepting();
    if (turn_front_) turn_front_->stop_accepting();
  });
  if (metrics_) metrics_->stop_accepting();
}

void WebServers::stop_http() {
  api_thread_.run_there([this] {
    if (http_) http_->stop();
  });
  if (metrics_) metrics_->stop_http();
}

void WebServers::finish() {
  // The front still sends the last bytes (close frames, answers) of connections that other parts
  // have closed on their side.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{500};
  const auto busy = [this] {
    return (front_ && front_->connections() > 0) || (turn_front_ && turn_front_->connections() > 0);
  };
  while (busy() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  front_thread_.join();
  api_thread_.join();
  if (metrics_) metrics_->finish();
}

void WebServers::set_tls(const std::shared_ptr<net::TlsContext>& tls) {
  if (front_) front_->set_tls(tls);
  if (turn_front_) turn_front_->set_tls(tls);
}

std::vector<base::Endpoint> WebServers::bound() const { return front_->bound(); }
std::vector<base::Endpoint> WebServers::bound_turn_tls() const {
  return turn_front_ ? turn_front_->bound() : std::vector<base::Endpoint>{};
}
std::optional<base::Endpoint> WebServers::bound_metrics() const {
  return metrics_ ? std::optional{metrics_->bound()} : std::nullopt;
}
std::vector<const net::EventLoop*> WebServers::loops() const {
  std::vector<const net::EventLoop*> loops{&front_thread_.loop(), &api_thread_.loop()};
  if (metrics_) loops.push_back(&metrics_->loop());
  return loops;
}

}  // namespace lecternd
