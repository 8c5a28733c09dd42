// SPDX-License-Identifier: MIT
// RelayUnit: the TURN relay as a part of the daemon. It owns, in order of life: the list of ICE
// servers, the look at the external addresses, the session log, the relay with its worker threads,
// its setup, the captures, the drain, and the watch over its external addresses. With
// `[turn] enabled = false` only the list and the setup exist.
//
// Order of life: start() binds every listener and runs the workers; publish() makes the list of ICE
// servers; watch_addresses() starts the regular look; stop() hands the allocations over or ends
// them, then closes the session log. Main thread, except where "any thread" is written.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/relay/address_look.hpp"
#include "daemon/relay/address_watch.hpp"
#include "daemon/relay/captures.hpp"
#include "daemon/relay/drain.hpp"
#include "daemon/relay/ice_server_list.hpp"
#include "daemon/relay/revocation.hpp"
#include "daemon/relay/session_log.hpp"
#include "daemon/relay/setup.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

// The objects that exist while the relay is on.
struct RunningRelay {
  turn::io::Relay& relay;
  Drain& drain;
  Captures& captures;
};

class RelayUnit {
 public:
  static constexpr std::chrono::seconds kFirstLook{3};

  // Waits kFirstLook at most for the first look at the external addresses where the configuration
  // asks for one and `inherited` does not answer it; the look then goes on. `tls` may be null.
  // `inherited` is what the previous process handed over; it is taken from there only when the
  // relay is started, so a failure before that leaves it for the next attempt. The foundation
  // outlives the unit. Fails with a sentence that names the listener or the key.
  static base::Result<std::unique_ptr<RelayUnit>> start(
      Foundation& foundation, std::shared_ptr<net::TlsContext> tls,
      std::optional<turn::io::Handover>& inherited);
  // Calls stop().
  ~RelayUnit();
  RelayUnit(const RelayUnit&) = delete;
  RelayUnit& operator=(const RelayUnit&) = delete;

  // Makes the list of ICE servers. `tls` are the endpoints at which the web serves TURN over TLS.
  void publish(std::vector<base::Endpoint> tls) { setup_->publish(std::move(tls)); }
  // Starts the regular look at the addresses; looks at once where allocations were taken over.
  void watch_addresses();
  // Applies a change of this machine's addresses.
  void see(const net::KernelView& network);
  // The allocations that there are. Any thread.
  std::size_t allocations() const { return relay_ ? relay_->in_use() : 0; }
  // True while there is no address to relay on. Any thread.
  bool waits_for_address() const;
  // Call it when the worker pool has stopped. Gives the allocations to the service manager where
  // there is one and no drain has ended, else ends them with a record. Idempotent; takes seconds at
  // most.
  void stop();

  // nullopt: the relay is off. Any thread.
  std::optional<RunningRelay> running() noexcept;
  RelaySetup& setup() noexcept { return *setup_; }                // any thread
  IceServerList& ice_servers() noexcept { return ice_servers_; }  // any thread
  // The addresses that serve TURN over UDP and TCP, and those over DTLS and TLS, for which the web
  // listens; empty while it is off.
  std::vector<base::ListenAddress> bound() const;
  std::vector<base::ListenAddress> bound_tls() const;
  std::vector<const net::EventLoop*> loops() const;

  // A connection of the web's ports that speaks TURN, with the bytes already read; closed while the
  // relay is off. Any thread.
  void adopt(std::unique_ptr<net::Stream> stream, std::vector<std::byte> first);
  void set_tls(const std::shared_ptr<net::TlsContext>& tls);  // any thread
  // Checks a new configuration; the function that is returned applies it and cannot fail. Any
  // thread.
  base::Result<std::function<void()>> prepare(const config::Config& config);
  // Ends the relaying of those whose sessions or meeting have ended. Does not block; any thread.
  void on_event(const meetings::Event& event);
  // Call it once a second. Any thread.
  void post_leftovers();
  // Frees the captures that nobody reads any more. Any thread.
  void forget_old_captures();

 private:
  explicit RelayUnit(Foundation& foundation) : foundation_(foundation) {}
  base::Result<std::vector<base::Secret>> secrets_of(const config::Config& config) const;
  base::Status open_session_log();
  base::Status open_relay(turn::io::Settings& settings,
                          std::optional<turn::io::Handover>& inherited);
  void log_listeners(const turn::io::Settings& settings) const;
  probe::FoundAddresses first_look(const probe::AddressQuestion& question,
                                   const std::optional<turn::io::Handover>& inherited);
  void register_metrics();
  // Records the end of the sessions that the previous process handed over and no process has taken
  // over.
  void record_interrupted_sessions();
  void open_drain();
  void hand_over();

  Foundation& foundation_;
  bool stopped_ = false;
  turn::EndReason ends_by_ = turn::EndReason::stopped;
  const std::shared_ptr<turn::RevokedCredentials> revoked_ =
      std::make_shared<turn::RevokedCredentials>();
  IceServerList ice_servers_{revoked_};
  AddressLook look_;
  AddressWatch::First first_look_ = AddressWatch::First::answered;
  std::unique_ptr<SessionLog> session_log_;  // before the relay, which adds records to it
  std::unique_ptr<turn::io::Relay> relay_;
  std::unique_ptr<RelaySetup> setup_;
  std::unique_ptr<Revocation> revocation_;
  std::unique_ptr<Captures> captures_;
  std::unique_ptr<Drain> drain_;
  std::unique_ptr<AddressWatch> address_watch_;
};

}  // namespace lecternd
