// SPDX-License-Identifier: MIT
// Handler: the functions that turn a request into a response. They are pure; each says on which
// thread it may run. The HTTP server knows nothing else of the API.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "api/dependencies.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "api/router.hpp"
#include "base/metrics.hpp"

namespace api {

struct Handler {
  // Routes the request. Answers it at once if that needs neither the store nor a password hash
  // (files of the web UI, health, 404, 405, OPTIONS); otherwise returns the route, whose `runs`
  // says whether `work` or `hash` answers. Does not block; any thread.
  std::function<std::variant<Response, Match>(const Request&)> quick;
  // Answers the request that `quick` routed. May block: worker threads only.
  std::function<Response(const Request&, const Match&)> work;
  // Answers the request that `quick` routed to the hash pool. Blocks: jobs of the hash pool only,
  // because nobody else has a hasher. May be empty where no route hashes.
  std::function<Response(const Request&, const Match&, const meetings::PasswordHasher&)> hash;
  // Adds the headers that every response carries (secure headers, CORS, X-Request-Id), also to a
  // response that the server itself made. Any thread.
  std::function<void(const Request&, Response&)> decorate;
  // The route of a request whose body goes to a sink, by its head alone; nullopt for every other
  // request. Does not block; any thread. May be empty where no route streams.
  std::function<std::optional<Match>(const Request&)> streams{};
  // Makes the sink, or answers at once. May block: worker threads only.
  std::function<base::Result<std::unique_ptr<BodySink>, Response>(const Request&, const Match&)>
      open{};

  // All of them in order: the response that a client would see. `hasher` may be null where no route
  // hashes.
  Response operator()(const Request& request,
                      const meetings::PasswordHasher* hasher = nullptr) const;

 private:
  // Gives the whole body to the sink of a streaming route.
  Response stream(const Request& request, const Match& match) const;
};

// Serves the web UI and /api (docs/api.md). Copies of the handler share one router.
Handler make_handler(Dependencies dependencies);

// Serves the [metrics] listener: GET /metrics (Prometheus text 0.0.4), /livez and /readyz. `health`
// is as in Dependencies.
Handler make_metrics_handler(const base::Metrics& metrics, std::function<Health()> health);

}  // namespace api
