// SPDX-License-Identifier: MIT
// FairPlaces: a bounded number of places that strangers can fill, such as the connections of a
// server or the bytes of its queues. When the places run out, somebody has to give way: the holder
// that was idle longest, among the holders of the site with most places. A site that takes many
// places therefore only takes them from itself. Of sites with as many places, the one that was idle
// longest comes first. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/endpoint.hpp"

namespace base {

// `Key` names a holder; it is a small value that can be hashed and compared.
template <class Key, class Hash = std::hash<Key>>
class FairPlaces {
 public:
  struct Limits {
    std::size_t places = 0;
    // Of these, so many are kept for clients on this machine (loopback addresses).
    std::size_t reserved = 0;
  };

  explicit FairPlaces(Limits limits) noexcept : limits_(limits) {}

  // Whether a client at this address can take `places` more without that somebody gives way.
  bool has_room(const IpAddress& client, std::size_t places = 1) const noexcept {
    const std::size_t open =
        client.is_loopback() ? limits_.places : limits_.places - limits_.reserved;
    return places <= open && taken_ <= open - places;
  }
  // The holder that has to give way next; nullopt where nobody holds a place.
  std::optional<Key> next_to_give_way() const {
    if (ranking_.empty()) return std::nullopt;
    const Network& network = networks_.at(ranking_.rbegin()->who);
    return network.sites.at(network.ranking.rbegin()->who).holders.front();
  }
  // The holder of the client's site that was idle longest; nullopt where the site holds no place.
  std::optional<Key> longest_idle_of_site(const IpAddress& client) const {
    const Site* site = find_site(client);
    return site == nullptr ? std::nullopt : std::optional<Key>{site->holders.front()};
  }
  std::size_t taken() const noexcept { return taken_; }
  // By all holders of the client's site.
  std::size_t taken_by_site(const IpAddress& client) const {
    const Site* site = find_site(client);
    return site == nullptr ? 0 : site->rank.places;
  }

  // The new holder is the least idle one of its site. Takes the places even where there is no room:
  // the caller has asked has_room(). Does nothing for a key that holds places already.
  void enter(const Key& key, const IpAddress& client, std::size_t places = 1) {
    const auto [holder, fresh] =
        holders_.try_emplace(key, Holder{client.network(), client.site(), 0, {}});
    if (!fresh) return;
    Network& network = networks_[holder->second.network];
    Site& site = network.sites[holder->second.site];
    network.rank.who = holder->second.network;
    site.rank.who = holder->second.site;
    holder->second.at = site.holders.insert(site.holders.end(), key);
    change(holder->second, places);
  }
  // Gives all places of the holder back. The other functions and this one do nothing for a key that
  // holds no place.
  void leave(const Key& key) {
    const auto holder = holders_.find(key);
    if (holder == holders_.end()) return;
    change(holder->second, 0);
    const auto network = networks_.find(holder->second.network);
    const auto site = network->second.sites.find(holder->second.site);
    site->second.holders.erase(holder->second.at);
    if (site->second.holders.empty()) {
      network->second.ranking.erase(site->second.rank);
      network->second.sites.erase(site);
    }
    if (network->second.sites.empty()) {
      ranking_.erase(network->second.rank);
      networks_.erase(network);
    }
    holders_.erase(holder);
  }
  // The holder has just done something: it is the least idle one of its site.
  void touch(const Key& key) {
    const auto holder = holders_.find(key);
    if (holder == holders_.end()) return;
    Network& network = networks_.at(holder->second.network);
    Site& site = network.sites.at(holder->second.site);
    site.holders.splice(site.holders.end(), site.holders, holder->second.at);
    rank(network.ranking, site.rank, site.rank.places);
    rank(ranking_, network.rank, network.rank.places);
  }
  // From now on the holder has so many places in all.
  void hold(const Key& key, std::size_t places) {
    const auto holder = holders_.find(key);
    if (holder != holders_.end()) change(holder->second, places);
  }

 private:
  // Of those with as many places, who was idle longest comes last.
  struct Rank {
    std::size_t places = 0;
    std::uint64_t idle = 0;  // falls with each step of `steps_`
    IpAddress who;

    friend auto operator<=>(const Rank&, const Rank&) = default;
  };
  using Ranking = std::set<Rank>;  // who has most comes last
  struct Site {
    Rank rank;
    std::list<Key> holders;  // who was idle longest comes first
  };
  struct Network {
    Rank rank;
    std::unordered_map<IpAddress, Site> sites;
    Ranking ranking;
  };
  struct Holder {
    IpAddress network;
    IpAddress site;
    std::size_t places = 0;
    typename std::list<Key>::iterator at;
  };

  const Site* find_site(const IpAddress& client) const {
    const auto network = networks_.find(client.network());
    if (network == networks_.end()) return nullptr;
    const auto site = network->second.sites.find(client.site());
    return site == network->second.sites.end() ? nullptr : &site->second;
  }

  void rank(Ranking& ranking, Rank& rank, std::size_t places) {
    auto node = ranking.extract(rank);
    rank.places = places;
    rank.idle = std::numeric_limits<std::uint64_t>::max() - ++steps_;
    if (node.empty()) {
      ranking.insert(rank);
    } else {
      node.value() = rank;
      ranking.insert(std::move(node));
    }
  }

  void change(Holder& holder, std::size_t places) {
    Network& network = networks_.at(holder.network);
    Site& site = network.sites.at(holder.site);
    const std::size_t before = std::exchange(holder.places, places);
    taken_ = taken_ - before + places;
    rank(network.ranking, site.rank, site.rank.places - before + places);
    rank(ranking_, network.rank, network.rank.places - before + places);
  }

  const Limits limits_;
  std::size_t taken_ = 0;
  std::uint64_t steps_ = 0;
  std::unordered_map<Key, Holder, Hash> holders_;
  std::unordered_map<IpAddress, Network> networks_;
  Ranking ranking_;
};

}  // namespace base
