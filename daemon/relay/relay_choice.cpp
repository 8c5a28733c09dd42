// SPDX-License-Identifier: MIT
#include "daemon/relay/relay_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/crypto.hpp"

namespace lecternd {
namespace {

// Rendezvous hashing: the order for one client does not change when another node comes or goes.
std::uint64_t weight(std::string_view identity, std::string_view node) {
  const auto digest = base::hmac_sha256(base::as_bytes(identity), base::as_bytes(node));
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof out; ++i)
    out = out << 8 | std::to_integer<std::uint64_t>(digest[i]);
  return out;
}

// UDP is the best way, and a relay that cannot be reached by it is of use to few.
std::string best_of(const std::vector<std::string>& urls) {
  const auto udp = std::ranges::find_if(
      urls, [](const std::string& url) { return url.ends_with("?transport=udp"); });
  return udp == urls.end() ? urls.front() : *udp;
}

}  // namespace

std::vector<ChosenRelay> choose_relays(const SiteRelay& own, const std::vector<SiteRelay>& others,
                                       const meetings::RelayWish& wish, std::string_view identity) {
  const std::string& home = wish.node.empty() ? own.node : wish.node;
  const auto at_home =
      std::ranges::find_if(others, [&](const SiteRelay& one) { return one.node == home; });
  const std::string& region = at_home == others.end() ? own.region : at_home->region;
  const auto far = [&](const SiteRelay& one) {
    if (!wish.region.empty() && one.region == wish.region) return one.node == home ? 0 : 1;
    if (one.node == home) return 2;
    if (!region.empty() && one.region == region) return &one == &own ? 3 : 4;
    return &one == &own ? 5 : 6;
  };
  struct Ranked {
    int far = 0;
    std::uint64_t weight = 0;
    const SiteRelay* relay = nullptr;
  };
  std::vector<Ranked> order;
  const auto add = [&](const SiteRelay& one) {
    if (!one.urls.empty()) order.push_back({far(one), weight(identity, one.node), &one});
  };
  add(own);
  for (const SiteRelay& one : others) add(one);
  std::ranges::sort(order, {}, [](const Ranked& one) { return std::pair{one.far, one.weight}; });
  std::vector<ChosenRelay> out;
  std::size_t urls = 0;
  for (const Ranked& one : order) {
    if (out.empty()) {
      out.push_back({one.relay, one.relay->urls});
      urls = one.relay->urls.size();
      continue;
    }
    if (out.size() > kMostOtherRelays || (out.size() > 1 && urls >= kMostRelayUrls)) break;
    out.push_back({one.relay, {best_of(one.relay->urls)}});
    ++urls;
  }
  return out;
}

}  // namespace lecternd
