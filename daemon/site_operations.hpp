// SPDX-License-Identifier: MIT
// SiteOperations: what the administration's pages show of this node, gathered from its units, with
// the curves of the last day. The calls wait for other threads for a moment: worker threads only,
// except where something else is written.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/charts.hpp"
#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "daemon/process/heartbeat.hpp"
#include "daemon/relay/relay_unit.hpp"
#include "meetings/site_operations.hpp"
#include "net/tls_context.hpp"

namespace lecternd {

class SiteOperations final : public meetings::SiteOperations {
 public:
  // The references outlive this. Any thread calls the functions; they do not block.
  struct Parts {
    const Foundation& foundation;
    Domain& domain;
    RelayUnit& relay;
    std::function<PartState()> store;
    std::function<PartState()> workers;
    std::function<std::vector<std::string>()> stalled_loops;
    std::function<std::shared_ptr<net::TlsContext>()> certificate;
  };
  explicit SiteOperations(Parts parts) : parts_(std::move(parts)) {}

  meetings::SiteState state() override;
  std::vector<meetings::ChartSample> charts() override { return charts_.samples(); }
  std::vector<meetings::RelaySession> relay_sessions() override;
  bool end_relay_session(std::string_view id) override;

  // Certificate, mail, Redis and disk in a word each, for /health. Asks the disk, so it may block.
  std::vector<std::pair<std::string, std::string>> words() const;

  // Adds a minute to the curves. Call it once a minute, one call at a time.
  void sample();

 private:
  // What a session had relayed at the last look.
  struct Seen {
    std::uint64_t to_peers = 0;
    std::uint64_t to_client = 0;
  };
  struct Look {
    base::Instant at;
    std::map<std::string, Seen, std::less<>> sessions;
  };
  meetings::SitePart store_part() const;
  meetings::SitePart relay_part(const std::vector<std::string>& stalled) const;
  meetings::SitePart addresses_part() const;
  meetings::SitePart certificate_part(const net::TlsContext* tls) const;
  meetings::SitePart redis_part() const;
  meetings::SitePart mail_part() const;
  std::string state_folder() const { return parts_.foundation.state.path(); }
  std::string recordings_folder() const;

  const Parts parts_;
  Charts charts_;
  std::mutex looking_;
  std::optional<Look> last_look_;
};

}  // namespace lecternd
