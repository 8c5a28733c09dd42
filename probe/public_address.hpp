// SPDX-License-Identifier: MIT
// Finds the addresses under which this machine is seen from outside, where turn.external_ip holds a
// name or "auto". The resolver answers for names; STUN servers, or else the cloud, answer for
// "auto". find_addresses() blocks for seconds: any thread that may block. The other functions are
// pure.
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
  // The answers, as sentences for people: "stun.example.org:3478 sees 10.0.0.5 as 203.0.113.7".
  std::vector<std::string> said;
  std::vector<std::string> failed;
};
// Of the addresses that a name or a server has told: those that a host can have. Says why others
// are left out: a resolver that blocks a name answers 0.0.0.0.
std::vector<base::IpAddress> fit_to_be_told(const std::string& source,
                                            std::vector<base::IpAddress> addresses,
                                            std::vector<std::string>& failed);
FoundAddresses find_addresses(const AddressQuestion& question);
// `now`, completed by the addresses of `before` that are still asked for and were not found this
// time.
FoundAddresses keep_known(FoundAddresses now, const FoundAddresses& before,
                          const AddressQuestion& question);
// The addresses to use until find_addresses() has answered: those of the previous process.
FoundAddresses as_before(const AddressQuestion& question,
                         const std::vector<turn::RelayAddress>& before);

// The relay addresses that are seen under another address. Where several entries fit an address,
// the first entry with PRIVATE applies, else the first entry.
std::vector<turn::RelayAddress> external_addresses(
    const std::vector<config::ExternalAddress>& wanted, const std::vector<base::IpAddress>& locals,
    const FoundAddresses& found);

}  // namespace probe
