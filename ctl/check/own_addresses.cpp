// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "config/listeners.hpp"
#include "ctl/check/checks.hpp"
#include "net/client/socket.hpp"

namespace ctl::check {
namespace {

constexpr std::uint16_t kAnyPort = 9;  // of a destination to which nothing is sent

bool can_be_bound(const base::IpAddress& ip) {
  return net::client::Socket::open({ip, kAnyPort}, {ip, 0}).has_value();
}

std::vector<base::Endpoint> listeners_of(const config::Config& config) {
  std::vector<base::Endpoint> all;
  for (const config::ListenerClaim& claim : config::listener_claims(config))
    all.push_back(claim.address.endpoint);
  if (config.turn.enabled) std::ranges::copy(config.turn.nat_discovery, std::back_inserter(all));
  return all;
}

// What the daemon would miss if it was started now.
MissingAddresses missing_of(const config::Config& config) {
  MissingAddresses missing;
  if (config.turn.enabled) {
    std::ranges::copy_if(config.turn.relay_addresses, std::back_inserter(missing.relay),
                         [](const base::IpAddress& ip) { return !can_be_bound(ip); });
  }
  std::ranges::copy_if(
      listeners_of(config), std::back_inserter(missing.listeners),
      [](const base::Endpoint& at) { return !at.ip.is_unspecified() && !can_be_bound(at.ip); });
  return missing;
}

}  // namespace

void check_own_addresses(const config::Config& config, const std::optional<DaemonFacts>& facts,
                         Findings& out) {
  const MissingAddresses missing = facts ? facts->missing : missing_of(config);
  for (const base::IpAddress& ip : missing.relay) {
    out.error("address",
              "this machine does not have " + ip.print() +
                  ", which turn.relay_addresses names: no client is relayed on it",
              "give it to an interface (ip address), or correct turn.relay_addresses; the running "
              "relay uses it as soon as it is there");
  }
  for (const base::Endpoint& at : missing.listeners) {
    out.warning("address",
                "this machine does not have the address of the listener " + at.print() +
                    ": nobody reaches it",
                "give it to an interface (ip address), or correct the address; the listener works "
                "as soon as it is there");
  }
  if (facts && config.turn.enabled && facts->relay_addresses.empty()) {
    out.error("address", "the relay has no address to relay on: clients get 508",
              "give this machine an address (ip address, ip route); the relay uses it as soon as "
              "it is there");
  }
}

}  // namespace ctl::check
