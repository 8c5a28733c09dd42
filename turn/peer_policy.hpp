// SPDX-License-Identifier: MIT
// PeerPolicy: the addresses that a client may reach through us. Special-use addresses are denied in
// every encoding: an IPv6 address that carries a denied IPv4 address is denied, too. Const after
// construction; any thread.
#pragma once

#include <vector>

#include "base/endpoint.hpp"
#include "turn/config.hpp"

namespace turn {

class PeerPolicy {
 public:
  explicit PeerPolicy(const Config& config);

  // PeerAccess decides about our own relay addresses.
  bool allows(const base::IpAddress& ip) const;

 private:
  enum class Verdict : std::uint8_t { allow, deny };
  struct Rule {
    base::Cidr prefix;
    Verdict verdict;
    std::uint8_t rank;  // of rules with equally long prefixes the higher one wins
  };
  Verdict judge(const base::IpAddress& ip) const;

  std::vector<Rule> rules_;
  Verdict otherwise_;
};

// IPv4 addresses that an IPv6 address carries: mapped, compatible, translated, NAT64, 6to4, Teredo
// (server and client), ISATAP. Empty for others.
std::vector<base::IpAddress> embedded_v4(const base::IpAddress& ip);

}  // namespace turn
