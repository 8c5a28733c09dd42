// SPDX-License-Identifier: MIT
// The [metrics] listener's handler. It has no sign-in: the configuration keeps it on loopback or
// behind a firewall.
#include <memory>

#include "api/handler.hpp"
#include "api/problem.hpp"

namespace api {
namespace {

bool names(std::string_view path, std::string_view wanted) noexcept {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path == wanted;
}

Response answer(const base::Metrics& metrics, const Request& request) {
  const bool scrape = names(request.path, "/metrics");
  if (!scrape && !names(request.path, "/livez")) return to_response(not_found());
  if (request.method != Method::get && request.method != Method::head) {
    return to_response(method_not_allowed("GET, HEAD"));
  }
  if (!scrape) return text_response(200, "ok\n");
  Response response{200, {}, std::make_shared<const std::string>(metrics.print_prometheus())};
  response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
      .with("Cache-Control", "no-store");
  return response;
}

}  // namespace

Handler make_metrics_handler(const base::Metrics& metrics) {
  const auto headers = std::make_shared<const PolicyHeaders>(Policy{});
  return Handler{
      // Reading the series may ask other threads, so a worker answers every request.
      [](const Request&) -> std::variant<Response, Match> { return Match{}; },
      [&metrics](const Request& request, const Match&) { return answer(metrics, request); },
      {},
      [headers](const Request& request, Response& response) { headers->apply(request, response); }};
}

}  // namespace api
