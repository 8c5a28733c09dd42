// SPDX-License-Identifier: MIT
// RelaySetup: changes the running relay after a reload, after a change of this machine's addresses
// and after each look at the external ones, and keeps the list of URLs that clients get. Each
// change applies as a whole. Any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "daemon/relay/ice_server_list.hpp"
#include "daemon/relay/settings.hpp"
#include "probe/public_address.hpp"
#include "turn/io/relay.hpp"

namespace lecternd {

class RelaySetup {
 public:
  struct Parts {
    turn::io::Relay* relay;  // null: [turn] enabled = false
    IceServerList& ice_servers;
    const base::Log& log;
    // Returns the configured secrets, or the generated one. Fails where its file cannot be read.
    std::function<base::Result<std::vector<base::Secret>>(const config::Config&)> secrets;
  };
  // The relay was started with `settings`, which were made from `network` and `found`. Logs the
  // addresses.
  RelaySetup(const config::Config& config, turn::io::Settings settings,
             const net::KernelView& network, probe::FoundAddresses found, Parts parts);

  // Checks the part of a new configuration that a reload may change. The function that is returned
  // applies it and cannot fail.
  base::Result<std::function<void()>> prepare(const config::Config& config);
  // Applies a change of this machine's addresses: no client reaches a new own address, new
  // allocations get the relay addresses that there are, and those on a lost address end.
  void see(const net::KernelView& network);
  // Applies the result of a look at the external addresses.
  void use(probe::FoundAddresses found);
  // Makes the list of URLs and credentials, and remembers `tls` for later changes: the endpoints
  // at which the web serves TURN over TLS. Call it before use() and before a reload.
  void publish(std::vector<base::Endpoint> tls);

  probe::AddressQuestion question() const;
  std::chrono::seconds interval() const;
  base::Secret issuing_secret() const;
  std::chrono::seconds credential_lifetime() const;
  std::vector<turn::RelayAddress> external() const;

  // An address that the relay relays on.
  struct Relaying {
    base::IpAddress local;
    base::IpAddress external;
    base::WallTime since;
  };
  std::vector<Relaying> relaying() const;
  // The configured relay addresses that this machine does not have.
  std::vector<base::IpAddress> missing() const;
  bool waits() const;  // for an address to relay on
  // Sentences for people: how each external address was found, and why one was not.
  std::vector<std::string> address_findings() const;
  std::vector<std::string> address_failures() const;

 private:
  void apply(const config::Config& config, std::vector<base::Secret> secrets);
  // These expect mutex_ to be locked.
  void take_network();
  // Chooses the relay addresses; returns those that this machine has lost.
  std::vector<base::IpAddress> follow_network();
  void log_addresses(const RelayAddresses& before);
  void take_addresses();
  void publish_locked();
  void say_idle_peers();
  void say_failures(const std::vector<std::string>& failed);

  const Parts parts_;
  mutable std::mutex mutex_;
  config::Config config_;
  turn::io::Settings settings_;
  net::KernelView network_;
  RelayAddresses addresses_;
  bool waiting_ = false;  // for an address to relay on; as it was logged
  // The addresses that allocations may be on, each with the time since when new ones get it.
  std::map<base::IpAddress, base::WallTime> used_since_;
  probe::FoundAddresses found_;
  std::vector<base::Endpoint> tls_;
  std::vector<std::string> failed_before_;
};

}  // namespace lecternd
