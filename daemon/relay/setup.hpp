// SPDX-License-Identifier: MIT
// RelaySetup: what the running relay is told, and what clients are told of it: its configuration
// after a reload, the addresses it is seen under, the URLs and credentials that are handed out.
// Each change is taken over as a whole. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"
#include "daemon/listeners.hpp"
#include "daemon/relay/ice_server_list.hpp"
#include "daemon/relay/settings.hpp"
#include "probe/public_address.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

class RelaySetup {
 public:
  struct Parts {
    turn::io::Relay* relay;  // null: off
    IceServerList& ice_servers;
    const Listeners& listeners;  // complete when publish() is called first
    const base::Log& log;
    // The configured secrets, or the generated one. Errors where that cannot be read.
    std::function<base::Result<std::vector<base::Secret>>(const config::Config&)> secrets;
  };
  // `settings` is what the relay was started with.
  RelaySetup(const config::Config& config, turn::io::Settings settings, probe::FoundAddresses found,
             Parts parts);

  // What a reload may change; fails before anything is changed.
  base::Result<std::function<void()>> prepare(const config::Config& config);
  // What was found out about our addresses this time.
  void use(probe::FoundAddresses found);
  // Makes the list of URLs and credentials anew.
  void publish();

  probe::AddressQuestion question() const;
  std::chrono::seconds interval() const;
  base::Secret issuing_secret() const;
  std::vector<turn::RelayAddress> external() const;
  std::vector<std::string> address_findings() const;  // for people

 private:
  void apply(const config::Config& config, std::vector<base::Secret> secrets);
  void take_addresses();  // all below: under mutex_
  void publish_locked();
  void say_failures(const std::vector<std::string>& failed);

  const Parts parts_;
  mutable std::mutex mutex_;
  config::Config config_;
  turn::io::Settings settings_;
  probe::FoundAddresses found_;
  std::vector<std::string> failed_before_;
};

}  // namespace lecternd
