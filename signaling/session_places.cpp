// SPDX-License-Identifier: MIT
#include "signaling/session_places.hpp"

namespace signaling {

base::Result<std::optional<SessionId>, OpenRefusal> SessionPlaces::room_for(
    const base::IpAddress& client) const {
  if (!client.is_loopback()) {
    if (fresh_.taken_by_site(client) >= limits_.fresh_per_address)
      return fresh_.longest_idle_of_site(client);
    if (all_.taken_by_site(client) >= limits_.per_address) {
      if (const auto fresh = fresh_.longest_idle_of_site(client)) return fresh;
      if (const auto idle = idle_.longest_idle_of_site(client)) return idle;
      return base::failure(OpenRefusal::too_many_from_address);
    }
  }
  if (!fresh_.has_room(client)) return fresh_.next_to_give_way();
  if (all_.has_room(client)) return std::optional<SessionId>{};
  if (const auto fresh = fresh_.next_to_give_way()) return fresh;
  if (const auto idle = idle_.next_to_give_way()) return idle;
  return base::failure(OpenRefusal::too_many_sessions);
}

void SessionPlaces::enter(SessionId id, const base::IpAddress& client) {
  all_.enter(id, client);
  fresh_.enter(id, client);
}

void SessionPlaces::authenticated(SessionId id, const base::IpAddress& client) {
  fresh_.leave(id);
  idle_.enter(id, client);
}

void SessionPlaces::in_meeting(SessionId id) { idle_.leave(id); }

void SessionPlaces::out_of_meeting(SessionId id, const base::IpAddress& client) {
  idle_.enter(id, client);
}

void SessionPlaces::leave(SessionId id) {
  all_.leave(id);
  fresh_.leave(id);
  idle_.leave(id);
}

void SessionPlaces::touch(SessionId id) {
  fresh_.touch(id);
  idle_.touch(id);
}

}  // namespace signaling
