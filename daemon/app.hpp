// SPDX-License-Identifier: MIT
// App: the composition root: the only place that knows all parts. start() makes them in the order
// of their needs, stop() ends them in the reverse one. Main thread, except where "any thread" is
// written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/rate_limit.hpp"
#include "api/static_files.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "config/load.hpp"
#include "control/server.hpp"
#include "daemon/admission.hpp"
#include "daemon/commands/operator_commands.hpp"
#include "daemon/commands/reloader.hpp"
#include "daemon/domain.hpp"
#include "daemon/process/loop_watch.hpp"
#include "daemon/process/state_dir.hpp"
#include "daemon/relay/address_watch.hpp"
#include "daemon/relay/captures.hpp"
#include "daemon/relay/drain.hpp"
#include "daemon/relay/ice_server_list.hpp"
#include "daemon/relay/session_log.hpp"
#include "daemon/relay/setup.hpp"
#include "daemon/web/web.hpp"
#include "net/worker_pool.hpp"
#include "signaling/ws_server.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

class App {
 public:
  struct ProcessServices {
    std::string program;      // path of the executable: the web UI may lie beside it
    std::string runtime_dir;  // systemd's, else ""
    std::function<base::Result<config::Loaded, std::vector<config::Problem>>()>
        load_config;                            // for reloads; any thread
    std::function<void(bool well)> after_look;  // once a second, on the main loop
    std::function<void()> leave;                // main loop: ends it, as SIGTERM does
    std::function<void(const std::string& status)> tell_manager;  // main loop; "" = as usual
    // Where a next process may go on with the relay's allocations: gives them to whoever carries
    // them there.
    std::function<base::Status(turn::io::Handover)> hand_over;
  };

  // The loop and the log outlive the app. `inherited`: what the relay of the process before has
  // left; still there where this fails before a relay could take it. Fails with a sentence that
  // names the part (and the listener).
  static base::Result<std::unique_ptr<App>> start(net::EventLoop& main, config::Loaded loaded,
                                                  ProcessServices process, base::Log& log,
                                                  std::optional<turn::io::Handover>& inherited);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  const Listeners& listeners() const noexcept { return listeners_; }
  // The page to open, and the link that makes its opener the first admin (while there is none).
  // Blocks; any thread.
  base::Result<Links> links();
  Reloader& reloader() noexcept { return *reloader_; }
  // Sessions are told, everything is closed and stored. Idempotent; takes seconds at most.
  void stop();

 private:
  App(net::EventLoop& main, config::Loaded loaded, ProcessServices process, base::Log& log,
      StateDir state);

  base::Status open_domain();
  base::Status open_relay(base::Random& random, std::optional<turn::io::Handover>& inherited);
  // Of those that were handed over, and that nobody has taken over.
  void record_interrupted_sessions();
  void leave_relay();
  base::Status open_signaling();
  base::Status load_webui();
  base::Status open_web();
  base::Status open_control();
  void open_drain();
  base::Status open_session_log();
  void run_threads();
  void add_metrics();
  void housekeeping();
  api::Handler make_api_handler();
  api::Health health();
  std::string webui_folder() const;

  static constexpr const char* kInterruptedSessions = "turn-sessions-left";  // in the state folder

  net::EventLoop& main_;
  const std::string config_source_;
  const config::Config config_;
  const config::Settings settings_;
  const ProcessServices process_;
  base::Log& log_;
  const StateDir state_;
  const base::WallTime started_at_;
  bool stopped_ = false;

  // In the order of their needs; destroyed in reverse, after stop().
  base::Metrics metrics_;
  net::WorkerPool workers_;
  base::Guarded<std::shared_ptr<net::TlsContext>> tls_;
  std::unique_ptr<Domain> domain_;
  api::RateLimits limits_;
  api::StaticFiles files_;
  IceServerList ice_servers_;
  std::unique_ptr<Admission> admission_;
  std::unique_ptr<SessionLog> session_log_;  // before the relay, which tells it
  std::unique_ptr<turn::io::Relay> relay_;
  turn::EndReason relay_ends_by_ = turn::EndReason::stopped;
  std::unique_ptr<RelaySetup> relay_setup_;
  std::unique_ptr<signaling::WsServer> ws_;
  std::unique_ptr<Web> web_;
  Listeners listeners_;
  std::unique_ptr<Reloader> reloader_;
  std::unique_ptr<LoopWatch> watch_;
  std::unique_ptr<Drain> drain_;
  std::unique_ptr<Captures> captures_;
  std::unique_ptr<control::Server> control_;
  std::unique_ptr<net::Timer> housekeeping_timer_;
  std::unique_ptr<AddressWatch> address_watch_;
};

}  // namespace lecternd
