// SPDX-License-Identifier: MIT
// FairQueue: a bounded queue that strangers can fill. The networks take turns, and within a network
// its sites do, so the many items of one site do not stand before the only item of another. When
// the queue is full, the newest item of the site with most items gives way (base/fair_places.hpp
// ranks the sites). One thread at a time.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/endpoint.hpp"
#include "base/fair_places.hpp"

namespace base {

template <class T>
class FairQueue {
 public:
  // Holds at most `capacity` items.
  explicit FairQueue(std::size_t capacity) : places_({.places = capacity}) {}

  // Adds the item. Returns the item that gives way where the queue was full, which may be the new
  // one.
  std::optional<T> push(const IpAddress& client, T item) {
    const bool full = !places_.has_room(client);
    Network& network = networks_[client.network()];
    if (network.sites.empty()) network.at = turns_.insert(turns_.end(), client.network());
    Site& site = network.sites[client.site()];
    if (site.items.empty()) site.at = network.turns.insert(network.turns.end(), client.site());
    site.items.push_back(std::move(item));
    places_.enter(client.site(), client, 0);
    places_.hold(client.site(), site.items.size());
    if (!full) return std::nullopt;
    return take(*places_.next_to_give_way(), Item::newest);
  }

  // The oldest item of the site whose turn it is; nullopt where the queue is empty.
  std::optional<T> pop() {
    if (turns_.empty()) return std::nullopt;
    Network& network = networks_.at(turns_.front());
    turns_.splice(turns_.end(), turns_, turns_.begin());
    network.turns.splice(network.turns.end(), network.turns, network.turns.begin());
    const IpAddress site = network.turns.back();
    return take(site, Item::oldest);
  }

  std::size_t size() const noexcept { return places_.taken(); }

 private:
  enum class Item : bool { oldest, newest };
  using Turns = std::list<IpAddress>;  // whose turn is next comes first
  struct Site {
    std::deque<T> items;  // never empty between two calls
    Turns::iterator at;   // in the turns of its network
  };
  struct Network {
    std::unordered_map<IpAddress, Site> sites;
    Turns turns;
    Turns::iterator at;  // in turns_
  };

  // Removes one item of the site and returns it.
  T take(const IpAddress& site_address, Item which) {
    const auto network = networks_.find(site_address.network());
    const auto site = network->second.sites.find(site_address);
    std::deque<T>& items = site->second.items;
    T item = std::move(which == Item::newest ? items.back() : items.front());
    if (which == Item::newest) items.pop_back();
    else items.pop_front();
    places_.hold(site_address, items.size());
    if (!items.empty()) return item;
    places_.leave(site_address);
    network->second.turns.erase(site->second.at);
    network->second.sites.erase(site);
    if (network->second.sites.empty()) {
      turns_.erase(network->second.at);
      networks_.erase(network);
    }
    return item;
  }

  std::unordered_map<IpAddress, Network> networks_;
  Turns turns_;
  FairPlaces<IpAddress> places_;  // a holder is a site, its places are its items
};

}  // namespace base
