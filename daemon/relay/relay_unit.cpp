// SPDX-License-Identifier: MIT
#include "daemon/relay/relay_unit.hpp"

#include <utility>

#include "base/random.hpp"
#include "config/state_files.hpp"
#include "daemon/process/machine.hpp"
#include "daemon/relay/interrupted_sessions.hpp"
#include "daemon/relay/session_fields.hpp"
#include "daemon/relay/settings.hpp"
#include "net/stream.hpp"

namespace lecternd {
namespace {

constexpr const char* kInterruptedSessions = "turn-sessions-left";  // in the state folder

// Takes the sessions out of the handover, as records for the case that no process takes them over.
std::vector<turn::SessionRecord> records_of(turn::io::Handover& handover, base::WallTime now) {
  std::vector<turn::SessionRecord> records;
  for (auto& worker : handover.workers) {
    for (auto& session : worker.sessions)
      records.push_back({std::move(session), turn::EndReason::stopped, now});
  }
  return records;
}

}  // namespace

base::Result<std::unique_ptr<RelayUnit>> RelayUnit::start(
    Foundation& foundation, std::shared_ptr<net::TlsContext> tls,
    std::optional<turn::io::Handover>& inherited) {
  const config::Config& config = foundation.config();
  std::unique_ptr<RelayUnit> unit{new RelayUnit(foundation)};
  TRY(auto secrets, unit->secrets_of(config));
  const MachineFacts machine{machine_name(), foundation.network.view(), descriptor_limit()};
  probe::FoundAddresses found;
  if (config.turn.enabled) {
    const auto locals = relay_addresses_of(config, machine.network).use;
    found = unit->first_look(probe::question_of(config.turn, locals), inherited);
  }
  turn::io::Settings settings = relay_settings(config, machine, std::move(secrets), found);
  settings.tls = std::move(tls);
  settings.revoked = unit->revoked_;
  if (config.turn.enabled) { TRY(unit->open_relay(settings, inherited)); }
  unit->setup_ = std::make_unique<RelaySetup>(
      config, std::move(settings), machine.network, std::move(found),
      RelaySetup::Parts{
          unit->relay_.get(), unit->ice_servers_, foundation.log,
          [self = unit.get()](const config::Config& read) { return self->secrets_of(read); }});
  if (unit->relay_) {
    unit->register_metrics();
    unit->revocation_ = std::make_unique<Revocation>(
        Revocation::Parts{*unit->relay_, *unit->revoked_,
                          [setup = unit->setup_.get()] { return setup->credential_lifetime(); },
                          foundation.workers, foundation.log});
  }
  return unit;
}

RelayUnit::~RelayUnit() { stop(); }

// No client should be told a private address, so a start waits for the first look, but not for a
// name server that does not answer, and not while calls wait for the relay: the previous process's
// answer serves until the next look.
probe::FoundAddresses RelayUnit::first_look(const probe::AddressQuestion& question,
                                            const std::optional<turn::io::Handover>& inherited) {
  if (!probe::is_asked(question)) return {};
  first_look_ = look_.begin(question) ? AddressWatch::First::pending : AddressWatch::First::failed;
  if (inherited && !inherited->seen_as.empty())
    return probe::as_before(question, inherited->seen_as);
  if (auto found = look_.wait(kFirstLook)) {
    first_look_ =
        found->failed.empty() ? AddressWatch::First::answered : AddressWatch::First::failed;
    return std::move(*found);
  }
  probe::FoundAddresses none;
  none.failed.push_back("the first look has not ended after " + std::to_string(kFirstLook.count()) +
                        " s; it goes on");
  return none;
}

void RelayUnit::register_metrics() {
  base::Metrics& metrics = foundation_.metrics;
  metrics.gauge_reader("lectern_turn_relay_addresses", "Addresses that the relay relays on now",
                       [this] { return static_cast<double>(setup_->relaying().size()); });
  metrics.gauge_reader("lectern_turn_missing_addresses",
                       "Addresses of relay_addresses that this machine does not have now",
                       [this] { return static_cast<double>(setup_->missing().size()); });
}

base::Result<std::vector<base::Secret>> RelayUnit::secrets_of(const config::Config& config) const {
  base::SystemRandom random;
  return foundation_.state.secrets(config.turn.core.secrets, config::kTurnSecretFile, random);
}

base::Status RelayUnit::open_relay(turn::io::Settings& settings,
                                   std::optional<turn::io::Handover>& inherited) {
  if (auto right = check_peers(foundation_.config(), own_addresses_of(settings)); !right)
    return base::failure(base::Error{right.error().code, "[turn] " + right.error().what});
  TRY(open_session_log());
  if (session_log_) {
    settings.on_session_ended = [to = session_log_.get()](turn::SessionRecord record) {
      to->add(std::move(record));
    };
  }
  auto relay = turn::io::Relay::start(settings, foundation_.log, foundation_.metrics,
                                      std::exchange(inherited, std::nullopt));
  if (!relay) return base::failure(base::Error{relay.error().code, "[turn] " + relay.error().what});
  relay_ = std::move(*relay);
  record_interrupted_sessions();
  log_listeners(settings);
  captures_ = std::make_unique<Captures>(*relay_);
  open_drain();
  return {};
}

base::Status RelayUnit::open_session_log() {
  const std::string& path = foundation_.config().turn.session_log;
  if (path.empty()) return {};
  auto opened = SessionLog::open(path, foundation_.log);
  if (!opened) {
    return base::failure(
        base::Error{opened.error().code, "[turn] session_log: " + opened.error().what});
  }
  session_log_ = std::move(*opened);
  base::Metrics& metrics = foundation_.metrics;
  metrics.counter_reader("lectern_turn_session_records_written_total", "Lines of the session log",
                         [to = session_log_.get()] { return static_cast<double>(to->written()); });
  metrics.counter_reader("lectern_turn_session_records_lost_total",
                         "Records that the session log had no room for, or could not write",
                         [to = session_log_.get()] { return static_cast<double>(to->lost()); });
  return {};
}

void RelayUnit::record_interrupted_sessions() {
  const auto interrupted = take_interrupted_sessions(foundation_.state.file(kInterruptedSessions));
  // A relay that took the handover over runs them, or has recorded their end.
  if (relay_->taken_over()) return;
  for (const turn::SessionRecord& record : interrupted) {
    log_record(foundation_.log, record);
    if (session_log_) session_log_->add(record);
  }
}

void RelayUnit::log_listeners(const turn::io::Settings& settings) const {
  const base::Log& log = foundation_.log;
  for (const base::ListenAddress& bound : relay_->bound())
    log.info("turn_listening", {{"address", bound.print()}, {"realm", settings.core.realm}});
  for (const base::Endpoint& bound :
       base::endpoints_with(&base::ListenAddress::udp, relay_->bound_tls()))
    log.info("turn_listening_dtls", {{"address", bound.print()}});
  for (const base::Endpoint& bound : relay_->bound_discovery())
    log.info("nat_discovery_listening", {{"address", bound.print()}});
}

void RelayUnit::open_drain() {
  const ProcessServices& process = foundation_.process;
  Drain::Parts parts{[this](bool draining) {
                       relay_->set_draining(draining);
                       ice_servers_.set_draining(draining);
                     },
                     [relay = relay_.get()] { return relay->in_use(); },
                     [this, &process](bool at_deadline) {
                       if (at_deadline) ends_by_ = turn::EndReason::drained;
                       if (process.leave) process.leave();
                     },
                     [&process](const std::string& status) {
                       if (process.tell_manager) process.tell_manager(status);
                     }};
  drain_ = std::make_unique<Drain>(foundation_.main, std::move(parts), foundation_.log);
}

void RelayUnit::watch_addresses() {
  if (!relay_) return;
  address_watch_ = std::make_unique<AddressWatch>(foundation_.main, look_, *setup_, first_look_);
}

void RelayUnit::see(const net::KernelView& network) {
  const bool waited = waits_for_address();
  const auto relayed_on = setup_->question().locals;
  setup_->see(network);
  // Other addresses, and a network that has come up, may have other answers.
  if (address_watch_ && setup_->question().locals != relayed_on) address_watch_->look_now();
  const bool waits = waits_for_address();
  const bool draining = drain_ && drain_->state().active;
  if (waits == waited || draining || !foundation_.process.tell_manager) return;
  foundation_.process.tell_manager(waits ? "waits for an address to relay on" : "");
}

bool RelayUnit::waits_for_address() const { return setup_->waits(); }

void RelayUnit::stop() {
  if (std::exchange(stopped_, true)) return;
  address_watch_.reset();
  drain_.reset();
  if (!relay_) return;
  if (foundation_.process.hand_over && ends_by_ == turn::EndReason::stopped) hand_over();
  relay_->stop(ends_by_);
  // After the relay: the sessions that ended last are recorded, too.
  if (session_log_) session_log_->stop();
}

// The daemon cannot tell a restart from a stop here: the service manager keeps the handover over a
// restart and drops it at a stop. So the records are kept in a file as well.
void RelayUnit::hand_over() {
  const base::Log& log = foundation_.log;
  turn::io::Handover handover = relay_->hand_over();
  handover.seen_as = setup_->external();
  const auto records = records_of(handover, base::SystemClock{}.wall_now());
  if (!records.empty()) {
    const auto kept =
        keep_interrupted_sessions(foundation_.state.file(kInterruptedSessions), records);
    if (!kept) log.warning("interrupted_sessions_not_kept", {{"why", kept.error().what}});
  }
  if (const auto done = foundation_.process.hand_over(std::move(handover)); done) {
    log.info("turn_handed_over", {{"allocations", records.size()}});
  } else {
    log.error("turn_not_handed_over",
              {{"why", done.error().what}, {"allocations", records.size()}});
  }
}

std::optional<RunningRelay> RelayUnit::running() noexcept {
  if (!relay_) return std::nullopt;
  return RunningRelay{*relay_, *drain_, *captures_};
}

std::vector<base::ListenAddress> RelayUnit::bound() const {
  return relay_ ? relay_->bound() : std::vector<base::ListenAddress>{};
}

std::vector<base::ListenAddress> RelayUnit::bound_tls() const {
  return relay_ ? relay_->bound_tls() : std::vector<base::ListenAddress>{};
}

std::vector<const net::EventLoop*> RelayUnit::loops() const {
  return relay_ ? relay_->loops() : std::vector<const net::EventLoop*>{};
}

void RelayUnit::adopt(std::unique_ptr<net::Stream> stream, std::vector<std::byte> first) {
  if (relay_) relay_->adopt(std::move(stream), std::move(first));
}

void RelayUnit::set_tls(const std::shared_ptr<net::TlsContext>& tls) {
  if (relay_) relay_->set_tls(tls);
}

base::Result<std::function<void()>> RelayUnit::prepare(const config::Config& config) {
  TRY(auto apply, setup_->prepare(config));
  return std::function<void()>{[this, apply = std::move(apply)] {
    apply();
    if (session_log_) session_log_->reopen();
    if (address_watch_) address_watch_->look_now();
  }};
}

void RelayUnit::on_event(const meetings::Event& event) {
  if (revocation_) revocation_->on_event(event, base::SystemClock{}.wall_now());
}

void RelayUnit::post_leftovers() {
  if (revocation_) revocation_->post_leftovers();
}

void RelayUnit::forget_old_captures() {
  if (captures_) captures_->forget_old();
}

}  // namespace lecternd
