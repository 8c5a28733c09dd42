// SPDX-License-Identifier: MIT
// ClientPlaces: which connected client of a worker gives way to a new one when its places run out.
// A client that has an allocation never does: it is in a call, and quotas limit its user.
// Among the others it is a client of the network with most of them: one that has said nothing
// since this class looked last, and else the one that it looked at first. The loop's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>

#include "base/fair_places.hpp"
#include "base/time.hpp"

namespace turn::io {

class ClientPlaces {
 public:
  std::size_t taken() const noexcept { return clients_.size(); }

  void enter(std::uint32_t id, const base::IpAddress& client, base::Instant now) {
    clients_.insert_or_assign(id, Client{client, now, false});
    without_allocation_.enter(id, client);
  }
  void leave(std::uint32_t id) {
    clients_.erase(id);
    without_allocation_.leave(id);
  }
  // The client that gives way; nullopt where all have allocations. `last_message` and
  // `has_allocation` answer for an id.
  template <class LastMessage, class HasAllocation>
  std::optional<std::uint32_t> next_to_give_way(LastMessage&& last_message,
                                                HasAllocation&& has_allocation) {
    // The ranking learns of messages and allocations here, and not with each message.
    while (const auto id = without_allocation_.next_to_give_way()) {
      Client& client = clients_.at(*id);
      if (has_allocation(*id)) {
        client.has_allocation = true;
        without_allocation_.leave(*id);
      } else if (const base::Instant last = last_message(*id); client.last_message < last) {
        client.last_message = last;
        without_allocation_.touch(*id);
      } else {
        return id;
      }
    }
    return std::nullopt;
  }
  // Call now and then: allocations end, and their clients give way again.
  template <class HasAllocation>
  void review(HasAllocation&& has_allocation) {
    for (auto& [id, client] : clients_) {
      if (!client.has_allocation || has_allocation(id)) continue;
      client.has_allocation = false;
      without_allocation_.enter(id, client.address);
    }
  }

 private:
  struct Client {
    base::IpAddress address;
    base::Instant last_message;  // as far as the ranking knows
    bool has_allocation = false;
  };
  std::unordered_map<std::uint32_t, Client> clients_;
  // The owner bounds the number of clients.
  base::FairPlaces<std::uint32_t> without_allocation_{{std::numeric_limits<std::size_t>::max(), 0}};
};

}  // namespace turn::io
