// SPDX-License-Identifier: MIT
// Handler: a request's way to its answer. Pure functions; which thread they may run on is said at
// each. The HTTP server knows nothing else of the API.
#pragma once

#include <functional>
#include <optional>

#include "api/dependencies.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "base/metrics.hpp"

namespace api {

struct Handler {
  // The answers that need neither store nor password hash: files of the web UI, /livez, 404, 405,
  // OPTIONS. nullopt: ask `full`. Does not block; any thread.
  std::function<std::optional<Response>(const Request&)> quick;
  // Every answer. May block: worker threads only.
  std::function<Response(const Request&)> full;
  // Adds what every response carries (secure headers, CORS, X-Request-Id), also one that the server
  // itself made. Any thread.
  std::function<void(const Request&, Response&)> decorate;

  // full and decorate in one: what a client would see.
  Response operator()(const Request& request) const;
};

// The web UI and /api (docs/api.md). Copies share one router; the handlers live as long as a copy.
Handler make_handler(Dependencies dependencies);

// The [metrics] listener: GET /metrics (Prometheus text 0.0.4) and /livez.
Handler make_metrics_handler(const base::Metrics& metrics);

}  // namespace api
