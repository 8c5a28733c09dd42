// SPDX-License-Identifier: MIT
#include "daemon/web/web.hpp"

#include <chrono>

#include "net/sockaddr.hpp"

namespace lecternd {

using base::failure;

base::Result<std::unique_ptr<Web>> Web::open(const config::Config& config, WebParts parts,
                                             net::WorkerPool& workers, const base::Log& log,
                                             base::Metrics& metrics) {
  auto front_loop = net::EventLoop::open("front");
  if (!front_loop) return failure(front_loop.error());
  auto api_loop = net::EventLoop::open("api");
  if (!api_loop) return failure(api_loop.error());
  std::unique_ptr<Web> web{new Web(std::move(*front_loop), std::move(*api_loop))};
  if (auto opened = web->open_http(parts.handler, workers, log, metrics); !opened)
    return failure(opened.error());
  if (config.metrics.listen) {
    if (auto opened = web->open_metrics(*config.metrics.listen, workers, log, metrics); !opened)
      return failure(opened.error());
  }
  if (auto opened = web->open_fronts(config, parts, log, metrics); !opened)
    return failure(opened.error());
  return web;
}

base::Status Web::open_http(api::Handler handler, net::WorkerPool& workers, const base::Log& log,
                            base::Metrics& metrics) {
  auto http =
      api::HttpServer::open(api_thread_.loop(), workers, std::move(handler), {}, log, metrics);
  if (!http) return failure(http.error());
  http_ = std::move(*http);
  return {};
}

base::Status Web::open_metrics(const base::Endpoint& address, net::WorkerPool& workers,
                               const base::Log& log, base::Metrics& metrics) {
  api::HttpLimits limits;
  limits.name = "metrics";
  limits.connections = 64;
  auto http = api::HttpServer::open(api_thread_.loop(), workers, api::make_metrics_handler(metrics),
                                    limits, log, metrics);
  if (!http) return failure(http.error());
  metrics_http_ = std::move(*http);
  net::TcpListenOptions options;
  options.v6_only = false;
  auto listener = net::TcpListener::open(
      api_thread_.loop(), address, options, [this](base::UniqueFd fd, base::Endpoint peer) {
        const base::Endpoint local = net::local_endpoint(fd.get());
        metrics_http_->adopt(std::move(fd), peer, local, false);
      });
  if (!listener)
    return failure(base::Error{listener.error().code, "[metrics] listen " + address.print() + ": " +
                                                          listener.error().what});
  metrics_listener_ = std::move(*listener);
  metrics_address_ = metrics_listener_->local();
  return {};
}

base::Status Web::open_fronts(const config::Config& config, WebParts& parts, const base::Log& log,
                              base::Metrics& metrics) {
  std::vector<net::FrontListener> listeners;
  for (const config::Listener& l : config.listen) {
    listeners.push_back(
        {l.address, l.tls, l.redirect_to_https, l.proxy_protocol, l.trusted_proxies});
  }
  net::FrontSinks sinks;
  sinks.turn = parts.turn;
  sinks.websocket = parts.websocket;
  sinks.http = [this](base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls) {
    http_->adopt(std::move(fd), client, local, tls);
  };
  auto front =
      net::Front::open(front_thread_.loop(), std::move(listeners), parts.tls, sinks, log, metrics);
  if (!front) return failure(base::Error{front.error().code, "[[listen]] " + front.error().what});
  front_ = std::move(*front);
  if (parts.turn_tls.empty()) return {};

  std::vector<net::FrontListener> turn_listeners;
  for (const base::Endpoint& address : parts.turn_tls)
    turn_listeners.push_back({address, true, false, false});
  // Whoever speaks something else than TURN here is hung up on.
  sinks.websocket = sinks.http = [](base::UniqueFd, base::Endpoint, base::Endpoint, bool) {};
  auto turn_front = net::Front::open(front_thread_.loop(), std::move(turn_listeners), parts.tls,
                                     sinks, log, metrics);
  if (!turn_front)
    return failure(
        base::Error{turn_front.error().code, "[turn] tls_listen " + turn_front.error().what});
  turn_front_ = std::move(*turn_front);
  return {};
}

Web::~Web() { finish(); }

void Web::start() {
  api_thread_.start();
  front_thread_.start();
}

void Web::stop_accepting() {
  front_thread_.run_there([this] {
    if (front_) front_->stop_accepting();
    if (turn_front_) turn_front_->stop_accepting();
  });
  api_thread_.run_there([this] { metrics_listener_.reset(); });
}

void Web::stop_http() {
  api_thread_.run_there([this] {
    if (http_) http_->stop();
    if (metrics_http_) metrics_http_->stop();
  });
}

void Web::finish() {
  // The front still pumps last words (close frames, answers) of connections that others have closed
  // on their side.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{500};
  const auto busy = [this] {
    return (front_ && front_->connections() > 0) || (turn_front_ && turn_front_->connections() > 0);
  };
  while (busy() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  front_thread_.join();
  api_thread_.join();
}

void Web::set_tls(const std::shared_ptr<net::TlsContext>& tls) {
  if (front_) front_->set_tls(tls);
  if (turn_front_) turn_front_->set_tls(tls);
}

std::vector<base::Endpoint> Web::bound() const { return front_->bound(); }
std::vector<base::Endpoint> Web::bound_turn_tls() const {
  return turn_front_ ? turn_front_->bound() : std::vector<base::Endpoint>{};
}
std::optional<base::Endpoint> Web::bound_metrics() const { return metrics_address_; }
std::vector<const net::EventLoop*> Web::loops() const {
  return {&front_thread_.loop(), &api_thread_.loop()};
}

}  // namespace lecternd
