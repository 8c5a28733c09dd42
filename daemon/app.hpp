// SPDX-License-Identifier: MIT
// App: the composition root. It makes the units in the order of their needs, connects them, and
// stops them in the reverse order; everything else is inside the units. Main thread, except where
// "any thread" is written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dependencies.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "config/load.hpp"
#include "daemon/cluster_unit.hpp"
#include "daemon/commands/control_unit.hpp"
#include "daemon/domain.hpp"
#include "daemon/google.hpp"
#include "daemon/listeners.hpp"
#include "daemon/mail.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/process/handover_store.hpp"
#include "daemon/process/heartbeat.hpp"
#include "daemon/process/upkeep.hpp"
#include "daemon/recording_unit.hpp"
#include "daemon/relay/relay_unit.hpp"
#include "daemon/site_nodes.hpp"
#include "daemon/site_operations.hpp"
#include "daemon/web/health.hpp"
#include "daemon/web/web_unit.hpp"

namespace lecternd {

class App {
 public:
  // The loop and the log outlive the app. `inherited` is what the previous process handed
  // over; it keeps the relay's part if start() fails before a relay could take it, and the rooms in
  // any case. Fails with a sentence that names the part (and the listener).
  static base::Result<std::unique_ptr<App>> start(net::EventLoop& main, config::Loaded loaded,
                                                  ProcessServices process, base::Log& log,
                                                  Inherited& inherited);
  // Calls stop().
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // The web's listeners and the relay's.
  Listeners listeners() const;
  // The page to open, and the link of the first admin while there is none. Blocks; any thread.
  base::Result<Links> links() const { return web_->links(); }
  Reloader& reloader() noexcept { return control_->reloader(); }
  // Tells every session, closes every connection and stores the rest. Idempotent; takes seconds at
  // most.
  void stop();

 private:
  App(net::EventLoop& main, config::Loaded loaded, ProcessServices process, base::Log& log,
      StateDir state)
      : foundation_(main, std::move(loaded), std::move(process), log, std::move(state)) {}

  base::Status open(Inherited& inherited);
  void continue_rooms(const base::Secret& rooms);
  void count_ended_sessions();
  void watch_network();
  void open_nodes();
  void open_operations();
  base::Status open_web(std::shared_ptr<net::TlsContext> tls);
  base::Status open_control();
  void run();
  signaling::WsFarewell farewell() const;
  void post_session_sweep();  // main loop, once a second
  void post_chart_sample();   // main loop, once a second
  // Block; control pool. ask_store() also calls look_at_parts(), for what else /health tells.
  base::Status ask_store();
  void look_at_parts();
  // Does not block; any thread.
  api::Health health() const;
  PartState store_state() const;
  AddressState address_state() const;

  // In order of life: each member needs those before it. They are destroyed in reverse, after
  // stop().
  Foundation foundation_;
  std::unique_ptr<Domain> domain_;
  std::unique_ptr<RelayUnit> relay_;
  std::unique_ptr<SiteNodes> nodes_;
  std::unique_ptr<SiteOperations> operations_;
  std::unique_ptr<WebUnit> web_;
  std::unique_ptr<ClusterUnit> cluster_;
  std::unique_ptr<meetings::notify::MailWorker> mails_;
  std::unique_ptr<meetings::notify::WebhookWorker> webhooks_;
  std::unique_ptr<meetings::notify::GoogleWorker> google_;
  std::unique_ptr<RecordingUnit> recordings_;
  std::unique_ptr<ControlUnit> control_;
  std::unique_ptr<Upkeep> upkeep_;
  std::string store_trouble_;  // the last that was logged; ask_store() only
  // The parts of /health that ask_store() looks at: what asks for them never waits.
  base::Guarded<std::vector<std::pair<std::string, std::string>>> words_;
  Heartbeat store_beat_{foundation_.control, [this] { return ask_store(); }};
  Heartbeat workers_beat_{foundation_.workers, [] { return base::Status{}; }};
  unsigned seconds_ = 0;
  std::size_t watched_listeners_ = 0;  // set before any thread asks
  bool stopped_ = false;
};

}  // namespace lecternd
