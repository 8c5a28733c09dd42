// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>

#include "base/number.hpp"
#include "config/listeners.hpp"
#include "ctl/check/checks.hpp"
#include "net/client/socket.hpp"

namespace ctl::check {
namespace {

using namespace std::chrono_literals;

struct Range {
  unsigned first = 0, last = 0;
  unsigned size() const noexcept { return last - first + 1; }
};

// "32768\t60999"
std::optional<Range> local_range(const Host& host) {
  const auto text = host.read("/proc/sys/net/ipv4/ip_local_port_range");
  if (!text) return std::nullopt;
  std::istringstream in{*text};
  Range range;
  if (!(in >> range.first >> range.last) || range.first > range.last) return std::nullopt;
  return range;
}

// "3478,49152-65535"
std::vector<Range> reserved_ranges(const Host& host) {
  std::vector<Range> out;
  std::istringstream in{host.read("/proc/sys/net/ipv4/ip_local_reserved_ports").value_or("")};
  for (std::string part; std::getline(in, part, ',');) {
    const std::size_t dash = part.find('-');
    const auto first = base::parse_number<unsigned>(std::string_view{part}.substr(0, dash));
    const auto last = dash == std::string::npos
                          ? first
                          : base::parse_number<unsigned>(std::string_view{part}.substr(dash + 1));
    if (first && last && *first <= *last) out.push_back({*first, *last});
  }
  return out;
}

unsigned ports_at_risk(const Range& relay, const Range& local, const std::vector<Range>& reserved) {
  unsigned count = 0;
  for (unsigned port = std::max(relay.first, local.first); port <= std::min(relay.last, local.last);
       ++port) {
    if (std::ranges::none_of(reserved,
                             [port](const Range& r) { return r.first <= port && port <= r.last; }))
      ++count;
  }
  return count;
}

std::string print(const Range& range) {
  return std::to_string(range.first) + "-" + std::to_string(range.last);
}

}  // namespace

void check_relay_ports(const config::TurnConfig& turn, const Host& host, Findings& out) {
  const Range relay{turn.relay_ports.first, turn.relay_ports.last};
  const auto local = local_range(host);
  const unsigned at_risk = local ? ports_at_risk(relay, *local, reserved_ranges(host)) : 0;
  if (at_risk != 0) {
    out.warning(
        "relay ports",
        std::to_string(at_risk) + " of the relay's ports " + print(relay) +
            " are also given to outgoing connections of this machine (ip_local_port_range " +
            print(*local) + "): each such port is lost to the relay while it is in use",
        "sysctl -w net.ipv4.ip_local_reserved_ports=" + print(relay) +
            ", for good in /etc/sysctl.d (the package's 60-lectern.conf has the line)");
  } else {
    out.ok("relay ports", print(relay) + ", " + std::to_string(relay.size()) + " ports" +
                              (local ? ", none of them given to outgoing connections" : ""));
  }
  if (turn.core.total_quota > relay.size()) {
    out.warning("relay ports",
                "total_quota is " + std::to_string(turn.core.total_quota) +
                    ", but a relay address has " + std::to_string(relay.size()) +
                    " ports: clients get 508 before the quota is reached",
                "widen turn.relay_ports, add relay_addresses, or lower total_quota");
  }
}

void check_firewall(const config::Config& config, Findings& out) {
  std::set<std::uint16_t> udp, tcp;
  for (const config::ListenerClaim& claim : config::listener_claims(config)) {
    const base::Endpoint& at = claim.address.endpoint;
    if (at.ip.is_loopback() || at.port == 0 || claim.key == "metrics.listen") continue;
    if (claim.address.udp) udp.insert(at.port);
    if (claim.address.tcp) tcp.insert(at.port);
  }
  const auto list = [](const std::set<std::uint16_t>& ports) {
    std::string text;
    for (const std::uint16_t port : ports)
      text.append(text.empty() ? "" : ", ") += std::to_string(port);
    return text;
  };
  const auto& relayed = config.turn.relay_ports;
  std::string of_udp = list(udp);
  if (config.turn.enabled)
    of_udp.append(of_udp.empty() ? "" : ", ")
        .append(std::to_string(relayed.first) + "-" + std::to_string(relayed.last));
  out.ok("firewall", "clients need UDP " + (of_udp.empty() ? "none" : of_udp) + " and TCP " +
                         (tcp.empty() ? "none" : list(tcp)));
}

void check_listeners(const DaemonFacts& facts, Findings& out) {
  for (const base::Endpoint& at : facts.web) {
    const auto socket =
        net::client::Socket::connect(net::client::Kind::tcp, at, net::client::now() + 2s);
    if (socket) out.ok("listeners", "TCP " + at.print() + " takes connections");
    else
      out.error("listeners", "TCP " + socket.error().what,
                "a firewall on this machine is in the way (nft list ruleset)");
  }
}

}  // namespace ctl::check
