// SPDX-License-Identifier: MIT
// Which relays of a site a client gets, and in which order: the nearest first, and so few URLs that
// browsers do not warn. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/ice_server_issuer.hpp"

namespace lecternd {

// The relay of one node. No URLs: it takes nobody.
struct SiteRelay {
  std::string node;               // the name of the process
  std::string region;             // empty: none
  std::vector<std::string> urls;  // turn: and turns:, in the order of relay_urls()
};

// Browsers warn of five URLs.
inline constexpr std::size_t kMostRelayUrls = 4;
// The first relay is handed out whole, of each further one a single URL.
inline constexpr std::size_t kMostOtherRelays = 2;

struct ChosenRelay {
  const SiteRelay* relay = nullptr;
  std::vector<std::string> urls;  // those of its URLs that are handed out
};

// The relays for one client, the first one whole. `own` is this node's. Then come others: two where
// all URLs together are at most kMostRelayUrls, else one. First is what the client asked for (a
// region in which no relay is counts as none); then the relay of the node of the client, the others
// of that node's region, this node's, the rest. What is equally near is taken by a hash of
// `identity`, so that the clients of a site spread, and the same client gets the same. The result
// points into the arguments.
std::vector<ChosenRelay> choose_relays(const SiteRelay& own, const std::vector<SiteRelay>& others,
                                       const meetings::RelayWish& wish, std::string_view identity);

}  // namespace lecternd
