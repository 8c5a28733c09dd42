// SPDX-License-Identifier: MIT
// The parts of App, opened one after the other; each failure names its part.
#include <unistd.h>

#include <filesystem>

#include "base/version.hpp"
#include "daemon/app.hpp"
#include "daemon/relay/addresses.hpp"
#include "daemon/relay/interrupted_sessions.hpp"
#include "daemon/relay/settings.hpp"
#include "daemon/web/certificates.hpp"

namespace lecternd {
namespace {

using base::failure;

base::Result<std::vector<base::Secret>> configured_or_generated(
    const std::vector<base::Secret>& configured, const StateDir& state, const std::string& file,
    base::Random& random) {
  if (!configured.empty()) return configured;
  auto made = state.secret(file, random);
  if (!made) return failure(made.error());
  return std::vector<base::Secret>{std::move(*made)};
}

}  // namespace

base::Status App::open_domain() {
  base::SystemRandom random;
  auto jwt_secrets =
      configured_or_generated(config_.auth.jwt_secrets, state_, "jwt.secret", random);
  if (!jwt_secrets) return failure(jwt_secrets.error());
  const std::string database =
      config_.store.sqlite_path.empty() ? state_.file("lectern.db") : config_.store.sqlite_path;
  auto domain = Domain::open(config_, database, std::move(*jwt_secrets), log_);
  if (!domain) return failure(domain.error());
  domain_ = std::move(*domain);
  admission_ =
      std::make_unique<Admission>(domain_->meetings, workers_, log_);
  // Whoever was in a room when the last run ended is not any more.
  if (auto closed = domain_->meetings.close_attendance(); !closed)
    return failure(base::Errc::io, database + ": " + closed.error().detail);

  auto tls = load_certificate(config_, state_.path());
  if (!tls) return failure(base::Error{tls.error().code, "[tls] " + tls.error().what});
  if (*tls) log_certificate(log_, **tls);
  tls_.with([&](auto& current) { current = std::move(*tls); });
  return {};
}

base::Status App::open_relay(base::Random& random, std::optional<turn::io::Handover>& inherited) {
  auto secrets = configured_or_generated(config_.turn.secrets, state_, "turn.secret", random);
  if (!secrets) return failure(secrets.error());
  const MachineFacts machine{machine_name(), interface_addresses(),
                             default_route_source(base::Family::v4)};
  // Nobody must be told an address that is a private one: the first look is waited for, some
  // seconds. Not while calls wait: it comes a moment later then.
  const auto question = probe::question_of(config_.turn, relay_addresses_of(config_, machine));
  probe::FoundAddresses found;
  if (config_.turn.enabled && probe::is_asked(question)) {
    const bool known = inherited && !inherited->seen_as.empty();
    found =
        known ? probe::as_before(question, inherited->seen_as) : probe::find_addresses(question);
  }
  turn::io::Settings settings = relay_settings(config_, machine, std::move(*secrets), found);
  if (config_.turn.enabled) {
    if (auto opened = open_session_log(); !opened) return opened;
    if (session_log_)
      settings.on_session_ended = [to = session_log_.get()](turn::SessionRecord record) {
        to->add(std::move(record));
      };
    settings.tls = tls_.with([](const auto& tls) { return tls; });
    auto relay =
        turn::io::Relay::start(settings, log_, metrics_, std::exchange(inherited, std::nullopt));
    if (!relay) return failure(base::Error{relay.error().code, "[turn] " + relay.error().what});
    relay_ = std::move(*relay);
    record_interrupted_sessions();
    listeners_.turn = relay_->bound();
    for (const base::Endpoint& bound : listeners_.turn)
      log_.info("turn_listening", {{"address", bound.print()}, {"realm", settings.core.realm}});
    for (const base::Endpoint& bound : relay_->bound_dtls())
      log_.info("turn_listening_dtls", {{"address", bound.print()}});
    for (const base::Endpoint& bound : relay_->bound_discovery())
      log_.info("nat_discovery_listening", {{"address", bound.print()}});
    for (const base::IpAddress& ip : settings.relay_addresses)
      log_.info("turn_relaying", {{"address", ip.print()}});
  }
  const auto secrets_of = [this](const config::Config& config) {
    base::SystemRandom system;
    return configured_or_generated(config.turn.secrets, state_, "turn.secret", system);
  };
  relay_setup_ = std::make_unique<RelaySetup>(
      config_, std::move(settings), std::move(found),
      RelaySetup::Parts{relay_.get(), ice_servers_, listeners_, log_, secrets_of});
  return {};
}

void App::record_interrupted_sessions() {
  const auto left = take_interrupted_sessions(state_.file(kInterruptedSessions));
  if (relay_->taken_over()) return;  // each of them runs, or has been recorded by now
  for (const turn::SessionRecord& record : left) {
    const turn::SessionInfo& s = record.session;
    log_.info("turn_session_ended", {{"session", s.id},
                                     {"reason", to_string(record.reason)},
                                     {"user", turn::Holder{s.identity}.user},
                                     {"transport", to_string(s.transport)},
                                     {"client", s.client.print()},
                                     {"relayed", s.relayed.print()},
                                     {"ended_at", base::print_iso8601(record.ended)},
                                     {"seconds", s.age.count()}});
    if (session_log_) session_log_->add(record);
  }
}

base::Status App::open_session_log() {
  if (config_.turn.session_log.empty()) return {};
  auto opened = SessionLog::open(config_.turn.session_log, log_);
  if (!opened)
    return failure(base::Error{opened.error().code, "[turn] session_log: " + opened.error().what});
  session_log_ = std::move(*opened);
  metrics_.counter_reader("lectern_turn_session_records_written_total", "Lines of the session log",
                          [to = session_log_.get()] { return static_cast<double>(to->written()); });
  metrics_.counter_reader("lectern_turn_session_records_lost_total",
                          "Records that the session log had no room for, or could not write",
                          [to = session_log_.get()] { return static_cast<double>(to->lost()); });
  return {};
}

void App::open_drain() {
  if (!relay_) return;
  Drain::Parts parts{[relay = relay_.get()](bool draining) { relay->set_draining(draining); },
                     [relay = relay_.get()] { return relay->in_use(); },
                     [this](bool at_deadline) {
                       if (at_deadline) relay_ends_by_ = turn::EndReason::drained;
                       if (process_.leave) process_.leave();
                     },
                     [this](const std::string& status) {
                       if (process_.tell_manager) process_.tell_manager(status);
                     }};
  drain_ = std::make_unique<Drain>(main_, std::move(parts), log_);
}

base::Status App::open_signaling() {
  signaling::WsConfig config;
  config.origins = config_.site.allowed_origins;
  if (!config_.site.public_url.empty()) config.origins.push_back(config_.site.public_url);
  signaling::WsDependencies dependencies{
      domain_->tokens,
      ice_servers_,
      domain_->presence,
      [this](signaling::AdmissionRequest request,
             const std::function<void(signaling::AdmissionAnswer)>& answer) {
        admission_->ask(std::move(request), answer);
      },
      [this](const signaling::SeatEnded& ended) { admission_->seat_ended(ended); },
      log_,
      metrics_};
  auto ws = signaling::WsServer::open(std::move(config), std::move(dependencies));
  if (!ws) return failure(base::Error{ws.error().code, "signaling: " + ws.error().what});
  ws_ = std::move(*ws);
  domain_->events.subscribe(
      [server = ws_.get()](const meetings::Event& event) { server->on_event(event); });
  return {};
}

api::Handler App::make_api_handler() {
  api::Dependencies dependencies{domain_->accounts,
                                 domain_->meetings,
                                 domain_->tokens,
                                 domain_->presence,
                                 ice_servers_,
                                 limits_,
                                 files_,
                                 domain_->clock,
                                 log_,
                                 {config_.site.name, base::kVersion, config_.site.public_url},
                                 {},
                                 [this] { return health(); }};
  dependencies.policy.cors_origins = config_.site.allowed_origins;
  return api::make_handler(std::move(dependencies));
}

std::string App::webui_folder() const {
  if (!config_.site.webui_dir.empty()) return config_.site.webui_dir;
  const std::filesystem::path here = std::filesystem::path(process_.program).parent_path();
  for (const std::filesystem::path& folder : {here / "webui", here / "../share/lectern/webui",
                                              std::filesystem::path{"/usr/share/lectern/webui"}}) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "index.html", ignored))
      return folder.lexically_normal().string();
  }
  return {};
}

