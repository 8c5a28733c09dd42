// SPDX-License-Identifier: MIT
#include "ctl/coturn/settle.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/listen_address.hpp"

namespace ctl::coturn {
namespace {

constexpr std::uint16_t kPlainPort = 3478;
constexpr std::uint16_t kTlsPort = 5349;
constexpr std::uint16_t kLeastRelayPort = 1024;
constexpr std::int64_t kMostWorkers = 256;
constexpr std::size_t kMostPrefixes = 4096;

using base::ListenAddress;

// An address to listen on, and the finding of its line where it has one of its own.
struct Place {
  ListenAddress address;
  std::optional<std::size_t> finding;
};

std::vector<Place> places_on(const Draft& draft, std::uint16_t port) {
  std::vector<Place> out;
  for (const From<base::IpAddress>& ip : draft.listening_ips)
    out.push_back({base::Endpoint{ip.value, port}, ip.finding});
  if (out.empty()) out.push_back({*base::Endpoint::parse("[::]:" + std::to_string(port)), {}});
  return out;
}

// The lines whose address a wildcard takes already are told once, for both kinds of listeners.
void drop_covered(Draft& draft, std::vector<Place>& places) {
  const auto wildcard_of = [&](const Place& place) {
    return std::ranges::find_if(places, [&](const Place& other) {
      const base::Endpoint &wide = other.address.endpoint, &at = place.address.endpoint;
      return wide.ip.is_unspecified() && !at.ip.is_unspecified() && wide.port == at.port &&
             wide.ip.family() == at.ip.family();
    });
  };
  std::vector<Place> kept;
  for (const Place& place : places) {
    const auto wide = wildcard_of(place);
    if (wide == places.end()) {
      kept.push_back(place);
    } else if (place.finding) {
      draft.findings[*place.finding].verdict = Verdict::ignored;
      draft.findings[*place.finding].text =
          wide->address.endpoint.ip.print() + " takes this address, too";
    }
  }
  places = std::move(kept);
}

// Leaves the carriers that are on; "no-udp" and "no-tcp" together leave nothing.
void set_carriers(std::vector<Place>& places, bool udp, bool tcp) {
  for (Place& place : places) {
    place.address.udp = udp;
    place.address.tcp = tcp;
  }
  if (!udp && !tcp) places.clear();
}

config::TextList print_all(const std::vector<Place>& places) {
  config::TextList out;
  for (const Place& place : places) {
    std::string text = place.address.print();
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

// Takes away what a plain listener has on the same address and port; coturn tells TLS by its first
// bytes there.
void yield_to(const std::vector<Place>& plain, std::vector<Place>& tls) {
  for (Place& place : tls) {
    for (const Place& other : plain) {
      if (other.address.endpoint != place.address.endpoint) continue;
      place.address.udp = place.address.udp && !other.address.udp;
      place.address.tcp = place.address.tcp && !other.address.tcp;
    }
  }
  std::erase_if(tls, [](const Place& place) { return !place.address.udp && !place.address.tcp; });
}

void settle_tls_listeners(Draft& draft, const std::vector<Place>& plain) {
  std::vector<Place> tls = places_on(draft, draft.tls_port.value_or(kTlsPort));
  drop_covered(draft, tls);
  set_carriers(tls, !draft.no_dtls, !draft.no_tls);
  const std::size_t wanted = tls.size();
  yield_to(plain, tls);
  if (tls.size() < wanted) {
    draft.amend("tls-listening-port", Verdict::changed,
                "left out: the port is that of UDP and TCP");
  }
  draft.keys["turn.tls_listen"] = print_all(tls);
}

void settle_listeners(Draft& draft) {
  std::vector<Place> plain = places_on(draft, draft.port.value_or(kPlainPort));
  for (const From<base::Endpoint>& aux : draft.aux_servers)
    plain.push_back({aux.value, aux.finding});
  drop_covered(draft, plain);
  const bool has_certificate = !draft.certificate.empty() && !draft.key.empty();
  const bool tls = has_certificate && !(draft.no_tls && draft.no_dtls);
  if (draft.no_udp && draft.no_tcp && !tls) {
    draft.no_udp = draft.no_tcp = false;
    for (const char* option : {"no-udp", "no-tcp"}) {
      draft.amend(option, Verdict::changed,
                  "left out: without UDP, TCP and TLS nothing would be served");
    }
  }
  set_carriers(plain, !draft.no_udp, !draft.no_tcp);
  if (has_certificate) {
    draft.keys["tls.certificate"] = draft.certificate;
    draft.keys["tls.key"] = draft.key;
  } else {
    for (const char* option : {"cert", "pkey"})
      draft.amend(option, Verdict::changed,
                  "left out: coturn starts TLS only with both cert and pkey");
  }
  if (tls) {
    settle_tls_listeners(draft, plain);
  } else {
    draft.amend("tls-listening-port", Verdict::ignored,
                has_certificate ? "no-tls and no-dtls are on"
                                : "coturn starts TLS only with both cert and pkey");
  }
  draft.keys["turn.listen"] = print_all(plain);
}

// RFC 5780 needs two addresses of one family and two ports; coturn takes the first two addresses,
// and the next port.
void settle_nat_discovery(Draft& draft) {
  if (!draft.nat_discovery)
    return draft.amend("alt-listening-port", Verdict::ignored,
                       "NAT behaviour discovery (rfc5780) is off");
  const std::uint16_t port = draft.port.value_or(kPlainPort);
  const std::uint16_t other = draft.alt_port.value_or(static_cast<std::uint16_t>(port + 1));
  std::vector<base::IpAddress> ips;
  for (const From<base::IpAddress>& ip : draft.listening_ips) {
    if (!ip.value.is_unspecified()) ips.push_back(ip.value);
  }
  const auto second = std::ranges::find_if(ips, [&](const base::IpAddress& ip) {
    return ip != ips.front() && ip.family() == ips.front().family();
  });
  if (second == ips.end() || other == port || other == 0) {
    for (const char* option : {"rfc5780", "alt-listening-port"}) {
      draft.amend(option, Verdict::changed,
                  "left out: it wants two listening-ip of one family and two ports");
    }
    return;
  }
  draft.keys["turn.nat_discovery"] = config::TextList{base::Endpoint{ips.front(), port}.print(),
                                                      base::Endpoint{*second, other}.print()};
}

void settle_metrics(Draft& draft) {
  if (!draft.prometheus) {
    for (const char* option : {"prometheus-port", "prometheus-address"}) {
      draft.amend(option, Verdict::ignored, "prometheus is off; our metrics are on 127.0.0.1:9641");
    }
    return;
  }
  const auto ip =
      base::IpAddress::parse(draft.prometheus_address.empty() ? "::" : draft.prometheus_address);
  draft.keys["metrics.listen"] = base::Endpoint{*ip, draft.prometheus_port}.print();
  if (draft.prometheus_address.empty()) {
    draft.amend(
        "prometheus", Verdict::mapped,
        "on every address, as with coturn: name one of them where strangers reach this machine");
  }
}

void settle_relay(Draft& draft) {
  if (!draft.relay_ips.empty()) draft.keys["turn.relay_addresses"] = draft.relay_ips;
  if (!draft.alternates.empty()) draft.keys["turn.alternate_servers"] = draft.alternates;
  if (!draft.tls_alternates.empty())
    draft.keys["turn.alternate_tls_servers"] = draft.tls_alternates;
  if (!draft.external_ips.empty()) draft.keys["turn.external_ip"] = draft.external_ips;
  if (draft.min_port || draft.max_port) {
    const std::uint16_t least = std::max(draft.min_port.value_or(49152), kLeastRelayPort);
    const std::uint16_t most = draft.max_port.value_or(65535);
    if (most < least) {
      for (const char* option : {"min-port", "max-port"}) {
        draft.amend(option, Verdict::malformed,
                    "left out: the ports end below where they begin (from 1024 on)");
      }
    } else {
      draft.keys["turn.relay_ports"] = std::to_string(least) + "-" + std::to_string(most);
      if (draft.min_port.value_or(least) < least)
        draft.amend("min-port", Verdict::changed, "relayed ports begin at 1024");
    }
  }
  const std::optional<std::int64_t> workers =
      draft.relay_threads ? draft.relay_threads : draft.cpus;
  // coturn takes 0 threads as one.
  if (workers) draft.keys["turn.workers"] = std::clamp<std::int64_t>(*workers, 1, kMostWorkers);
  if (draft.relay_threads) draft.amend("cpus", Verdict::ignored, "relay-threads says it");
}

base::Result<std::vector<base::Cidr>> prefixes_of_all(const std::vector<From<Range>>& ranges) {
  std::vector<base::Cidr> out;
  for (const From<Range>& range : ranges) {
    std::ranges::copy(prefixes_of(range.value), std::back_inserter(out));
    if (out.size() > kMostPrefixes) {
      std::string what = "the ranges of peers are more than ";
      what.append(std::to_string(kMostPrefixes)).append(" prefixes; write them coarser");
      return base::failure(base::Errc::exhausted, std::move(what));
    }
  }
  return without_covered(std::move(out));
}

// An IPv4 range that was written inside IPv6 means the IPv4 range.
config::TextList print_all(const std::vector<base::Cidr>& prefixes) {
  constexpr unsigned kMappedBits = 96;
  config::TextList out;
  for (const base::Cidr& prefix : prefixes) {
    const base::IpAddress v4 = prefix.network().unmapped();
    const bool mapped = v4 != prefix.network() && prefix.prefix_length() > kMappedBits;
    out.push_back((mapped ? base::Cidr{v4, prefix.prefix_length() - kMappedBits} : prefix).print());
  }
  return out;
}

// Whether coturn relays to private addresses that this daemon keeps closed by default.
bool reaches_private(const std::vector<base::Cidr>& allowed,
                     const std::vector<base::Cidr>& denied) {
  constexpr auto kPrivate =
      std::to_array<std::string_view>({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"});
  return !std::ranges::all_of(kPrivate, [&](std::string_view text) {
    const base::Cidr prefix = *base::Cidr::parse(text);
    return is_covered(prefix, denied) || is_covered(prefix, allowed);
  });
}

// The addresses that the relay will have, as far as the lines name them.
std::vector<base::IpAddress> relay_addresses_of(const Draft& draft) {
  std::vector<base::IpAddress> out;
  for (const std::string& ip : draft.relay_ips) out.push_back(*base::IpAddress::parse(ip));
  if (out.empty()) {
    for (const From<base::IpAddress>& ip : draft.listening_ips) out.push_back(ip.value);
  }
  for (const std::string& text : draft.external_ips) {
    const auto entry = config::parse_external_address(text);
    if (entry && entry->external) out.push_back(*entry->external);
    if (entry && entry->local) out.push_back(*entry->local);
  }
  return out;
}

// Takes the lines out that name exactly one of `own`, and says why.
template <class Say>
void take_out(Draft& draft, std::vector<From<Range>>& ranges,
              const std::vector<base::IpAddress>& own, Say say) {
  std::erase_if(ranges, [&](const From<Range>& range) {
    const base::IpAddress& ip = range.value.first;
    if (ip != range.value.last || std::ranges::find(own, ip) == own.end()) return false;
    draft.findings[range.finding].verdict = Verdict::changed;
    draft.findings[range.finding].text = say(ip);
    return true;
  });
}

// coturn opens or closes every port of such an address; here its ports are closed, except for those
// that allow_peers names and for relayed addresses.
void settle_own_peers(Draft& draft) {
  const auto own = relay_addresses_of(draft);
  take_out(draft, draft.allowed, own, [](const base::IpAddress& ip) {
    const std::string address = base::Endpoint{ip, 0}.print();
    return "left out: an address of the relay itself opens nothing without ports here; name those "
           "of the media server in turn.allow_peers: \"" +
           address.substr(0, address.size() - 1) + "FIRST-LAST\"";
  });
  take_out(draft, draft.denied, own, [](const base::IpAddress&) {
    return std::string{
        "left out: the ports of the relay's own addresses are closed here, except for the relayed "
        "addresses of its clients, which reach each other"};
  });
}

base::Status settle_peers(Draft& draft, const std::string& source) {
  settle_own_peers(draft);
  TRY(const auto allowed, prefixes_of_all(draft.allowed));
  TRY(auto denied, prefixes_of_all(draft.denied));
  if (reaches_private(allowed, denied)) {
    draft.add(source, "", Verdict::changed,
              "coturn relays to the private addresses that no denied-peer-ip names; here they are "
              "closed: where they are needed, name "
              "them in turn.allow_peers, or say turn.peers = \"lan\"");
  }
  // In coturn an allowed range wins; here the longer prefix wins. They differ where a denied prefix
  // lies in an allowed one.
  std::erase_if(denied, [&](const base::Cidr& prefix) { return is_covered(prefix, allowed); });
  for (const From<Range>& range : draft.denied) {
    if (std::ranges::all_of(prefixes_of(range.value), [&](const base::Cidr& prefix) {
          return is_covered(prefix, allowed);
        })) {
      draft.findings[range.finding].verdict = Verdict::ignored;
      draft.findings[range.finding].text =
          "without effect in coturn: an allowed-peer-ip covers it, and wins";
    }
  }
  if (!allowed.empty()) draft.keys["turn.allow_peers"] = print_all(allowed);
  if (!denied.empty()) draft.keys["turn.deny_peers"] = print_all(denied);
  return {};
}

void settle_users(Draft& draft) {
  config::TextMap users;
  for (const From<User>& user : draft.users) {
    if (draft.timed) {
      draft.findings[user.finding].verdict = Verdict::ignored;
      draft.findings[user.finding].text = "left out: coturn lets no users in beside secrets";
    } else {
      users.emplace_back(user.value.name, user.value.password);
    }
  }
  const bool has_key =
      std::ranges::any_of(draft.users, [](const From<User>& user) { return user.value.is_key; });
  if (!users.empty() && has_key && draft.realm.empty()) {
    draft.amend(
        "user", Verdict::changed,
        "the key holds for coturn's realm only, which stands in no line: set turn.realm to it");
  }
  if (!users.empty()) draft.keys["turn.users"] = std::move(users);
}

void settle_credentials(Draft& draft, const std::string& source) {
  if (!draft.realm.empty()) draft.keys["turn.realm"] = draft.realm;
  // Without any of these lines coturn serves everybody; users in a database alone do not change
  // that.
  const bool open = !draft.timed && !draft.long_term && draft.users.empty() && !draft.anonymous &&
                    !draft.stun_only;
  settle_users(draft);
  if (draft.timed) draft.amend("lt-cred-mech", Verdict::ignored, "use-auth-secret overrides it");
  config::TextList secrets;
  for (const From<std::string>& secret : draft.secrets) secrets.push_back(secret.value);
  const bool has_users = draft.keys.contains("turn.users");
  if (!secrets.empty()) draft.keys["turn.secrets"] = std::move(secrets);
  if (open) {
    draft.add(source, "", Verdict::dangerous,
              "no credentials are configured: coturn relays for everybody; here nobody is let in "
              "without, and a secret is made");
    return;
  }
  if (draft.foreign_database) return;
  if (draft.timed && draft.secrets.empty()) {
    draft.add(source, "", Verdict::changed,
              "use-auth-secret without a secret: coturn looks into its database (--database FILE, "
              "on Debian /var/lib/turn/turndb)");
  } else if (!draft.timed && draft.long_term && !has_users) {
    draft.add(source, "", Verdict::changed,
              "lt-cred-mech without a user: coturn looks into its database (--database FILE, on "
              "Debian /var/lib/turn/turndb)");
  }
}

}  // namespace

base::Status settle(Draft& draft, const std::string& source) {
  settle_listeners(draft);
  settle_nat_discovery(draft);
  settle_metrics(draft);
  settle_relay(draft);
  settle_credentials(draft, source);
  return settle_peers(draft, source);
}

}  // namespace ctl::coturn
