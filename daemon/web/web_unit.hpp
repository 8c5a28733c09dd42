// SPDX-License-Identifier: MIT
// WebUnit: everything that browsers reach through [[listen]]: the web UI, the REST API and the
// WebSocket. It owns, in order of life: the limits on attempts, the files of the web UI, the
// certificate in use, the admission of WebSocket sessions, the WebSocket server with its thread
// "signaling", and the front and HTTP servers with their threads "front" and "api".
//
// Order of life: open() binds every listener; start() runs the threads; stop_serving() closes the
// connections; record_leftovers() stores what they left; finish() sends the last bytes and joins
// the threads. Main thread, except where "any thread" is written.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/dependencies.hpp"
#include "api/policy.hpp"
#include "api/rate_limit.hpp"
#include "api/static_files.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "daemon/domain.hpp"
#include "daemon/listeners.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/web/admission.hpp"
#include "daemon/web/links.hpp"
#include "daemon/web/web_servers.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "net/tls_context.hpp"
#include "signaling/ws_server.hpp"

namespace lecternd {

class WebUnit {
 public:
  struct Parts {
    Domain& domain;                                // outlives the unit
    const meetings::IceServerIssuer& ice_servers;  // outlives the unit
    const meetings::SiteNodeList& nodes;           // outlives the unit
    meetings::SiteOperations& operations;          // outlives the unit
    std::shared_ptr<net::TlsContext> tls;          // null where no listener speaks TLS
    // Where to serve TURN over TLS and nothing else; the relay serves DTLS there.
    std::vector<base::ListenAddress> turn_tls;
    // Takes a connection on which TURN was recognized, with the bytes already read. Front thread.
    std::function<void(std::unique_ptr<net::Stream>, std::vector<std::byte>)> turn;
    std::function<api::Health()> health;  // any thread; does not block
  };
  // Binds everything; nothing is accepted before start(). The foundation outlives the unit. Fails
  // with a sentence that names the listener or the key.
  static base::Result<std::unique_ptr<WebUnit>> open(Foundation& foundation, Parts parts);
  WebUnit(const WebUnit&) = delete;
  WebUnit& operator=(const WebUnit&) = delete;

  // Before start(): the sessions and the rooms that the previous process handed over.
  base::Result<signaling::WsRestored> continue_rooms(const base::Secret& rooms) {
    return ws_->restore(rooms);
  }
  // Before start(), of several nodes: listens for the others, and returns where; then names the
  // directory, which outlives start() to stop_serving().
  base::Result<base::Endpoint> open_site(const base::Endpoint& listen);
  void use_directory(signaling::SiteDirectory& directory, std::string node) {
    ws_->use_directory(directory, std::move(node));
  }
  // What the directory tells. Any thread.
  void owner_lost(const meetings::MeetingId& meeting) { ws_->owner_lost(meeting); }
  void redis_is_back() { ws_->redis_is_back(); }
  void start();
  // Ends what clients see, in this order: no new connections, WebSocket sessions are told and
  // closed, HTTP connections are closed.
  void stop_serving(signaling::WsFarewell farewell);
  // After stop_serving(restart), when the worker pool has stopped: gives the sessions and the rooms
  // to the service manager.
  void hand_over_rooms();
  // Call it when the worker pool has stopped: records the seats that no worker has recorded.
  // Blocks.
  void record_leftovers() { admission_->record_leftovers(); }
  // The front still sends what other parts wrote last; then the threads end. Half a second at most.
  void finish() { servers_->finish(); }

  // Posts the recording of seats that a full worker pool left over. Any thread.
  void post_leftovers() { admission_->post_leftovers(); }
  // The page to open, and the link of the first admin while there is none. Blocks; any thread.
  base::Result<Links> links() const;
  // The addresses of the servers; `turn` is empty, because the relay owns those listeners. Any
  // thread.
  const Listeners& listeners() const noexcept { return listeners_; }
  // The certificate in use, or null. Any thread.
  std::shared_ptr<net::TlsContext> certificate() const;
  void set_tls(const std::shared_ptr<net::TlsContext>& tls);  // any thread
  std::vector<const net::EventLoop*> loops() const;

 private:
  WebUnit(Foundation& foundation, Parts parts);
  base::Status open_signaling();
  base::Status open_servers();
  // Whether the daemon reads the frames of WebSockets itself.
  bool is_builtin() const;
  void note_listeners();
  api::Policy make_policy() const;
  void count_refusals();
  void count_ratings();
  api::Handler make_api_handler();

  Foundation& foundation_;
  const Parts parts_;
  api::RateLimits limits_;
  api::StaticFiles files_;
  base::Guarded<std::shared_ptr<net::TlsContext>> tls_;
  std::unique_ptr<Admission> admission_;
  std::unique_ptr<signaling::WsServer> ws_;
  std::unique_ptr<WebServers> servers_;
  Listeners listeners_;
  bool restarts_ = false;
};

}  // namespace lecternd
