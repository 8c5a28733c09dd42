// SPDX-License-Identifier: MIT
// SessionPlaces: how many sessions there may be, and which of them gives way to a newcomer: the
// order of `Standing`. Of those with the same standing, the session that was idle longest of the
// site with most. Pure; one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/endpoint.hpp"
#include "base/fair_places.hpp"
#include "base/result.hpp"
#include "signaling/effects.hpp"

namespace signaling {

// What a session is to the places; the first gives way first.
enum class Standing : std::uint8_t {
  fresh,        // not authenticated: strangers
  away,         // its socket broke; in no meeting
  idle,         // authenticated; in no meeting
  away_seated,  // its socket broke; in a meeting
  seated,       // in a meeting: never gives way
};

enum class OpenRefusal : std::uint8_t { too_many_sessions, too_many_from_address };

class SessionPlaces {
 public:
  struct Limits {
    std::size_t sessions = 20'000;
    // Of one site (an IPv6 /64 is one site). As many as the front lets connect: a school behind one
    // address translator is one site.
    std::size_t per_address = 2048;
    // Sessions that are not authenticated yet, in all and of one site. Clients authenticate within
    // a round trip, so these are enough for a whole school at the first bell.
    std::size_t fresh = 2000;
    std::size_t fresh_per_address = 256;
  };

  explicit SessionPlaces(const Limits& limits)
      : limits_(limits),
        all_({limits.sessions, 0}),
        yielding_{Places{{limits.fresh, 0}}, Places{{limits.sessions, 0}},
                  Places{{limits.sessions, 0}}, Places{{limits.sessions, 0}}} {}

  // nullopt: there is room. Otherwise the session that has to give way first. Loopback addresses
  // have no limit of their own, because a proxy on this machine forwards everybody's connections.
  base::Result<std::optional<SessionId>, OpenRefusal> room_for(const base::IpAddress& client) const;

  // A session comes (not authenticated), gets another standing, comes back from another address,
  // and goes.
  void enter(SessionId id, const base::IpAddress& client);
  void change(SessionId id, const base::IpAddress& client, Standing standing);
  void move(SessionId id, const base::IpAddress& client, Standing standing);
  void leave(SessionId id);
  // The client has said something.
  void touch(SessionId id);

 private:
  using Places = base::FairPlaces<SessionId>;

  const Places& fresh() const noexcept { return yielding_.front(); }

  const Limits limits_;
  Places all_;
  std::array<Places, 4> yielding_;  // by Standing; seated sessions are in none
};

}  // namespace signaling
