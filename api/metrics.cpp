// SPDX-License-Identifier: MIT
// The [metrics] listener's handler. It has no sign-in: the configuration keeps it on loopback or
// behind a firewall.
#include <functional>
#include <memory>
#include <utility>

#include "api/handler.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"

namespace api {
namespace {

bool names(std::string_view path, std::string_view wanted) noexcept {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path == wanted;
}

enum class Page { none, livez, readyz, metrics };

Page page_of(std::string_view path) noexcept {
  if (names(path, "/metrics")) return Page::metrics;
  if (names(path, "/livez")) return Page::livez;
  return names(path, "/readyz") ? Page::readyz : Page::none;
}

Response scrape(const base::Metrics& metrics) {
  Response response{200, {}, std::make_shared<const std::string>(metrics.print_prometheus())};
  response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
      .with("Cache-Control", "no-store");
  return response;
}

// Health does not wait for the thread that answers scrapes.
std::variant<Response, Match> route(const std::function<Health()>& health, const Request& request) {
  const Page page = page_of(request.path);
  if (page == Page::none) return to_response(not_found());
  if (request.method != Method::get && request.method != Method::head)
    return to_response(method_not_allowed("GET, HEAD"));
  if (page == Page::livez) return livez();
  if (page == Page::readyz) return readyz(health());
  return Match{};
}

}  // namespace

Handler make_metrics_handler(const base::Metrics& metrics, std::function<Health()> health) {
  const auto headers = std::make_shared<const PolicyHeaders>(Policy{});
  return Handler{
      [health = std::move(health)](const Request& request) { return route(health, request); },
      // Reading the series may ask other threads, so a worker answers.
      [&metrics](const Request&, const Match&) { return scrape(metrics); },
      {},
      [headers](const Request& request, Response& response) { headers->apply(request, response); }};
}

}  // namespace api
