// SPDX-License-Identifier: MIT
// SessionPlaces: how many sessions may be open, and which of them gives way to a newcomer: first a
// session that is not authenticated, then one that is in no meeting, never one that is in a
// meeting. Of these, the session that was idle longest of the site with most. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/endpoint.hpp"
#include "base/fair_places.hpp"
#include "base/result.hpp"
#include "signaling/effects.hpp"

namespace signaling {

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
        fresh_({limits.fresh, 0}),
        idle_({limits.sessions, 0}) {}

  // nullopt: there is room. Otherwise the session that has to give way first. Loopback addresses
  // have no limit of their own, because a proxy on this machine forwards everybody's connections.
  base::Result<std::optional<SessionId>, OpenRefusal> room_for(const base::IpAddress& client) const;

  // A session comes (not authenticated), changes, and goes. The functions do nothing for a session
  // that is gone.
  void enter(SessionId id, const base::IpAddress& client);
  void authenticated(SessionId id, const base::IpAddress& client);
  void in_meeting(SessionId id);
  void out_of_meeting(SessionId id, const base::IpAddress& client);
  void leave(SessionId id);
  // The client has said something.
  void touch(SessionId id);

 private:
  using Places = base::FairPlaces<SessionId>;

  const Limits limits_;
  Places all_;
  Places fresh_;  // not authenticated
  Places idle_;   // authenticated and in no meeting
};

}  // namespace signaling
