// SPDX-License-Identifier: MIT
#include "config/peer_rules.hpp"

#include <algorithm>

#include "config/listeners.hpp"

namespace config {
namespace {

bool holds(const std::vector<base::IpAddress>& list, const base::IpAddress& ip) {
  return std::ranges::find(list, ip) != list.end();
}

}  // namespace

OwnAddresses named_addresses(const Config& config) {
  OwnAddresses own;
  own.relay = config.turn.relay_addresses;
  for (const ExternalAddress& entry : config.turn.external_ip) {
    if (entry.external) own.relay.push_back(*entry.external);
    if (entry.local) own.relay.push_back(*entry.local);
  }
  for (const ListenerClaim& claim : listener_claims(config)) {
    if (!claim.address.endpoint.ip.is_unspecified())
      own.other.push_back(base::Cidr::host(claim.address.endpoint.ip));
  }
  return own;
}

std::vector<std::string> find_closed_ports(const Config& config, const OwnAddresses& own) {
  std::vector<std::string> out;
  const PortRange& relayed = config.turn.relay_ports;
  for (const turn::PeerPorts& ports : config.turn.core.allow_ports) {
    const bool relays = holds(own.relay, ports.ip);
    if (relays && ports.first <= relayed.last && relayed.first <= ports.last) {
      out.push_back(ports.print() + " lies in relay_ports (" + std::to_string(relayed.first) + "-" +
                    std::to_string(relayed.last) +
                    "), which belong to the relay's clients: give the media server other ports");
    }
    if (!relays && !base::is_among(ports.ip, own.other) && !ports.ip.is_loopback()) continue;
    for (const std::uint16_t port : listener_ports(config)) {
      if (port < ports.first || ports.last < port) continue;
      out.push_back(ports.print() + " contains port " + std::to_string(port) +
                    ", on which this daemon listens: leave that port out");
    }
  }
  return out;
}

std::vector<std::string> find_idle_peers(const TurnConfig& turn, const OwnAddresses& own) {
  std::vector<std::string> out;
  for (const base::IpAddress& ip : own.relay) {
    const auto host = base::Cidr::host(ip);
    const bool opened = std::ranges::find(turn.core.allow_ports, ip, &turn::PeerPorts::ip) !=
                        turn.core.allow_ports.end();
    const std::string place = ip.is_v4() ? ip.print() : "[" + ip.print() + "]";
    if (std::ranges::find(turn.core.allow_peers, host) != turn.core.allow_peers.end() && !opened) {
      out.push_back("turn.allow_peers: " + ip.print() +
                    " is an address of the relay itself, and opens nothing without ports; name "
                    "those of the media server: \"" +
                    place + ":FIRST-LAST\"");
    }
    if (std::ranges::find(turn.core.deny_peers, host) != turn.core.deny_peers.end()) {
      out.push_back("turn.deny_peers: " + ip.print() +
                    " is an address of the relay itself, where clients always reach each other's "
                    "relayed addresses, and other ports only if allow_peers names them");
    }
  }
  return out;
}

}  // namespace config