base::Status App::load_webui() {
  const std::string folder = webui_folder();
  if (folder.empty()) {
    log_.warning("webui_not_found",
                 {{"hint", "make webui builds it; webui_dir in [site] names another folder"}});
    return {};
  }
  return api::StaticFiles::load(folder)
      .map([this](api::StaticFiles&& files) { files_ = std::move(files); })
      .map_error([](const base::Error& error) {
        return base::Error{error.code, "[site] webui_dir: " + error.what};
      });
}

base::Status App::open_web() {
  if (auto loaded = load_webui(); !loaded) return failure(loaded.error());
  WebParts parts;
  parts.handler = make_api_handler();
  parts.websocket = [ws = ws_.get()](base::UniqueFd fd, base::Endpoint client, base::Endpoint local,
                                     bool tls) {
    (void)ws->adopt(std::move(fd), client, local, tls);
  };
  parts.turn = [relay = relay_.get()](std::unique_ptr<net::Stream> stream,
                                      std::vector<std::byte> first) {
    if (relay != nullptr) relay->adopt(std::move(stream), std::move(first));
  };
  parts.tls = tls_.with([](const auto& tls) { return tls; });
  if (relay_) parts.turn_tls = relay_->bound_dtls();
  auto web = Web::open(config_, std::move(parts), workers_, log_, metrics_);
  if (!web) return failure(web.error());
  web_ = std::move(*web);
  const std::vector<base::Endpoint> bound = web_->bound();
  for (std::size_t i = 0; i < bound.size(); ++i) {
    const config::Listener& wanted = config_.listen[i];
    auto& list = wanted.tls                 ? listeners_.https
                 : wanted.redirect_to_https ? listeners_.redirect
                                            : listeners_.http;
    list.push_back(bound[i]);
  }
  listeners_.turn_tls = web_->bound_turn_tls();
  listeners_.metrics = web_->bound_metrics();
  return {};
}

