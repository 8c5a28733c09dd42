// SPDX-License-Identifier: MIT
// MetricsServer: the listener of [metrics]. It has a thread "metrics" and a worker of its own, so
// that Prometheus and supervisors get their answers while strangers fill the threads and workers of
// the pages. Main thread.
#pragma once

#include <functional>
#include <memory>

#include "api/http_server.hpp"
#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "daemon/process/loop_thread.hpp"
#include "net/front.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

class MetricsServer {
 public:
  // Binds; nothing is accepted before start(). `health` runs on the thread "metrics" and does not
  // block. The log and the metrics outlive this.
  static base::Result<std::unique_ptr<MetricsServer>> open(const base::Endpoint& address,
                                                           std::function<api::Health()> health,
                                                           const base::Log& log,
                                                           base::Metrics& metrics);
  ~MetricsServer() { finish(); }
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  void start() { thread_.start(); }
  // Call these in this order: closes the listener; closes the connections and waits for the scrape
  // that runs; ends the thread.
  void stop_accepting();
  void stop_http();
  void finish() { thread_.join(); }

  base::Endpoint bound() const { return front_->bound().front(); }
  const net::EventLoop& loop() noexcept { return thread_.loop(); }

 private:
  explicit MetricsServer(std::unique_ptr<net::EventLoop> loop);

  // The loop and the worker come before the servers that use them.
  LoopThread thread_;
  net::WorkerPool worker_;
  std::unique_ptr<api::HttpServer> http_;
  std::unique_ptr<net::Front> front_;
};

}  // namespace lecternd
