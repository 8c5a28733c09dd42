// SPDX-License-Identifier: MIT
#include "daemon/web/web_unit.hpp"

#include <algorithm>
#include <utility>

#include "base/version.hpp"
#include "daemon/address_limits.hpp"
#include "daemon/process/machine.hpp"
#include "daemon/web/webui.hpp"
#include "signaling/schema.hpp"

namespace lecternd {
namespace {

// The link lies in the logs of package managers and containers: it must not work for long.
constexpr std::chrono::hours kFirstAdminLink{24};

}  // namespace

WebUnit::WebUnit(Foundation& foundation, Parts parts)
    : foundation_(foundation),
      parts_(std::move(parts)),
      limits_(request_rates(foundation.config().limits)),
      tls_(parts_.tls),
      admission_(std::make_unique<Admission>(parts_.domain.authentication, parts_.domain.meetings,
                                             parts_.domain.moderation, parts_.domain.join_requests,
                                             api::Pools{foundation.workers, &foundation.hashing},
                                             foundation.log)) {}

base::Result<std::unique_ptr<WebUnit>> WebUnit::open(Foundation& foundation, Parts parts) {
  std::unique_ptr<WebUnit> unit{new WebUnit(foundation, std::move(parts))};
  TRY(unit->open_signaling());
  TRY(unit->files_, load_webui(foundation.config(), foundation.process.program, foundation.log));
  TRY(unit->open_servers());
  // Last, because a subscription cannot be taken back.
  unit->parts_.domain.events.subscribe(
      [ws = unit->ws_.get()](const meetings::Event& event) { ws->on_event(event); });
  foundation.metrics.gauge_reader(
      "lectern_certificate_expiry_seconds",
      "When the TLS certificate expires, in Unix seconds; 0 without one.", [self = unit.get()] {
        const auto tls = self->certificate();
        return tls ? static_cast<double>(base::unix_seconds(tls->expires())) : 0.0;
      });
  foundation.metrics.counter_reader(
      "lectern_seats_refused_total", "Admissions refused because the meeting was full.",
      [&holds = unit->parts_.domain.holds] { return static_cast<double>(holds.refused()); });
  foundation.metrics.counter_reader(
      "lectern_seats_gave_way_total", "Seats that were only held and gave way to somebody else.",
      [&holds = unit->parts_.domain.holds] { return static_cast<double>(holds.gave_way()); });
  unit->count_refusals();
  unit->count_ratings();
  return unit;
}

void WebUnit::count_ratings() {
  for (const meetings::Rating rating : meetings::kRatings) {
    foundation_.metrics.counter_reader(
        "lectern_connection_ratings_total",
        "How people found the connection when they left a meeting, by rating.",
        [this, rating] { return static_cast<double>(parts_.domain.ratings.total(rating)); },
        {{"rating", std::string{to_string(rating)}}});
  }
}

void WebUnit::count_refusals() {
  for (const meetings::LimitRow& row : meetings::kLimits) {
    foundation_.metrics.counter_reader(
        "lectern_limited_total",
        "Requests and guesses refused because a limit was reached (docs/limits.md), by limit.",
        [this, limit = row.limit] {
          return static_cast<double>(limits_.refused(limit) + parts_.domain.guesses.refused(limit));
        },
        {{"limit", std::string{row.name}}});
  }
}

base::Status WebUnit::open_signaling() {
  const config::SiteConfig& site = foundation_.config().site;
  signaling::WsConfig config;
  config.origins = site.allowed_origins;
  if (!site.public_url.empty()) config.origins.push_back(site.public_url);
  config.policy_fields = api::PolicyHeaders{make_policy()}.lines(false);
  config.limits.site = foundation_.config().cluster.listen.has_value();
  config.limits.foreign_tokens = !parts_.domain.foreign.empty();
  config.limits.sessions.per_address = places_per_address(foundation_.config().limits);
  if (is_builtin()) {
    // A session has a descriptor of its own, and the front cannot take it away: where all run out,
    // half of them are for everything else.
    config.limits.sessions.sessions =
        std::min(config.limits.sessions.sessions, descriptor_limit() / 2);
  } else {
    config.engine = signaling::WsEngine::libwebsockets;
  }
  signaling::WsDependencies dependencies{
      parts_.domain.tokens,
      parts_.ice_servers,
      parts_.domain.presence,
      [this](signaling::AuthenticationRequest request,
             const std::function<void(signaling::AuthenticationAnswer)>& answer) {
        admission_->confirm(std::move(request), answer);
      },
      [this](signaling::ResolutionRequest request,
             const std::function<void(signaling::ResolutionAnswer)>& answer) {
        admission_->resolve(std::move(request), answer);
      },
      [this](signaling::AdmissionRequest request,
             const std::function<void(signaling::AdmissionAnswer)>& answer) {
        admission_->ask(std::move(request), answer);
      },
      [this](signaling::ModerationRequest request,
             const std::function<void(signaling::ModerationAnswer)>& answer) {
        admission_->moderate(std::move(request), answer);
      },
      [this](const meetings::MeetingId& meeting,
             const std::function<void(signaling::LobbyAnswer)>& answer) {
        admission_->list_lobby(meeting, answer);
      },
      [this](const signaling::SeatEnded& ended) { admission_->seat_ended(ended); },
      foundation_.log,
      foundation_.metrics};
  auto ws = signaling::WsServer::open(std::move(config), std::move(dependencies));
  if (!ws) return base::failure(base::Error{ws.error().code, "signaling: " + ws.error().what});
  ws_ = std::move(*ws);
  return {};
}

base::Status WebUnit::open_servers() {
  WebServerParts parts;
  parts.handler = make_api_handler();
  if (is_builtin())
    parts.websocket_stream = [ws = ws_.get()](std::unique_ptr<net::Stream> stream,
                                              net::WebSocketRequest request,
                                              std::vector<std::byte> first) {
      (void)ws->adopt(std::move(stream), std::move(request), std::move(first));
    };
  parts.websocket = [ws = ws_.get()](base::UniqueFd fd, base::Endpoint client, base::Endpoint local,
                                     bool tls) {
    (void)ws->adopt(std::move(fd), client, local, tls);
  };
  parts.turn = parts_.turn;
  parts.health = parts_.health;
  const api::PolicyHeaders policy{make_policy()};
  parts.policy_fields = [plain = policy.lines(false), secure = policy.lines(true)](bool tls) {
    return tls ? secure : plain;
  };
  parts.tls = parts_.tls;
  parts.challenges = foundation_.challenges;
  parts.turn_tls = base::endpoints_with(&base::ListenAddress::tcp, parts_.turn_tls);
  TRY(servers_, WebServers::open(foundation_.config(), std::move(parts),
                                 {foundation_.workers, &foundation_.hashing}, foundation_.log,
                                 foundation_.metrics));
  note_listeners();
  return {};
}

bool WebUnit::is_builtin() const {
  return foundation_.config().signaling.engine == config::WebSocketEngine::builtin;
}

void WebUnit::note_listeners() {
  const std::vector<base::Endpoint> bound = servers_->bound();
  for (std::size_t i = 0; i < bound.size(); ++i) {
    const config::Listener& configured = foundation_.config().listen[i];
    auto& list = configured.tls                 ? listeners_.https
                 : configured.redirect_to_https ? listeners_.redirect
                                                : listeners_.http;
    list.push_back(bound[i]);
  }
  listeners_.turn_tls = parts_.turn_tls;
  auto bound_tls = servers_->bound_turn_tls();
  for (base::ListenAddress& address : listeners_.turn_tls) {
    if (!address.tcp || bound_tls.empty()) continue;
    address.endpoint = bound_tls.front();
    bound_tls.erase(bound_tls.begin());
  }
  listeners_.metrics = servers_->bound_metrics();
}

api::Policy WebUnit::make_policy() const {
  api::Policy policy;
  policy.cors_origins = foundation_.config().site.allowed_origins;
  policy.frame_ancestors = foundation_.config().site.frame_ancestors;
  return policy;
}

api::Handler WebUnit::make_api_handler() {
  const config::SiteConfig& site = foundation_.config().site;
  Domain& domain = parts_.domain;
  api::Dependencies dependencies{domain.accounts,
                                 domain.own_account,
                                 domain.api_tokens,
                                 domain.email_proofs,
                                 domain.administration,
                                 domain.oidc,
                                 domain.meetings,
                                 domain.series,
                                 domain.bans,
                                 domain.join_requests,
                                 domain.invitations,
                                 domain.roles,
                                 domain.persons,
                                 domain.notifications,
                                 domain.ratings,
                                 domain.reminders,
                                 domain.calendar_feeds,
                                 domain.google,
                                 domain.webhooks,
                                 domain.uploads,
                                 domain.recordings,
                                 domain.authentication,
                                 domain.presence,
                                 parts_.ice_servers,
                                 parts_.nodes,
                                 domain.site_meetings,
                                 domain.settings,
                                 parts_.operations,
                                 domain.idempotency,
                                 limits_,
                                 files_,
                                 domain.clock,
                                 foundation_.log,
                                 {base::kVersion, site.public_url},
                                 {},
                                 parts_.health};
  dependencies.policy = make_policy();
  dependencies.signaling_schema = signaling::schema();
  return api::make_handler(std::move(dependencies));
}

base::Result<base::Endpoint> WebUnit::open_site(const base::Endpoint& listen) {
  std::vector<base::Secret> keys;
  for (const base::Sha256Digest& key : parts_.domain.tokens.keys_for("links between nodes", "1"))
    keys.emplace_back(std::string{base::as_text(key)});
  return ws_->open_site({listen, std::move(keys),
                         [this](const std::string& meeting, const base::IpAddress& client,
                                std::function<void(std::optional<meetings::MeetingId>)> answer) {
                           admission_->find_meeting(meeting, client, std::move(answer));
                         }});
}

void WebUnit::start() {
  ws_->start();
  servers_->start();
}

void WebUnit::stop_serving(signaling::WsFarewell farewell) {
  restarts_ = farewell == signaling::WsFarewell::restart;
  servers_->stop_accepting();
  ws_->stop(farewell);
  servers_->stop_http();
}

void WebUnit::hand_over_rooms() {
  if (!std::exchange(restarts_, false)) return;
  const base::Secret rooms = ws_->hand_over();
  if (const auto done = foundation_.process.hand_over_rooms(rooms); done) {
    foundation_.log.info("rooms_handed_over", {{"bytes", rooms.size()}});
  } else {
    foundation_.log.error("rooms_not_handed_over", {{"why", done.error().what}});
  }
}

base::Result<Links> WebUnit::links() const {
  Links links;
  TRY(links.url, page_origin(foundation_.config(), listeners_, machine_name()));
  auto invitation = parts_.domain.accounts.first_admin_invitation(kFirstAdminLink);
  if (!invitation) return base::failure(base::Errc::unavailable, invitation.error().detail);
  if (*invitation) links.admin_link = links.url + "/register#invitation=" + (*invitation)->token;
  return links;
}

std::shared_ptr<net::TlsContext> WebUnit::certificate() const {
  return tls_.with([](const auto& current) { return current; });
}

void WebUnit::set_tls(const std::shared_ptr<net::TlsContext>& tls) {
  tls_.with([&](auto& current) { current = tls; });
  servers_->set_tls(tls);
}

std::vector<const net::EventLoop*> WebUnit::loops() const {
  std::vector<const net::EventLoop*> loops = servers_->loops();
  loops.push_back(&ws_->loop());
  return loops;
}

}  // namespace lecternd
