// SPDX-License-Identifier: MIT
#include "daemon/app.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "daemon/google.hpp"
#include "daemon/process/machine.hpp"
#include "daemon/relay/relay_addresses.hpp"
#include "daemon/web/certificates.hpp"
#include "daemon/web/health.hpp"
#include "daemon/web/links.hpp"
#include "probe/start_checks.hpp"

namespace lecternd {

base::Result<std::unique_ptr<App>> App::start(net::EventLoop& main, config::Loaded loaded,
                                              ProcessServices process, base::Log& log,
                                              Inherited& inherited) {
  TRY(auto state, StateDir::open(loaded.config.site.state_dir, log));
  std::unique_ptr<App> app{
      new App(main, std::move(loaded), std::move(process), log, std::move(state))};
  TRY(app->open(inherited));
  app->run();
  return app;
}

App::~App() { stop(); }

base::Status App::open(Inherited& inherited) {
  const auto problems =
      probe::find_start_problems(foundation_.config(), own_addresses(foundation_.network.view()));
  if (!problems.empty()) return base::failure(base::Errc::invalid_argument, problems.front());
  TRY(domain_, Domain::open(foundation_));
  TRY(const auto tls,
      first_certificate(foundation_.config(),
                        {foundation_.state.path(), foundation_.challenges, foundation_.log}));
  TRY(relay_, RelayUnit::start(foundation_, tls, inherited.relay));
  count_ended_sessions();
  domain_->events.subscribe(
      [relay = relay_.get()](const meetings::Event& event) { relay->on_event(event); });
  open_nodes();
  open_operations();
  TRY(open_web(tls));
  if (inherited.rooms) continue_rooms(*inherited.rooms);
  TRY(cluster_, ClusterUnit::open(foundation_, *domain_, *web_, *nodes_));
  recordings_ = std::make_unique<RecordingUnit>(domain_->uploads, domain_->recordings,
                                                domain_->mp4_copies, foundation_.log);
  mails_ = make_mail_worker(
      foundation_, *domain_,
      page_origin(foundation_.config(), web_->listeners(), machine_name()).value_or(""));
  webhooks_ = make_webhook_worker(foundation_, *domain_);
  google_ = make_google_worker(foundation_, *domain_);
  TRY(open_control());
  const Listeners& web = web_->listeners();
  std::vector<base::Endpoint> turn_over_tls = web.https;
  std::ranges::copy(base::endpoints_with(&base::ListenAddress::tcp, web.turn_tls),
                    std::back_inserter(turn_over_tls));
  relay_->publish(std::move(turn_over_tls));
  watch_network();
  return {};
}

void App::watch_network() {
  std::vector<base::Endpoint> bound = listeners().endpoints();
  watched_listeners_ = bound.size();
  foundation_.network.watch_listeners(std::move(bound));
  foundation_.network.on_change(
      [relay = relay_.get()](const net::KernelView& view) { relay->see(view); });
  if (relay_->waits_for_address() && foundation_.process.tell_manager)
    foundation_.process.tell_manager("waits for an address to relay on");
}

void App::count_ended_sessions() {
  std::map<meetings::SessionEndCause, base::Counter*> counters;
  for (const meetings::SessionEndCause cause : meetings::kSessionEndCauses) {
    counters[cause] = &foundation_.metrics.counter("lectern_sessions_ended_total",
                                                   "Sign-in sessions that have ended, by cause",
                                                   {{"cause", std::string{to_string(cause)}}});
  }
  domain_->events.forward_to([counters](const meetings::Event& event) {
    const auto* ended = std::get_if<meetings::SessionsEnded>(&event);
    if (ended != nullptr) counters.at(ended->cause)->add(ended->sessions.size());
  });
}

void App::open_nodes() {
  const config::ClusterConfig& config = foundation_.config().cluster;
  constexpr std::size_t kNameBytes = 9;
  nodes_ = std::make_unique<SiteNodes>(SiteNodes::Parts{
      base::SystemRandom{}.base64url(kNameBytes),
      config.node.empty() ? machine_name() : config.node, config.region, foundation_.started_at,
      relay_->ice_servers(), [relay = relay_.get()] { return relay->allocations(); },
      domain_->presence, foundation_.log, foundation_.metrics});
}

void App::open_operations() {
  operations_ = std::make_unique<SiteOperations>(SiteOperations::Parts{
      foundation_, *domain_, *relay_, [this] { return store_state(); },
      [this] { return workers_beat_.state(domain_->clock.now()); },
      [this] { return upkeep_->stalled(); }, [this] { return web_->certificate(); }});
}

base::Status App::open_web(std::shared_ptr<net::TlsContext> tls) {
  WebUnit::Parts parts{*domain_,
                       relay_->ice_servers(),
                       *nodes_,
                       *operations_,
                       std::move(tls),
                       relay_->bound_tls(),
                       [this](std::unique_ptr<net::Stream> stream, std::vector<std::byte> first) {
                         relay_->adopt(std::move(stream), std::move(first));
                       },
                       [this] { return health(); }};
  TRY(web_, WebUnit::open(foundation_, std::move(parts)));
  return {};
}

// Nobody is served yet. A failure costs the rooms, not the start.
void App::continue_rooms(const base::Secret& rooms) {
  const base::Log& log = foundation_.log;
  const auto restored = web_->continue_rooms(rooms);
  if (!restored) return log.warning("rooms_not_taken_over", {{"why", restored.error().what}});
  const auto reopened = domain_->meetings.reopen_attendance(restored->seats, restored->at);
  if (!reopened) log.warning("attendance_not_reopened", {{"why", reopened.error().detail}});
  const auto away = std::chrono::duration_cast<std::chrono::milliseconds>(
      domain_->clock.wall_now() - restored->at);
  log.info("rooms_taken_over", {{"sessions", restored->sessions},
                                {"rooms", restored->rooms},
                                {"milliseconds_away", static_cast<long long>(away.count())}});
}

base::Status App::open_control() {
  ControlUnit::Parts parts{*domain_,
                           *relay_,
                           *web_,
                           *nodes_,
                           listeners(),
                           [this] { return upkeep_->stalled(); },
                           [this] { return store_state(); }};
  TRY(control_, ControlUnit::open(foundation_, std::move(parts)));
  return {};
}

void App::run() {
  std::vector<const net::EventLoop*> loops = web_->loops();
  std::ranges::copy(relay_->loops(), std::back_inserter(loops));
  if (cluster_) loops.push_back(&cluster_->loop());
  Upkeep::Tasks tasks{[this](bool well) {
                        store_beat_.ask(domain_->clock.now());
                        workers_beat_.ask(domain_->clock.now());
                        web_->post_leftovers();
                        relay_->post_leftovers();
                        relay_->forget_old_captures();
                        post_session_sweep();
                        post_chart_sample();
                        recordings_->tick();
                        if (foundation_.process.after_look) foundation_.process.after_look(well);
                      },
                      [this] { domain_->remove_expired(foundation_.log); }};
  // Before the threads that ask for stalled loops.
  upkeep_ = std::make_unique<Upkeep>(foundation_, loops, std::move(tasks));
  look_at_parts();
  foundation_.metrics.gauge_reader("lectern_ready", "1 while /readyz answers 200.",
                                   [this] { return health().ready ? 1.0 : 0.0; });
  web_->start();
  if (cluster_) cluster_->start();
  mails_->start();
  webhooks_->start();
  if (google_) google_->start();
  upkeep_->start();
  relay_->watch_addresses();
}

void App::post_session_sweep() {
  // Sessions expire within these seconds of their time.
  constexpr unsigned kEvery = 5;
  if (++seconds_ % kEvery != 0) return;
  // A full pool skips this time.
  (void)foundation_.workers.post([this] { domain_->end_expired(foundation_.log); });
}

void App::post_chart_sample() {
  constexpr auto kEvery =
      static_cast<unsigned>(std::chrono::seconds{meetings::SiteOperations::kChartInterval}.count());
  // The first one only remembers the counts. Strangers cannot fill this pool.
  if (seconds_ % kEvery == 1) (void)foundation_.control.post([this] { operations_->sample(); });
}

void App::stop() {
  if (std::exchange(stopped_, true)) return;
  if (upkeep_) upkeep_->stop();
  // The order decides who is told what. WebSocket sessions come first, then HTTP; the workers still
  // do what both left to them. The relay comes last, so that calls in progress survive for as long
  // as anything does.
  if (mails_) mails_->stop();
  if (webhooks_) webhooks_->stop();
  if (google_) google_->stop();
  if (recordings_) recordings_->stop();
  if (web_) web_->stop_serving(farewell());
  foundation_.hashing.stop();
  foundation_.workers.stop();
  if (control_) control_->stop();
  foundation_.control.stop();
  control_.reset();
  if (cluster_) cluster_->stop();
  if (web_) web_->hand_over_rooms();
  if (web_) web_->record_leftovers();
  if (relay_) relay_->stop();
  if (web_) web_->finish();
}

// A machine that is drained is taken away.
signaling::WsFarewell App::farewell() const {
  if (cluster_ && cluster_->shares_rooms()) return signaling::WsFarewell::for_good;
  const auto running = relay_ ? relay_->running() : std::nullopt;
  const bool drained = running && running->drain.state().active;
  return foundation_.process.hand_over_rooms && !drained ? signaling::WsFarewell::restart
                                                         : signaling::WsFarewell::for_good;
}

Listeners App::listeners() const {
  Listeners all = web_->listeners();
  all.turn = relay_->bound();
  return all;
}

void App::look_at_parts() {
  auto words = operations_->words();
  words_.with([&](auto& kept) { kept = std::move(words); });
}

base::Status App::ask_store() {
  look_at_parts();
  auto answer = domain_->store->probe();
  const std::string trouble = answer ? std::string{} : answer.error().what;
  if (trouble != store_trouble_ && !answer)
    foundation_.log.warning("store_unwell", {{"why", trouble}});
  store_trouble_ = trouble;
  return answer;
}

PartState App::store_state() const { return store_beat_.state(domain_->clock.now()); }

AddressState App::address_state() const {
  if (relay_->waits_for_address()) return AddressState::waiting;
  const std::size_t missing = foundation_.network.missing_listeners().size();
  if (missing != 0 && missing == watched_listeners_) return AddressState::waiting;
  return missing != 0 || !relay_->setup().missing().empty() ? AddressState::missing
                                                            : AddressState::there;
}

api::Health App::health() const {
  const auto running = relay_->running();
  api::Health health =
      health_of({store_state().beat, workers_beat_.state(domain_->clock.now()).beat,
                 !running                    ? RelayState::off
                 : running->relay.draining() ? RelayState::draining
                                             : RelayState::running,
                 upkeep_->stalled(), address_state()});
  words_.with([&](const auto& words) {
    health.parts.insert(health.parts.end(), words.begin(), words.end());
  });
  return health;
}

}  // namespace lecternd
