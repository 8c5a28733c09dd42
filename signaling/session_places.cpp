// SPDX-License-Identifier: MIT
#include "signaling/session_places.hpp"

namespace signaling {

base::Result<std::optional<SessionId>, OpenRefusal> SessionPlaces::room_for(
    const base::IpAddress& client) const {
  if (!client.is_loopback()) {
    if (fresh().taken_by_site(client) >= limits_.fresh_per_address)
      return fresh().longest_idle_of_site(client);
    if (all_.taken_by_site(client) >= limits_.per_address) {
      for (const Places& places : yielding_) {
        if (const auto own = places.longest_idle_of_site(client)) return own;
      }
      return base::failure(OpenRefusal::too_many_from_address);
    }
  }
  if (!fresh().has_room(client)) return fresh().next_to_give_way();
  if (all_.has_room(client)) return std::optional<SessionId>{};
  for (const Places& places : yielding_) {
    if (const auto first = places.next_to_give_way()) return first;
  }
  return base::failure(OpenRefusal::too_many_sessions);
}

void SessionPlaces::enter(SessionId id, const base::IpAddress& client) {
  all_.enter(id, client);
  yielding_.front().enter(id, client);
}

void SessionPlaces::change(SessionId id, const base::IpAddress& client, Standing standing) {
  for (Places& places : yielding_) places.leave(id);
  if (standing == Standing::seated) return;
  yielding_.at(static_cast<std::size_t>(standing)).enter(id, client);
}

void SessionPlaces::move(SessionId id, const base::IpAddress& client, Standing standing) {
  leave(id);
  all_.enter(id, client);
  change(id, client, standing);
}

void SessionPlaces::leave(SessionId id) {
  all_.leave(id);
  for (Places& places : yielding_) places.leave(id);
}

void SessionPlaces::touch(SessionId id) {
  for (Places& places : yielding_) places.touch(id);
}

}  // namespace signaling
