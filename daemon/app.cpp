// SPDX-License-Identifier: MIT
#include "daemon/app.hpp"

#include <algorithm>
#include <thread>

#include "daemon/origin.hpp"
#include "daemon/process/machine.hpp"
#include "daemon/relay/interrupted_sessions.hpp"

namespace lecternd {
namespace {

using base::failure;

// Of the pool that may block: enough that a slow password hash does not hold up a join, few enough
// for their memory.
unsigned worker_threads() { return std::clamp(std::thread::hardware_concurrency(), 2u, 4u); }
constexpr std::size_t kWaitingJobs = 4096;

}  // namespace

App::App(net::EventLoop& main, config::Loaded loaded, ProcessServices process, base::Log& log,
         StateDir state)
    : main_(main),
      config_source_(std::move(loaded.source)),
      config_(std::move(loaded.config)),
      settings_(std::move(loaded.settings)),
      process_(std::move(process)),
      log_(log),
      state_(std::move(state)),
      started_at_(base::SystemClock{}.wall_now()),
      workers_(worker_threads(), kWaitingJobs) {}

base::Result<std::unique_ptr<App>> App::start(net::EventLoop& main, config::Loaded loaded,
                                              ProcessServices process, base::Log& log,
                                              std::optional<turn::io::Handover>& inherited) {
  auto state = StateDir::open(loaded.config.site.state_dir);
  if (!state) return failure(state.error());
  std::unique_ptr<App> app{
      new App(main, std::move(loaded), std::move(process), log, std::move(*state))};
  base::SystemRandom random;
  if (auto opened = app->open_domain(); !opened) return failure(opened.error());
  if (auto opened = app->open_relay(random, inherited); !opened) return failure(opened.error());
  if (auto opened = app->open_signaling(); !opened) return failure(opened.error());
  if (auto opened = app->open_web(); !opened) return failure(opened.error());
  if (auto opened = app->open_control(); !opened) return failure(opened.error());
  app->relay_setup_->publish();
  app->add_metrics();
  app->run_threads();
  return app;
}

App::~App() { stop(); }

void App::run_threads() {
  std::vector<const net::EventLoop*> loops = web_->loops();
  loops.push_back(&ws_->loop());
  if (relay_) std::ranges::copy(relay_->loops(), std::back_inserter(loops));
  // Before the threads that ask it.
  watch_ = std::make_unique<LoopWatch>(main_, std::move(loops), log_, [this](bool well) {
    admission_->post_leftovers();
    if (captures_) captures_->forget_old();
    if (process_.after_look) process_.after_look(well);
  });
  ws_->start();
  web_->start();
  housekeeping_timer_ = std::make_unique<net::Timer>(main_, [this] { housekeeping(); });
  housekeeping();
  if (!relay_) return;
  address_watch_ = std::make_unique<AddressWatch>(main_, workers_, *relay_setup_);
  if (relay_->taken_over()) address_watch_->look_now();
}

void App::housekeeping() {
  (void)workers_.post([this] {
    const auto removed = domain_->accounts.remove_expired();
    if (!removed) log_.warning("housekeeping_failed", {{"why", removed.error().detail}});
  });
  housekeeping_timer_->start_after(std::chrono::hours{1});
}

void App::stop() {
  if (std::exchange(stopped_, true)) return;
  housekeeping_timer_.reset();
  if (watch_) watch_->stop();
  // Who is told what: WebSocket sessions first, then HTTP; what they leave to the workers is still
  // done; the relay last, so that calls in progress survive for as long as anything does.
  if (web_) web_->stop_accepting();
  if (ws_) ws_->stop();
  if (web_) web_->stop_http();
  workers_.stop();
  address_watch_.reset();
  control_.reset();
  drain_.reset();
  if (admission_) admission_->record_leftovers();
  leave_relay();
  if (session_log_) session_log_->stop();  // what ended last stands in it, too
  if (web_) web_->finish();
}

// A restart is not told apart from a stop here: the manager keeps what it is given over the one,
// and drops it at the other.
void App::leave_relay() {
  if (!relay_) return;
  if (process_.hand_over && relay_ends_by_ == turn::EndReason::stopped) {
    turn::io::Handover handover = relay_->hand_over();
    handover.seen_as = relay_setup_->external();
    std::vector<turn::SessionRecord> records;
    const base::WallTime now = base::SystemClock{}.wall_now();
    for (auto& worker : handover.workers) {
      for (auto& session : worker.sessions)
        records.push_back({std::move(session), turn::EndReason::stopped, now});
    }
    const auto kept = records.empty()
                          ? base::Status{}
                          : keep_interrupted_sessions(state_.file(kInterruptedSessions), records);
    if (!kept) log_.warning("interrupted_sessions_not_kept", {{"why", kept.error().what}});
    if (const auto done = process_.hand_over(std::move(handover)); done) {
      log_.info("turn_handed_over", {{"allocations", records.size()}});
    } else {
      log_.error("turn_not_handed_over",
                 {{"why", done.error().what}, {"allocations", records.size()}});
    }
  }
  relay_->stop(relay_ends_by_);
}

base::Result<Links> App::links() {
  Links links;
  links.url = config_.site.public_url;
  if (links.url.empty()) {
    // The first listener that serves pages, as the operator wrote them; behind a redirecting one
    // the secure ones come first.
    const config::Listener& first = config_.listen.front();
    const bool plain = (!first.tls && !first.redirect_to_https) || listeners_.https.empty();
    const auto& list = plain ? listeners_.http : listeners_.https;
    if (list.empty())
      return failure(base::Errc::unavailable,
                     "no listener serves pages: all of [[listen]] only redirect");
    links.url = origin_of(list.front(), !plain, machine_name());
  }
  auto invitation = domain_->accounts.first_admin_invitation(std::chrono::hours{24 * 365});
  if (!invitation) return failure(base::Errc::unavailable, invitation.error().detail);
  if (*invitation) links.admin_link = links.url + "/register#invitation=" + (*invitation)->token;
  return links;
}

api::Health App::health() {
  api::Health health;
  const auto store = domain_->store->probe();
  if (!store) log_.warning("store_unwell", {{"why", store.error().what}});
  const std::vector<std::string> stalled = watch_ ? watch_->stalled() : std::vector<std::string>{};
  const auto moves = [&](std::string_view prefix) {
    return std::ranges::none_of(stalled,
                                [&](const std::string& name) { return name.starts_with(prefix); });
  };
  health.parts.emplace_back("store", store ? "ok" : "failing");
  health.parts.emplace_back("turn", !relay_              ? "off"
                                    : !moves("relay")    ? "stalled"
                                    : relay_->draining() ? "draining"
                                                         : "ok");
  health.parts.emplace_back("signaling", moves("signaling") ? "ok" : "stalled");
  health.draining = relay_ && relay_->draining();
  health.ready = store.has_value() && stalled.empty() && !health.draining;
  return health;
}

}  // namespace lecternd
