// SPDX-License-Identifier: MIT
#include "daemon/relay/settings.hpp"

#include "config/listeners.hpp"
#include "daemon/origin.hpp"
#include "daemon/process/machine.hpp"

namespace lecternd {

turn::Config relay_core(const config::Config& config, const MachineFacts& machine,
                        std::vector<base::Secret> secrets) {
  turn::Config core = config.turn.core;
  if (core.realm.empty()) core.realm = host_of_origin(config.site.public_url);
  if (core.realm.empty()) core.realm = machine.name;
  core.secrets = std::move(secrets);
  core.own_addresses = own_addresses(machine.network);
  core.listener_ports = config::listener_ports(config);
  return core;
}

config::OwnAddresses own_addresses_of(const turn::io::Settings& settings) {
  config::OwnAddresses own{settings.relay_addresses, settings.core.own_addresses};
  for (const turn::RelayAddress& mapped : settings.external) own.relay.push_back(mapped.external);
  return own;
}

base::Status check_peers(const config::Config& config, const config::OwnAddresses& own) {
  const auto closed = config::find_closed_ports(config, own);
  if (closed.empty()) return {};
  return base::failure(base::Errc::invalid_argument, "allow_peers: " + closed.front());
}

RelayAddresses relay_addresses_of(const config::Config& config, const net::KernelView& network,
                                  const std::vector<base::IpAddress>& current) {
  return choose_relay_addresses(config.turn.relay_addresses, config.turn.core.peers, network,
                                current);
}

turn::io::Settings relay_settings(const config::Config& config, const MachineFacts& machine,
                                  std::vector<base::Secret> secrets,
                                  const probe::FoundAddresses& found) {
  const config::TurnConfig& turn = config.turn;
  turn::io::Settings settings;
  settings.core = relay_core(config, machine, std::move(secrets));
  settings.listen = turn.listen;
  settings.tls_listen = turn.tls_listen;
  settings.nat_discovery = turn.nat_discovery;
  settings.relay_addresses = relay_addresses_of(config, machine.network).use;
  settings.external = probe::external_addresses(turn.external_ip, settings.relay_addresses, found);
  settings.relay_ports = {turn.relay_ports.first, turn.relay_ports.last};
  settings.workers = turn.workers;
  // Strangers may open streams: web and signaling connections keep the other descriptors.
  if (machine.descriptors != 0) settings.max_streams_in_all = machine.descriptors / 4;
  settings.descriptor_ceiling = descriptor_ceiling(machine.descriptors);
  return settings;
}

std::string relay_host(const config::Config& config, const turn::io::Settings& settings,
                       const base::Endpoint& listen, RelayWay way) {
  if (!config.turn.host.empty()) return config.turn.host;
  const bool shared = !config.cluster.redis_url.empty() && way == RelayWay::plain;
  if (!config.site.public_url.empty() && !shared) return host_of_origin(config.site.public_url);
  if (!listen.ip.is_unspecified()) return listen.ip.print();
  if (!settings.external.empty()) return settings.external.front().external.print();
  return settings.relay_addresses.empty() ? std::string{"localhost"}
                                          : settings.relay_addresses.front().print();
}

}  // namespace lecternd