base::Status App::open_control() {
  Reloader::Parts parts;
  parts.load = process_.load_config;
  parts.load_certificate = [path = state_.path()](const config::Config& config) {
    return load_certificate(config, path);
  };
  parts.use_certificate = [this](const std::shared_ptr<net::TlsContext>& tls) {
    tls_.with([&](auto& current) { current = tls; });
    if (relay_) relay_->set_tls(tls);
    web_->set_tls(tls);
  };
  parts.prepare = [this](const config::Config& config) -> base::Result<std::function<void()>> {
    auto apply = relay_setup_->prepare(config);
    if (!apply) return failure(apply.error());
    return std::function<void()>{[this, apply = std::move(*apply)] {
      apply();
      if (session_log_) session_log_->reopen();
      if (address_watch_) address_watch_->look_now();
    }};
  };
  reloader_ = std::make_unique<Reloader>(config::Loaded{{}, config_, settings_, {}},
                                         std::move(parts), log_);

  open_drain();
  if (relay_) captures_ = std::make_unique<Captures>(*relay_);
  OperatorContext context{
      *domain_,
      relay_.get(),
      drain_.get(),
      captures_.get(),
      listeners_,
      *relay_setup_,
      state_.path(),
      config_source_,
      started_at_,
      [this] { return links(); },
      [this] { return tls_.with([](const auto& tls) { return tls; }); },
      [this] { return watch_ ? watch_->stalled() : std::vector<std::string>{}; },
      [this] { return reloader_->reload(); }};
  std::string folder =
      config_.site.runtime_dir.empty() ? process_.runtime_dir : config_.site.runtime_dir;
  if (folder.empty()) folder = state_.path();
  auto control = control::Server::open(main_, workers_, control::socket_path(folder),
                                       make_operator_commands(std::move(context)), log_);
  if (!control)
    return failure(base::Error{control.error().code, "control socket: " + control.error().what});
  control_ = std::move(*control);
  return {};
}

void App::add_metrics() {
  metrics_
      .gauge("lectern_build_info", "Always 1; the version is a label.",
             {{"version", base::kVersion}})
      .set(1);
  metrics_.gauge("lectern_start_time_seconds", "When the daemon was started, in Unix seconds.")
      .set(base::unix_seconds(started_at_));
  metrics_.gauge_reader("lectern_workers_waiting_jobs", "Jobs that wait for a worker thread.",
                        [this] { return static_cast<double>(workers_.waiting()); });
  metrics_.gauge_reader(
      "lectern_stalled_loops", "Event loops that have not turned for five seconds.",
      [this] { return watch_ ? static_cast<double>(watch_->stalled().size()) : 0.0; });
  metrics_.gauge_reader(
      "lectern_certificate_expiry_seconds",
      "When the TLS certificate expires, in Unix seconds; 0 without one.", [this] {
        const auto tls = tls_.with([](const auto& current) { return current; });
        return tls ? static_cast<double>(base::unix_seconds(tls->expires())) : 0.0;
      });
}

}  // namespace lecternd
