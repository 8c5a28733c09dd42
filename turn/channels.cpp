// SPDX-License-Identifier: MIT
#include "turn/channels.hpp"

#include <algorithm>

namespace turn {

Channels::Verdict Channels::check(std::uint16_t number, const PeerEndpoint& peer, base::Instant now,
                                  std::size_t limit) const noexcept {
  std::size_t living = 0;
  for (const Entry& entry : entries_) {
    if (entry.expires <= now) continue;
    ++living;
    const bool same_number = entry.number == number;
    const bool same_peer = entry.peer == peer;
    if (same_number && same_peer) return Verdict::same;
    if (same_number || same_peer) return Verdict::taken;
  }
  return living >= limit ? Verdict::full : Verdict::free;
}

void Channels::bind(std::uint16_t number, const PeerEndpoint& peer, base::Instant expires,
                    base::Instant now) {
  for (Entry& entry : entries_) {
    if (entry.number == number && entry.peer == peer) {
      entry.expires = expires;
      return;
    }
  }
  std::erase_if(entries_, [now](const Entry& e) { return e.expires <= now; });
  entries_.push_back(Entry{number, peer, expires});
}

void Channels::erase(base::Family family) {
  std::erase_if(entries_,
                [family](const Entry& e) { return e.peer.value().ip.family() == family; });
}

std::size_t Channels::count(base::Instant now) const noexcept {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [now](const Entry& e) { return e.expires > now; }));
}

}  // namespace turn
