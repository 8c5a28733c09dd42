// SPDX-License-Identifier: MIT
#include "api/handler.hpp"

#include <exception>
#include <memory>

#include "api/problem.hpp"
#include "api/routes.hpp"

namespace api {
namespace {

// The first segment of paths that are never a page of the web UI.
bool is_reserved(std::string_view path) noexcept {
  for (const std::string_view prefix :
       {"/api", "/ws", "/livez", "/readyz", "/health", "/metrics"}) {
    if (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/'))
      return true;
  }
  return false;
}

bool is_websocket(std::string_view path) noexcept { return path == "/ws" || path == "/ws/"; }

class Application {
 public:
  explicit Application(Dependencies dependencies)
      : d_(std::move(dependencies)), router_(routes()), headers_(d_.policy) {
    d_.started_at = d_.clock.now();
    while (d_.site.public_url.ends_with('/')) d_.site.public_url.pop_back();
  }

  std::optional<Response> quick(const Request& request) const {
    const Match match = router_.match(request.method, request.path);
    if (match.endpoint != nullptr && match.runs == Runs::worker) return std::nullopt;
    return answer(request, match);
  }

  Response full(const Request& request) const {
    return answer(request, router_.match(request.method, request.path));
  }

  void decorate(const Request& request, Response& response) const {
    headers_.apply(request, response);
  }

 private:
  Response answer(const Request& request, const Match& match) const {
    if (match.endpoint != nullptr) return call(match.endpoint, Call{request, match.parameters});
    if (!match.allow.empty()) {
      if (request.method == Method::options) return headers_.preflight(request, match.allow);
      return to_response(method_not_allowed(match.allow));
    }
    // A WebSocket opens on a connection of its own; here is only a request on an HTTP connection
    // kept alive.
    if (is_websocket(request.path)) return to_response(upgrade_required());
    if (is_reserved(request.path)) return to_response(not_found());
    return page(request);
  }

  Response page(const Request& request) const {
    if (auto file = d_.files.serve(request)) return std::move(*file);
    if (request.method == Method::get || request.method == Method::head) {
      return to_response(not_found());
    }
    constexpr std::string_view kAllow = "GET, HEAD, OPTIONS";
    if (request.method == Method::options) return headers_.preflight(request, std::string{kAllow});
    return to_response(method_not_allowed(std::string{kAllow}));
  }

  Response call(Endpoint endpoint, const Call& call) const {
    try {
      Answer answer = endpoint(d_, call);
      return answer ? std::move(*answer) : to_response(answer.error());
    } catch (
        const std::exception& thrown) {  // memory ran out, or a mistake of ours: this request only
      d_.log.error("request_failed",
                   {{"id", call.request.id}, {"path", call.request.path}, {"what", thrown.what()}});
      return to_response(internal_error());
    }
  }

  Dependencies d_;
  Router router_;
  PolicyHeaders headers_;
};

}  // namespace

Response Handler::operator()(const Request& request) const {
  Response response = full(request);
  decorate(request, response);
  return response;
}

Handler make_handler(Dependencies dependencies) {
  const auto application = std::make_shared<const Application>(std::move(dependencies));
  return Handler{[application](const Request& request) { return application->quick(request); },
                 [application](const Request& request) { return application->full(request); },
                 [application](const Request& request, Response& response) {
                   application->decorate(request, response);
                 }};
}

}  // namespace api
