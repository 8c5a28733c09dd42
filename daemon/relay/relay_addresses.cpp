// SPDX-License-Identifier: MIT
#include "daemon/relay/relay_addresses.hpp"

#include <algorithm>
#include <iterator>

#include "turn/peer_policy.hpp"

namespace lecternd {

std::vector<base::IpAddress> default_relay_addresses(
    const std::vector<base::IpAddress>& own, const std::optional<base::IpAddress>& route_source) {
  const turn::PeerPolicy special_use{turn::Config{}};
  std::vector<base::IpAddress> out;
  std::ranges::copy_if(own, std::back_inserter(out),
                       [&](const base::IpAddress& ip) { return special_use.allows(ip); });
  const bool known = route_source && std::ranges::find(out, route_source->family(),
                                                       &base::IpAddress::family) != out.end();
  if (route_source && !known) out.push_back(*route_source);
  if (out.empty()) out.push_back(base::IpAddress::v4(127, 0, 0, 1));
  return out;
}

}  // namespace lecternd
