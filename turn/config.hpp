// SPDX-License-Identifier: MIT
// The configuration of the relay's core: realm, credentials, allowed peers, limits. A reload makes
// a new one, and each worker replaces its own as a whole between two wake-ups
// (Server::reconfigure).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/secret.hpp"

namespace turn {

// The peers that clients may reach. public_: every address that is not special-use. lan: also
// private and unique-local addresses. only: nothing but `allow_peers`.
enum class PeerMode : std::uint8_t { public_, lan, only };

// One local relay address and, behind a 1:1 NAT, the address that clients and peers see instead.
struct RelayAddress {
  base::IpAddress local;
  base::IpAddress external;  // equal to `local` where nothing is mapped

  friend bool operator==(const RelayAddress&, const RelayAddress&) = default;
};
// The external address of `local`; `local` itself if it is not mapped.
inline base::IpAddress seen_as(const std::vector<RelayAddress>& mapped,
                               const base::IpAddress& local) {
  const auto at = std::ranges::find(mapped, local, &RelayAddress::local);
  return at == mapped.end() ? local : at->external;
}

// Ports of one address that clients may reach, although the policy denies the address, or although
// it is a relay address of this server.
struct PeerPorts {
  base::IpAddress ip;
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  bool contains(const base::Endpoint& at) const noexcept {
    return at.ip == ip && first <= at.port && at.port <= last;
  }
  std::string print() const {
    const std::string begin = base::Endpoint{ip, first}.print();
    return first == last ? begin : begin + "-" + std::to_string(last);
  }

  friend bool operator==(const PeerPorts&, const PeerPorts&) = default;
};

// Another server for clients that this one refuses (RFC 8489 section 10).
struct Alternate {
  base::Endpoint server;
  bool secure = false;  // for clients over TLS or DTLS
  std::string domain;   // of its certificate, if secure; may be empty

  friend bool operator==(const Alternate&, const Alternate&) = default;
};
// When this server names another one. always: for every new allocation. busy: without room, and
// while draining.
enum class AlternateUse : std::uint8_t { always, busy };

// Whether NAT discovery (RFC 5780) can use the two addresses: different ones of one family, with
// two different ports, or both with port 0 (the kernel chooses).
inline bool fit_for_discovery(std::span<const base::Endpoint> two) noexcept {
  if (two.size() != 2) return false;
  const base::Endpoint& a = two[0];
  const base::Endpoint& b = two[1];
  const bool ports = a.port == 0 ? b.port == 0 : b.port != 0 && a.port != b.port;
  return ports && a.ip != b.ip && a.ip.family() == b.ip.family() && !a.ip.is_unspecified() &&
         !b.ip.is_unspecified();
}

struct Config {
  std::string realm = "lectern";
  // Shared secrets of time-limited credentials; any of them is accepted, so that they can be
  // rotated with overlap.
  std::vector<base::Secret> secrets;
  // Static long-term users: a password, or "0x" and the 32 hexadecimal digits of
  // MD5(user:realm:password).
  std::map<std::string, base::Secret, std::less<>> users;

  PeerMode peers = PeerMode::public_;
  std::vector<base::Cidr> allow_peers;  // the longest prefix wins; of equally long ones, deny
  std::vector<base::Cidr> deny_peers;
  // Wins over deny_peers, because it names less. Opens neither the relay's own ports nor
  // `listener_ports` of this host's addresses.
  std::vector<PeerPorts> allow_ports;
  // What this host takes for its own, as addresses and prefixes: never a peer, unless allow_peers
  // names that very address or prefix.
  std::vector<base::Cidr> own_addresses;
  // The ports on which this process listens: closed on every own address, whatever is allowed.
  std::vector<std::uint16_t> listener_ports;

  // Allocations of all workers; 0 = unlimited. See Holder.
  std::uint32_t user_quota = 0;
  std::uint32_t meeting_quota = 0;
  std::uint32_t source_quota = 0;
  std::uint32_t total_quota = 0;
  std::vector<Alternate> alternates;
  AlternateUse alternate_use = AlternateUse::always;
  std::uint32_t max_permissions = 128;  // per allocation
  std::uint32_t max_channels = 128;     // per allocation

  bool mobility = true;  // RFC 8016: a client may take its allocation to another address

  // RFC 6062: clients may allocate TCP relayed addresses. Connections to peers per allocation, per
  // identity and in total (0 = unlimited).
  bool tcp_relay = true;
  std::uint32_t max_connections = 64;
  std::uint32_t user_connections = 256;
  std::uint32_t total_connections = 4096;
  // RFC 6062 sections 5.2 and 5.3: how long the server waits for the peer to answer, and for the
  // client's ConnectionBind.
  std::chrono::seconds connect_timeout{30};
  std::chrono::seconds bind_timeout{30};

  // RFC 8656 sections 3.2, 7.2, 9 and 12.
  std::chrono::seconds default_lifetime{600};
  std::chrono::seconds max_lifetime{3600};
  std::chrono::seconds permission_lifetime{300};
  std::chrono::seconds channel_lifetime{600};
  std::chrono::seconds reservation_lifetime{30};
  std::chrono::seconds nonce_lifetime{3600};

  // Payload of an allocation in each direction, bits per second; 0 = unlimited. More data is queued
  // for a moment and then dropped.
  std::uint64_t max_rate = 0;

  // Proxies whose datagrams each begin with a PROXY v2 header that names the client. Configure only
  // addresses that cannot be forged on this network.
  std::vector<base::Cidr> trusted_proxies;

  // Answers to unauthenticated requests over UDP, per second, source prefix (/24, /56) and worker;
  // 0 = unlimited. A burst of `stranger_burst` answers passes first.
  std::uint32_t binding_rate = 500;
  std::uint32_t challenge_rate = 200;
  std::uint32_t stranger_burst = 1000;

  // The server relays nothing without credentials: there is no open-relay mode.
  bool can_authenticate() const noexcept { return !secrets.empty() || !users.empty(); }
};

}  // namespace turn
