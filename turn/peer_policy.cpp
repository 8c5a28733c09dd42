// SPDX-License-Identifier: MIT
#include "turn/peer_policy.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace turn {
namespace {

// Ranks: configured deny over configured allow over the built-in rules.
constexpr std::uint8_t kBuiltIn = 0;
constexpr std::uint8_t kAllowed = 1;
constexpr std::uint8_t kDenied = 2;

// IANA's special-purpose registries for IPv4 and IPv6, multicast, deprecated and transitional
// ranges.
constexpr auto kSpecialUse = std::to_array<std::string_view>(
    {"0.0.0.0/8",       "10.0.0.0/8",         "100.64.0.0/10",   "127.0.0.0/8",
     "169.254.0.0/16",  "172.16.0.0/12",      "192.0.0.0/24",    "192.0.2.0/24",
     "192.31.196.0/24", "192.52.193.0/24",    "192.88.99.0/24",  "192.168.0.0/16",
     "192.175.48.0/24", "198.18.0.0/15",      "198.51.100.0/24", "203.0.113.0/24",
     "224.0.0.0/4",     "240.0.0.0/4",        "::/96",           "::1/128",
     "::ffff:0:0/96",   "::ffff:0:0:0/96",    "64:ff9b::/96",    "64:ff9b:1::/48",
     "100::/64",        "100:0:0:1::/64",     "2001::/23",       "2001:db8::/32",
     "2002::/16",       "2620:4f:8000::/48",  "3fff::/20",       "5f00::/16",
     "fc00::/7",        "fe80::/10",          "fec0::/10",       "ff00::/8",
     "::/128",          "255.255.255.255/32", "2001::/32"});

// The ranges that PeerMode::lan allows.
constexpr auto kPrivate = std::to_array<std::string_view>(
    {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"});

base::IpAddress v4_at(base::Bytes address, std::size_t at, std::byte mask = std::byte{0}) {
  std::array<std::byte, 4> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = address[at + i] ^ mask;
  return base::IpAddress::from_bytes(out);
}

bool within(std::string_view prefix, const base::IpAddress& ip) {
  return base::Cidr::parse(prefix)->contains(ip);
}

}  // namespace

std::vector<base::IpAddress> embedded_v4(const base::IpAddress& ip) {
  std::vector<base::IpAddress> found;
  if (ip.is_v4()) return found;
  const base::Bytes b = ip.bytes();
  // ::a.b.c.d, ::ffff:a.b.c.d, ::ffff:0:a.b.c.d, and NAT64's two prefixes (RFC 6052 section 2.2;
  // /48 also splits it)
  if (within("::/96", ip) || within("::ffff:0:0/96", ip) || within("::ffff:0:0:0/96", ip) ||
      within("64:ff9b::/96", ip) || within("64:ff9b:1::/48", ip)) {
    found.push_back(v4_at(b, 12));
  }
  if (within("64:ff9b:1::/48", ip)) {
    const std::array<std::byte, 4> split{b[6], b[7], b[9], b[10]};
    found.push_back(base::IpAddress::from_bytes(split));
  }
  if (within("2002::/16", ip)) found.push_back(v4_at(b, 2));
  if (within("2001::/32", ip)) {
    // RFC 4380 section 4: the server as it is, the client with every bit inverted
    found.push_back(v4_at(b, 4));
    found.push_back(v4_at(b, 12, std::byte{0xff}));
  }
  // RFC 5214 section 6.1: interface identifier 0000:5efe or 0200:5efe, then the IPv4 address
  const std::uint32_t interface_id = base::load_be32(b.data() + 8);
  if (interface_id == 0x00005efe || interface_id == 0x02005efe) found.push_back(v4_at(b, 12));
  return found;
}

PeerPolicy::PeerPolicy(const Config& config)
    : otherwise_(config.peers == PeerMode::only ? Verdict::deny : Verdict::allow) {
  const auto add = [this](const base::Cidr& prefix, Verdict verdict, std::uint8_t rank) {
    rules_.push_back(Rule{prefix, verdict, rank});
  };
  for (const std::string_view prefix : kSpecialUse) {
    const bool opened = config.peers == PeerMode::lan &&
                        std::find(kPrivate.begin(), kPrivate.end(), prefix) != kPrivate.end();
    add(*base::Cidr::parse(prefix), opened ? Verdict::allow : Verdict::deny, kBuiltIn);
  }
  for (const base::Cidr& own : config.own_addresses) add(own, Verdict::deny, kBuiltIn);
  for (const base::Cidr& prefix : config.allow_peers) add(prefix, Verdict::allow, kAllowed);
  for (const base::Cidr& prefix : config.deny_peers) add(prefix, Verdict::deny, kDenied);
}

PeerPolicy::Verdict PeerPolicy::judge(const base::IpAddress& ip) const {
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    if (!rule.prefix.contains(ip)) continue;
    const auto strength = [](const Rule& r) { return std::pair{r.prefix.prefix_length(), r.rank}; };
    if (best == nullptr || strength(rule) > strength(*best)) best = &rule;
  }
  return best != nullptr ? best->verdict : otherwise_;
}

bool PeerPolicy::allows(const base::IpAddress& ip) const {
  if (judge(ip) == Verdict::deny) return false;
  const auto carried = embedded_v4(ip);
  return std::all_of(carried.begin(), carried.end(),
                     [this](const base::IpAddress& v4) { return judge(v4) == Verdict::allow; });
}

}  // namespace turn
