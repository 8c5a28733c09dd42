// SPDX-License-Identifier: MIT
#include "turn/peer_policy.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/special_use.hpp"

namespace turn {
namespace {

// Ranks: configured deny over configured allow over the built-in rules.
constexpr std::uint8_t kBuiltIn = 0;
constexpr std::uint8_t kAllowed = 1;
constexpr std::uint8_t kDenied = 2;

// The ranges that PeerMode::lan allows.
constexpr auto kPrivate = std::to_array<std::string_view>(
    {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"});

}  // namespace

std::vector<base::IpAddress> embedded_v4(const base::IpAddress& ip) {
  return base::embedded_v4(ip);
}

PeerPolicy::PeerPolicy(const Config& config)
    : otherwise_(config.peers == PeerMode::only ? Verdict::deny : Verdict::allow) {
  const auto add = [this](const base::Cidr& prefix, Verdict verdict, std::uint8_t rank) {
    rules_.push_back(Rule{prefix, verdict, rank});
  };
  for (const std::string_view prefix : base::special_use_prefixes()) {
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
  const auto carried = turn::embedded_v4(ip);
  return std::all_of(carried.begin(), carried.end(),
                     [this](const base::IpAddress& v4) { return judge(v4) == Verdict::allow; });
}

}  // namespace turn
