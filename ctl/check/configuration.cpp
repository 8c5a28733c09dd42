// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/file_access.hpp"
#include "config/state_files.hpp"
#include "ctl/check/checks.hpp"

namespace ctl::check {
namespace {

void warn_of(const config::Problem& note, Findings& out) {
  if (const Advice advice = advice_of(note.what); !advice.todo.empty())
    return out.warning("secrets", note.where + ": " + advice.said, advice.todo);
  const bool secret = note.what.find("secret of less than") != std::string::npos;
  out.warning(secret ? "secrets" : "configuration", note.print(),
              secret ? "make one: openssl rand -base64 32" : "see lectern.toml(5)");
}

// What the next start would say of the state folder.
void check_state_files(const config::Config& config, Findings& out) {
  for (const config::StateProblem& problem : config::find_state_problems(config)) {
    const auto [said, todo] = advice_of(problem.what);
    if (problem.mended_at_start) out.warning("secrets", said, todo);
    else out.error("secrets", said, todo);
  }
}

void check_peers(const config::TurnConfig& turn, Findings& out) {
  const auto opens = [&](const char* address) {
    const base::IpAddress ip = *base::IpAddress::parse(address);
    return base::is_among(ip, turn.core.allow_peers) ||
           std::ranges::find(turn.core.allow_ports, ip, &turn::PeerPorts::ip) !=
               turn.core.allow_ports.end();
  };
  if (opens("127.0.0.1") || opens("::1"))
    out.error(
        "peers",
        "allow_peers opens this machine's own loopback addresses to everybody with a credential",
        "take it out");
  if (opens("169.254.169.254"))
    out.error("peers",
              "allow_peers opens the cloud's metadata service (169.254.169.254) to everybody with "
              "a credential",
              "take it out");
  const bool more = !turn.core.allow_peers.empty() || !turn.core.allow_ports.empty();
  switch (turn.core.peers) {
    case turn::PeerMode::public_:
      return out.ok("peers",
                    std::string{"public addresses only"} + (more ? ", and allow_peers" : ""));
    case turn::PeerMode::lan:
      return out.warning("peers", "private addresses may be reached, too (peers = \"lan\")",
                         "right where the relay serves a closed network; else peers = \"public\"");
    case turn::PeerMode::only: return out.ok("peers", "nothing but allow_peers");
  }
}

}  // namespace

void check_own_peers(const config::Config& config, const config::OwnAddresses& own, Findings& out) {
  for (const std::string& what : config::find_closed_ports(config, own))
    out.error("peers", "turn.allow_peers: " + what, "correct the entry");
  for (const std::string& what : config::find_idle_peers(config.turn, own))
    out.warning("peers", what, "see \"Where to\" in docs/relay.md");
}

void check_nodes(const config::Config& config, const DaemonFacts& facts, Findings& out) {
  if (config.cluster.redis_url.empty()) return;
  if (facts.nodes.size() < 2)
    return out.warning("nodes", "no other node of the site is heard",
                       "right while this one is the only one; else see cluster_not_connected in "
                       "the log, and docs/cluster.md");
  std::string heard;
  for (const DaemonFacts::Node& node : facts.nodes) {
    if (&node == &facts.nodes.front()) continue;
    heard += (heard.empty() ? "" : ", ") + node.name;
    if (!node.region.empty()) heard += " (" + node.region + ")";
    if (node.relay_refused)
      out.error("nodes",
                "the relay of " + node.name +
                    " takes none of the secrets of this one, so clients here do not get it",
                "give all nodes the same turn.secrets (or secret_file)");
  }
  out.ok("nodes", "heard: " + heard);
}

void check_configuration(const config::Loaded& loaded, Findings& out) {
  out.ok("configuration", loaded.source + " is right");
  for (const config::Problem& note : loaded.notes) warn_of(note, out);
  check_state_files(loaded.config, out);
  const config::TurnConfig& turn = loaded.config.turn;
  if (!turn.enabled) return out.ok("relay", "is off (turn.enabled = false)");
  check_peers(turn, out);
  if (turn.core.user_quota == 0 && turn.core.source_quota == 0 && turn.core.total_quota == 0) {
    out.warning("quotas", "none is set: one user can take every relay port",
                "user_quota, source_quota and total_quota in [turn]");
  } else {
    const auto said = [](unsigned quota) {
      return quota == 0 ? std::string{"unlimited"} : std::to_string(quota);
    };
    out.ok("quotas", "a user " + said(turn.core.user_quota) + ", a meeting " +
                         said(turn.core.meeting_quota) + ", an address " +
                         said(turn.core.source_quota) + ", in all " + said(turn.core.total_quota));
  }
}

}  // namespace ctl::check
