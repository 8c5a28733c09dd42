// SPDX-License-Identifier: MIT
#include "probe/public_address.hpp"

#include <algorithm>
#include <optional>

#include "config/address_rules.hpp"
#include "net/client/resolve.hpp"
#include "probe/cloud_metadata.hpp"
#include "probe/stun_query.hpp"

namespace probe {
namespace {

// The first of that family.
std::optional<base::IpAddress> of_family(const std::vector<base::IpAddress>& addresses,
                                         base::Family family) {
  const auto at = std::ranges::find(addresses, family, &base::IpAddress::family);
  return at == addresses.end() ? std::nullopt : std::optional{*at};
}

std::optional<base::IpAddress> seen_by(const config::HostPort& server, const base::IpAddress& local,
                                       FoundAddresses& out) {
  const auto bare = base::IpAddress::parse(server.host);
  const std::string name = bare ? base::Endpoint{*bare, server.port}.print()
                                : server.host + ":" + std::to_string(server.port);
  const auto addresses = net::client::resolve(server.host);
  if (!addresses) {
    out.failed.push_back("STUN server " + addresses.error().what);
    return std::nullopt;
  }
  const auto address = of_family(*addresses, local.family());
  if (!address) return std::nullopt;
  const auto mapping = stun_query({*address, server.port}, {local, 0});
  if (!mapping) {
    out.failed.push_back("STUN server " + name + ", asked from " + local.print() + ": " +
                         mapping.error().what);
    return std::nullopt;
  }
  out.said.push_back(name + " sees " + local.print() + " as " + mapping->mapped.ip.print());
  return mapping->mapped.ip;
}

std::optional<base::IpAddress> ask_stun_servers(const AddressQuestion& question,
                                                const base::IpAddress& local, FoundAddresses& out) {
  for (const config::HostPort& server : question.stun_servers) {
    const auto seen = seen_by(server, local, out);
    if (seen && !fit_to_be_told(server.host, {*seen}, out.failed).empty()) return seen;
  }
  return std::nullopt;
}

void find_automatic(const AddressQuestion& question, FoundAddresses& out) {
  std::vector<base::IpAddress> v4_left;
  for (const base::IpAddress& local : question.locals) {
    if (local.is_loopback() && question.stun_servers.empty()) continue;
    if (const auto seen = ask_stun_servers(question, local, out))
      out.automatic.push_back({local, *seen});
    else if (local.is_v4()) v4_left.push_back(local);
  }
  if (v4_left.empty()) return;
  // The cloud knows one address, that of the first interface; it fits one relay address.
  const auto cloud = cloud_public_address();
  if (!cloud) {
    out.failed.push_back(cloud.error().what);
    return;
  }
  if (fit_to_be_told("the metadata service", {cloud->ip}, out.failed).empty()) return;
  out.said.push_back("the metadata service (" + cloud->cloud + ") names " + cloud->ip.print());
  out.automatic.push_back({v4_left.front(), cloud->ip});
}

}  // namespace

std::vector<base::IpAddress> fit_to_be_told(const std::string& source,
                                            std::vector<base::IpAddress> addresses,
                                            std::vector<std::string>& failed) {
  std::erase_if(addresses, [&](const base::IpAddress& ip) {
    const auto fault = config::fault_of_told(ip);
    if (fault) failed.push_back(source + ": " + ip.print() + " " + *fault);
    return fault.has_value();
  });
  return addresses;
}

AddressQuestion question_of(const config::TurnConfig& turn, std::vector<base::IpAddress> locals) {
  AddressQuestion question;
  for (const config::ExternalAddress& wanted : turn.external_ip) {
    if (!wanted.name.empty()) question.names.push_back(wanted.name);
    question.automatic = question.automatic || wanted.is_automatic();
  }
  question.locals = std::move(locals);
  question.stun_servers = turn.stun_servers;
  return question;
}

FoundAddresses find_addresses(const AddressQuestion& question) {
  FoundAddresses out;
  for (const std::string& name : question.names) {
    auto addresses = net::client::resolve(name);
    if (!addresses) {
      out.failed.push_back(addresses.error().what);
      continue;
    }
    auto fit = fit_to_be_told(name, std::move(*addresses), out.failed);
    if (!fit.empty()) out.names.emplace(name, std::move(fit));
  }
  if (question.automatic) find_automatic(question, out);
  return out;
}

FoundAddresses keep_known(FoundAddresses now, const FoundAddresses& before,
                          const AddressQuestion& question) {
  for (const std::string& name : question.names) {
    if (const auto known = before.names.find(name); known != before.names.end())
      now.names.emplace(name, known->second);
  }
  for (const turn::RelayAddress& known : before.automatic) {
    const bool meant = question.automatic &&
                       std::ranges::find(question.locals, known.local) != question.locals.end();
    if (meant && std::ranges::find(now.automatic, known.local, &turn::RelayAddress::local) ==
                     now.automatic.end())
      now.automatic.push_back(known);
  }
  return now;
}

FoundAddresses as_before(const AddressQuestion& question,
                         const std::vector<turn::RelayAddress>& before) {
  FoundAddresses found;
  for (const std::string& name : question.names) {
    auto& addresses = found.names[name];
    for (const turn::RelayAddress& seen : before) addresses.push_back(seen.external);
  }
  if (question.automatic) found.automatic = before;
  return found;
}

std::vector<turn::RelayAddress> external_addresses(
    const std::vector<config::ExternalAddress>& wanted, const std::vector<base::IpAddress>& locals,
    const FoundAddresses& found) {
  const auto outside = [&](const config::ExternalAddress& entry,
                           const base::IpAddress& local) -> std::optional<base::IpAddress> {
    if (entry.local && *entry.local != local) return std::nullopt;
    if (entry.external)
      return entry.external->family() == local.family() ? entry.external : std::nullopt;
    if (!entry.name.empty()) {
      const auto known = found.names.find(entry.name);
      return known == found.names.end() ? std::nullopt : of_family(known->second, local.family());
    }
    const auto known = std::ranges::find(found.automatic, local, &turn::RelayAddress::local);
    return known == found.automatic.end() ? std::nullopt : std::optional{known->external};
  };
  std::vector<turn::RelayAddress> out;
  for (const base::IpAddress& local : locals) {
    std::optional<base::IpAddress> chosen;
    for (const bool by_private : {true, false}) {
      for (const config::ExternalAddress& entry : wanted) {
        if (!chosen && entry.local.has_value() == by_private) chosen = outside(entry, local);
      }
    }
    if (chosen) out.push_back({local, *chosen});
  }
  return out;
}

}  // namespace probe
