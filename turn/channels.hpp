// SPDX-License-Identifier: MIT
// Channels: the channel numbers of one allocation, each with its peer and its expiry (RFC 8656
// section 12). A flat, bounded list. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "turn/types.hpp"

namespace turn {

class Channels {
 public:
  std::optional<PeerEndpoint> peer_of(std::uint16_t number, base::Instant now) const noexcept {
    for (const Entry& entry : entries_) {
      if (entry.number == number && entry.expires > now) return entry.peer;
    }
    return std::nullopt;
  }
  std::optional<std::uint16_t> number_of(const PeerEndpoint& peer,
                                         base::Instant now) const noexcept {
    for (const Entry& entry : entries_) {
      if (entry.peer == peer && entry.expires > now) return entry.number;
    }
    return std::nullopt;
  }

  // Whether `number` may be bound to `peer` (RFC 8656 section 12.2). taken: one of them is bound to
  // another partner. full: `limit` channels live already.
  enum class Verdict : std::uint8_t { free, same, taken, full };
  Verdict check(std::uint16_t number, const PeerEndpoint& peer, base::Instant now,
                std::size_t limit) const noexcept;
  // Binds or refreshes a channel after check() has returned `free` or `same`.
  void bind(std::uint16_t number, const PeerEndpoint& peer, base::Instant expires,
            base::Instant now);
  // Restores a channel that another process had bound.
  void restore(std::uint16_t number, const PeerEndpoint& peer, base::Instant expires) {
    entries_.push_back({number, peer, expires});
  }
  void erase(base::Family family);
  // Erases each channel for whose peer `unwanted(endpoint)` is true.
  template <class F>
  void erase_if(F&& unwanted) {
    std::erase_if(entries_, [&](const Entry& e) { return unwanted(e.peer.value()); });
  }
  std::size_t count(base::Instant now) const noexcept;
  // Calls f(number, const PeerEndpoint&, Instant expires) for each living channel.
  template <class F>
  void for_each(base::Instant now, F&& f) const {
    for (const Entry& entry : entries_) {
      if (entry.expires > now) f(entry.number, entry.peer, entry.expires);
    }
  }

 private:
  struct Entry {
    std::uint16_t number;
    PeerEndpoint peer;
    base::Instant expires;
  };
  std::vector<Entry> entries_;
};

}  // namespace turn
