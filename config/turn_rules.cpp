// SPDX-License-Identifier: MIT
#include "config/turn_rules.hpp"

#include <algorithm>

#include "base/placeholder.hpp"
#include "config/peer_rules.hpp"

namespace config {
namespace {

// Collects the findings of one [turn].
class Rules {
 public:
  explicit Rules(const Config& config) : config_(config), turn_(config.turn) {}

  void listeners();
  void realm();
  void peers();
  void others();
  void without_effect();
  std::vector<TurnFinding> take() { return std::move(out_); }

 private:
  void refuse(const char* key, std::string what) { out_.push_back({key, std::move(what), true}); }
  void note(const char* key, std::string what) { out_.push_back({key, std::move(what), false}); }

  const Config& config_;
  const TurnConfig& turn_;
  std::vector<TurnFinding> out_;
};

void Rules::listeners() {
  if (turn_.listen.empty() && turn_.tls_listen.empty()) {
    refuse("turn.listen", "turn.listen is empty; say enabled = false where no relay is wanted");
  }
  if (!turn_.nat_discovery.empty() && !turn::fit_for_discovery(turn_.nat_discovery))
    refuse("turn.nat_discovery",
           "turn.nat_discovery wants two addresses of one family, with two different ports");
}

void Rules::realm() {
  const std::string& realm = turn_.core.realm;
  if (realm.size() > 127) refuse("turn.realm", "turn.realm is longer than 127 bytes");
  if (base::is_placeholder(realm))
    refuse("turn.realm", "turn.realm is a placeholder that nobody has filled in");
}

void Rules::peers() {
  const turn::Config& core = turn_.core;
  if (core.peers == turn::PeerMode::only && core.allow_peers.empty() && core.allow_ports.empty()) {
    note("turn.peers",
         "turn.peers = \"only\" without allow_peers: the relay reaches nobody but its own users");
  }
  for (const base::Cidr& prefix : core.allow_peers) {
    if (std::ranges::find(core.deny_peers, prefix) != core.deny_peers.end()) {
      refuse("turn.allow_peers",
             prefix.print() + " stands both in turn.allow_peers and in turn.deny_peers");
    }
  }
  const OwnAddresses own = named_addresses(config_);
  for (const std::string& what : find_closed_ports(config_, own))
    refuse("turn.allow_peers", "turn.allow_peers: " + what);
}

void Rules::others() {
  for (const turn::Alternate& alternate : turn_.core.alternates) {
    if (alternate.server.port == 0) {
      refuse(alternate.secure ? "turn.alternate_tls_servers" : "turn.alternate_servers",
             alternate.server.print() + " has no port that a client could use");
    }
  }
  for (const ExternalAddress& entry : turn_.external_ip) {
    const auto& locals = turn_.relay_addresses;
    if (entry.local && !locals.empty() && std::ranges::find(locals, *entry.local) == locals.end()) {
      note("turn.external_ip", "turn.external_ip: " + entry.local->print() +
                                   " is not among turn.relay_addresses: the entry has no effect");
    }
  }
}

// Keys that do nothing without another one.
void Rules::without_effect() {
  const auto& alternates = turn_.core.alternates;
  const bool automatic = std::ranges::any_of(turn_.external_ip, &ExternalAddress::is_automatic);
  if (!turn_.stun_servers.empty() && !automatic)
    note("turn.stun_servers",
         "turn.stun_servers has no effect: only external_ip = [\"auto\"] asks them");
  if (turn_.core.alternate_use != turn::AlternateUse::always && alternates.empty())
    note("turn.alternate_use", "turn.alternate_use has no effect without alternate_servers");
}

}  // namespace

std::vector<TurnFinding> check_turn(const Config& config) {
  if (!config.turn.enabled) return {};
  Rules rules(config);
  rules.listeners();
  rules.realm();
  rules.peers();
  rules.others();
  rules.without_effect();
  return rules.take();
}

}  // namespace config
