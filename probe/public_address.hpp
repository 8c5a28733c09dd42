// SPDX-License-Identifier: MIT
// Under which addresses this machine is seen from outside, where the configuration names a name or
// "auto" (turn.external_ip): names by the resolver, "auto" by STUN servers, else by the cloud.
// find_addresses() blocks for seconds, any thread that may; the rest is pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "config/config.hpp"
#include "turn/config.hpp"

namespace probe {

struct AddressQuestion {
  std::vector<std::string> names;
  bool automatic = false;
  std::vector<base::IpAddress> locals;  // relay addresses, for "auto"
  std::vector<config::HostPort> stun_servers;
};
AddressQuestion question_of(const config::TurnConfig& turn, std::vector<base::IpAddress> locals);
inline bool is_asked(const AddressQuestion& question) {
  return question.automatic || !question.names.empty();
}

struct FoundAddresses {
  std::map<std::string, std::vector<base::IpAddress>, std::less<>> names;
  std::vector<turn::RelayAddress> automatic;
  // What was tried, for people: "stun.example.org:3478 sees 10.0.0.5 as 203.0.113.7".
  std::vector<std::string> said;
  std::vector<std::string> failed;
};
FoundAddresses find_addresses(const AddressQuestion& question);
// What could not be found out this time stays what it was.
FoundAddresses keep_known(FoundAddresses now, const FoundAddresses& before,
                          const AddressQuestion& question);
// What is assumed until somebody has looked: that a process before this one was right a moment ago.
FoundAddresses as_before(const AddressQuestion& question,
                         const std::vector<turn::RelayAddress>& before);

// Each relay address that is seen under another one. Of several entries that fit, the first one
// with PRIVATE counts, else the first.
std::vector<turn::RelayAddress> external_addresses(
    const std::vector<config::ExternalAddress>& wanted, const std::vector<base::IpAddress>& locals,
    const FoundAddresses& found);

}  // namespace probe
