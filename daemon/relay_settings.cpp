// SPDX-License-Identifier: MIT
#include "daemon/relay_settings.hpp"

#include "daemon/addresses.hpp"

namespace lecternd {

turn::io::Settings relay_settings(const Config& config, const MachineFacts& machine, std::vector<base::Secret> secrets) {
  const TurnConfig& turn = config.turn;
  turn::io::Settings settings;
  settings.core.realm = turn.realm;
  if (settings.core.realm.empty()) settings.core.realm = host_of_origin(config.site.public_url);
  if (settings.core.realm.empty()) settings.core.realm = machine.name;
  settings.core.secrets = std::move(secrets);
  for (const auto& [name, password] : turn.users) settings.core.users.emplace(name, password);
  settings.core.peers = turn.peers;
  settings.core.allow_peers = turn.allow_peers;
  settings.core.deny_peers = turn.deny_peers;
  settings.core.own_addresses = machine.own_addresses;
  settings.core.user_quota = turn.user_quota;
  settings.core.meeting_quota = turn.meeting_quota;
  settings.core.source_quota = turn.source_quota;
  settings.core.total_quota = turn.total_quota;
  settings.core.binding_rate = turn.binding_rate;
  settings.core.challenge_rate = turn.challenge_rate;
  settings.core.mobility = turn.mobility;
  settings.core.tcp_relay = turn.tcp_relay;
  settings.core.alternate_use = turn.alternate_use;
  for (const base::Endpoint& server : turn.alternate_servers) settings.core.alternates.push_back({server, false, {}});
  for (const base::Endpoint& server : turn.alternate_tls_servers) {
    settings.core.alternates.push_back({server, true, turn.alternate_domain});
  }

  settings.listen = turn.listen;
  settings.dtls_listen = turn.tls_listen;
  settings.nat_discovery = turn.nat_discovery;
  settings.core.trusted_proxies = turn.trusted_proxies;
  settings.relay_addresses =
      turn.relay_addresses.empty() ? default_relay_addresses(machine.own_addresses, machine.route_source) : turn.relay_addresses;
  for (const ExternalAddress& mapping : turn.external_ip) {
    for (const base::IpAddress& local : settings.relay_addresses) {
      const bool meant = mapping.local ? *mapping.local == local : mapping.external.family() == local.family();
      if (meant) settings.external.push_back({local, mapping.external});
    }
  }
  settings.relay_ports = {turn.relay_ports.first, turn.relay_ports.last};
  settings.workers = turn.workers;
  return settings;
}

std::string relay_host(const Config& config, const turn::io::Settings& settings, const base::Endpoint& listen) {
  if (!config.site.public_url.empty()) return host_of_origin(config.site.public_url);
  if (!listen.ip.is_unspecified()) return listen.ip.print();
  if (!settings.external.empty()) return settings.external.front().external.print();
  return settings.relay_addresses.empty() ? std::string{"localhost"} : settings.relay_addresses.front().print();
}

}  // namespace lecternd
