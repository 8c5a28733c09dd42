// SPDX-License-Identifier: MIT
#include "api/handler.hpp"

#include <array>
#include <exception>
#include <memory>

#include "api/bearer.hpp"
#include "api/branded_files.hpp"
#include "api/idempotency.hpp"
#include "api/older_stack.hpp"
#include "api/problem.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"
#include "base/websocket_path.hpp"

namespace api {
namespace {

// The first segments of the paths that are never a page of the web UI.
constexpr std::array<std::string_view, 6> kReserved{
    "/api", base::kWebSocketPath, "/livez", "/readyz", "/health", "/metrics"};

bool is_reserved(std::string_view path) noexcept {
  for (const std::string_view prefix : kReserved) {
    if (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/'))
      return true;
  }
  return false;
}

void add_rates(Response& response, const std::vector<Paid>& paid) {
  if (paid.empty()) return;
  response.with("RateLimit-Policy", print_rate_policies(paid))
      .with("RateLimit", print_rates_left(paid));
}

bool is_websocket(std::string_view path) noexcept {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path == base::kWebSocketPath;
}

// Adds the fields of the limits to the answer of a sink.
class PaidSink final : public BodySink {
 public:
  PaidSink(std::unique_ptr<BodySink> sink, std::vector<Paid> paid)
      : sink_(std::move(sink)), paid_(std::move(paid)) {}

  base::Result<void, Problem> take(std::string_view bytes) override { return sink_->take(bytes); }
  Answer finish() override {
    TRY(Response response, sink_->finish());
    add_rates(response, paid_);
    return response;
  }

 private:
  std::unique_ptr<BodySink> sink_;
  std::vector<Paid> paid_;
};

class Application {
 public:
  explicit Application(Dependencies dependencies)
      : d_(std::move(dependencies)), router_(routes()), headers_(d_.policy), files_(d_) {
    d_.started_at = d_.clock.now();
    while (d_.site.public_url.ends_with('/')) d_.site.public_url.pop_back();
  }

  std::variant<Response, Match> quick(const Request& request) const {
    Match match = router_.match(request.method, older_stack::own_path(request.path), request.body);
    if (!match.found()) return without_endpoint(request, match);
    if (match.runs != Runs::loop) return match;
    return work(request, match);
  }

  Response work(const Request& request, const Match& match) const {
    return guarded(request, match, [&] {
      return match.endpoint(d_, Call{request, match.parameters, match.needs});
    });
  }

  Response hash(const Request& request, const Match& match,
                const meetings::PasswordHasher& hasher) const {
    return guarded(request, match, [&] {
      return match.hashing(d_, Call{request, match.parameters, match.needs}, hasher);
    });
  }

  std::optional<Match> streams(const Request& request) const {
    if (!router_.may_stream(request.path)) return std::nullopt;
    Match match = router_.match(request.method, request.path);
    if (match.streaming == nullptr) return std::nullopt;
    return match;
  }

  base::Result<std::unique_ptr<BodySink>, Response> open(const Request& request,
                                                         const Match& match) const {
    std::vector<Paid> paid;
    OpenedSink opened = spend_and_open(request, match, paid);
    if (opened)
      return std::unique_ptr<BodySink>{
          std::make_unique<PaidSink>(std::move(*opened), std::move(paid))};
    Response response = to_response(opened.error());
    add_rates(response, paid);
    return base::failure(std::move(response));
  }

  void decorate(const Request& request, Response& response) const {
    headers_.apply(request, response);
    if (router_.may_stream(request.path)) add_tus_fields(d_, request, response);
  }

 private:
  Response without_endpoint(const Request& request, const Match& match) const {
    if (!match.allow.empty()) {
      if (request.method == Method::options) return headers_.preflight(request, match.allow);
      return to_response(method_not_allowed(match.allow));
    }
    // The front hands a new WebSocket connection to the signaling server. This request came on an
    // HTTP connection that was kept alive.
    if (is_websocket(request.path)) return to_response(upgrade_required());
    if (is_reserved(request.path)) return to_response(not_found());
    return page(request);
  }

  Response page(const Request& request) const {
    if (auto file = files_.serve(request)) return std::move(*file);
    if (request.method == Method::get || request.method == Method::head) {
      return to_response(not_found());
    }
    constexpr std::string_view kAllow = "GET, HEAD, OPTIONS";
    if (request.method == Method::options) return headers_.preflight(request, std::string{kAllow});
    return to_response(method_not_allowed(std::string{kAllow}));
  }

  OpenedSink spend_and_open(const Request& request, const Match& match,
                            std::vector<Paid>& paid) const {
    TRY(spend(d_, match.cost, request, paid));
    return match.streaming(d_, Call{request, match.parameters, match.needs});
  }

  template <class Ask>
  Response guarded(const Request& request, const Match& match, const Ask& ask) const {
    std::vector<Paid> paid;
    Response response = caught(request, [&]() -> Answer {
      TRY(spend(d_, match.cost, request, paid));
      return answer_once(d_, request, match, ask);
    });
    add_rates(response, paid);
    return response;
  }

  template <class Ask>
  Response caught(const Request& request, const Ask& ask) const {
    try {
      Answer answer = ask();
      return answer ? std::move(*answer) : to_response(answer.error());
    } catch (const std::exception& thrown) {
      // Memory ran out, or the program has a mistake: only this request fails.
      d_.log.error("request_failed",
                   {{"id", request.id}, {"path", request.path}, {"what", thrown.what()}});
      return to_response(internal_error());
    }
  }

  Dependencies d_;
  Router router_;
  PolicyHeaders headers_;
  BrandedFiles files_;
};

}  // namespace

Response Handler::stream(const Request& request, const Match& match) const {
  auto sink = open(request, match);
  if (!sink) return std::move(sink.error());
  if (!request.body.empty()) {
    if (const auto taken = (*sink)->take(request.body); !taken) return to_response(taken.error());
  }
  Answer answer = (*sink)->finish();
  return answer ? std::move(*answer) : to_response(answer.error());
}

Response Handler::operator()(const Request& request, const meetings::PasswordHasher* hasher) const {
  if (const auto match = streams ? streams(request) : std::nullopt) {
    Response response = stream(request, *match);
    decorate(request, response);
    return response;
  }
  auto routed = quick(request);
  const Match* match = std::get_if<Match>(&routed);
  Response response = match == nullptr ? std::get<Response>(std::move(routed))
                      : match->runs == Runs::hasher && hasher != nullptr
                          ? hash(request, *match, *hasher)
                          : work(request, *match);
  decorate(request, response);
  return response;
}

Handler make_handler(Dependencies dependencies) {
  const auto application = std::make_shared<const Application>(std::move(dependencies));
  return Handler{[application](const Request& request) { return application->quick(request); },
                 [application](const Request& request, const Match& match) {
                   return application->work(request, match);
                 },
                 [application](const Request& request, const Match& match,
                               const meetings::PasswordHasher& hasher) {
                   return application->hash(request, match, hasher);
                 },
                 [application](const Request& request, Response& response) {
                   application->decorate(request, response);
                 },
                 [application](const Request& request) { return application->streams(request); },
                 [application](const Request& request, const Match& match) {
                   return application->open(request, match);
                 }};
}

}  // namespace api
