// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/random.hpp"
#include "ctl/check/checks.hpp"
#include "net/client/resolve.hpp"
#include "probe/hints.hpp"
#include "probe/public_address.hpp"
#include "probe/stun_query.hpp"

namespace ctl::check {
namespace {

using base::IpAddress;

std::string list_of(const std::vector<IpAddress>& addresses) {
  std::string out;
  for (const IpAddress& ip : addresses) out += (out.empty() ? "" : ", ") + ip.print();
  return out;
}

constexpr int kMostPorts = 8;  // to try: some of them are in use

base::Result<probe::Mapping> ask_from_a_relay_port(const base::Endpoint& server,
                                                   const IpAddress& local,
                                                   const config::PortRange& ports) {
  base::SystemRandom random;
  for (int i = 0; i < kMostPorts; ++i) {
    const auto port = static_cast<std::uint16_t>(
        ports.first + random.below(std::uint32_t{ports.last} - ports.first + 1));
    auto mapping = probe::stun_query(server, {local, port});
    if (mapping || mapping.error().code != base::Errc::io) return mapping;
  }
  return probe::stun_query(server, {local, 0});
}

// Judges a mapping that has the same port outside as here: whether strangers reach it.
void judge_filter(std::string seen, const base::Endpoint& server, const probe::Mapping& mapping,
                  const config::PortRange& ports, Findings& out) {
  const bool translated = mapping.mapped != mapping.local;
  if (translated) seen += " with the same port";
  const auto reached = mapping.other
                           ? probe::strangers_reach(mapping.local, server)
                           : base::Result<bool>{base::failure(base::Errc::unsupported, "")};
  if (reached && !*reached) {
    return out.warning("NAT", seen + ", but nothing comes in from those that it has not written to",
                       "open UDP " + std::to_string(ports.first) + "-" +
                           std::to_string(ports.last) +
                           " in the firewall or the cloud's security group, or forward these ports "
                           "to this machine");
  }
  seen += translated ? ": a 1:1 NAT" : ": there is none";
  if (reached) seen += ", and strangers reach the relay's ports";
  else if (translated) seen += ", as far as one look can tell";
  out.ok("NAT", std::move(seen));
}

void judge_other_port(const std::string& seen, const probe::Mapping& mapping, Findings& out) {
  const auto second =
      mapping.other ? probe::stun_query(*mapping.other, mapping.local)
                    : base::Result<probe::Mapping>{base::failure(base::Errc::unsupported, "")};
  std::string what = seen + ", with other ports: the NAT is not a 1:1 one";
  if (second)
    what += second->mapped == mapping.mapped ? " (endpoint-independent mapping)"
                                             : " (another mapping for each destination)";
  out.error("NAT", what + ", relayed addresses are not reachable",
            "forward the relay's ports one to one to this machine");
}

}  // namespace

void check_public_url(const config::Config& config, const std::vector<IpAddress>& ours,
                      Findings& out) {
  const std::string& url = config.site.public_url;
  if (url.empty()) {
    return out.warning("public_url",
                       "is not set: TURN URLs name addresses, which no certificate is for",
                       "site.public_url = \"https://meet.example.org\"");
  }
  std::string host = url.substr(url.find("://") + 3);
  host =
      host.starts_with('[') ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
  const auto addresses = net::client::resolve(host);
  if (!addresses)
    return out.error("public_url", addresses.error().what, "an A and an AAAA record for it");
  const bool right = std::ranges::any_of(
      *addresses, [&](const IpAddress& ip) { return std::ranges::find(ours, ip) != ours.end(); });
  if (right) return out.ok("public_url", host + " is " + list_of(*addresses));
  out.warning("public_url",
              host + " is " + list_of(*addresses) + ", which is none of this machine's (" +
                  list_of(ours) + ")",
              "right behind a load balancer or a NAT; else correct the DNS record");
}

void check_addresses(const config::TurnConfig& turn, const std::vector<IpAddress>& relay_addresses,
                     const std::vector<turn::RelayAddress>& external, Findings& out) {
  std::vector<base::Family> hidden, open;
  for (const IpAddress& local : relay_addresses) {
    const IpAddress outside = turn::seen_as(external, local);
    (probe::is_public(outside) ? open : hidden).push_back(local.family());
    out.ok("address", "relays on " + local.print() +
                          (outside == local ? "" : ", seen from outside as " + outside.print()));
  }
  // RFC 8656 section 7.2: who asks for no family wants IPv4.
  const bool v6_only =
      !relay_addresses.empty() &&
      std::ranges::all_of(relay_addresses, [](const auto& a) { return a.is_v6(); });
  if (v6_only) {
    out.warning(
        "address",
        "no relay address is IPv4: browsers do not ask for a family, get error 440 and have "
        "no relayed connection",
        "give this machine an IPv4 address (a private one will do, behind a NAT that "
        "forwards the relay's ports, with turn.external_ip); where turn.relay_addresses is "
        "set, name it there");
  }
  for (const base::Family family : {base::Family::v4, base::Family::v6}) {
    if (std::ranges::find(hidden, family) == hidden.end() ||
        std::ranges::find(open, family) != open.end())
      continue;
    out.warning("address",
                "no relay address of " + std::string{family == base::Family::v4 ? "IPv4" : "IPv6"} +
                    " is public: only clients of this network can be reached through the relay",
                "behind a NAT: turn.external_ip = [\"PUBLIC\"], or [\"auto\"], and the relay's "
                "ports forwarded to this machine");
  }
  for (const config::ExternalAddress& entry : turn.external_ip) {
    const auto fits = [&](const IpAddress& local) {
      return (!entry.local || *entry.local == local) &&
             (!entry.external || entry.external->family() == local.family());
    };
    if (std::ranges::any_of(relay_addresses, fits)) continue;
    out.warning("address",
                "an entry of turn.external_ip is for no relay address" +
                    (entry.local ? " (" + entry.local->print() + ")" : ""),
                "name the local address in turn.relay_addresses");
  }
}

// RFC 5780 sections 4.2 to 4.4, as far as they matter to a relay: whether there is a NAT, whether
// it is a 1:1 NAT, and whether datagrams of strangers pass it.
void check_nat(const config::HostPort& server, const config::PortRange& relay_ports,
               const std::vector<IpAddress>& relay_addresses,
               const std::vector<turn::RelayAddress>& external, Findings& out) {
  const auto servers = net::client::resolve(server.host);
  if (!servers) return out.error("NAT", "STUN server " + servers.error().what, "name another one");
  for (const IpAddress& local : relay_addresses) {
    const auto at = std::ranges::find(*servers, local.family(), &IpAddress::family);
    if (at == servers->end()) continue;
    const base::Endpoint asked{*at, server.port};
    const auto mapping = ask_from_a_relay_port(asked, local, relay_ports);
    if (!mapping) {
      out.warning("NAT", local.print() + ": " + mapping.error().what,
                  "UDP to the outside is blocked, or the server is gone");
      continue;
    }
    const IpAddress expected = turn::seen_as(external, local);
    if (mapping->mapped.ip != expected) {
      out.error("NAT",
                server.host + " sees " + local.print() + " as " + mapping->mapped.ip.print() +
                    ", clients are told " + expected.print(),
                "turn.external_ip = [\"" + mapping->mapped.ip.print() + "/" + local.print() +
                    "\"], or [\"auto\"]");
      continue;
    }
    const std::string seen = local.print() + " is seen as " + mapping->mapped.ip.print();
    if (mapping->mapped.port == mapping->local.port)
      judge_filter(seen, asked, *mapping, relay_ports, out);
    else judge_other_port(seen, *mapping, out);
  }
}

}  // namespace ctl::check
