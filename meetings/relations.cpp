// SPDX-License-Identifier: MIT
#include "meetings/relations.hpp"

#include "meetings/permissions.hpp"

namespace meetings {

std::optional<Role> Relation::role() const noexcept {
  if (owner) return Role::host;
  if (banned || !seat) return std::nullopt;
  return seat->role;
}

EntryFacts Relation::facts(const Meeting& meeting) const noexcept {
  EntryFacts facts;
  facts.access = meeting.access;
  facts.ended = meeting.ended_at.has_value();
  facts.locked = meeting.locked;
  facts.moderates = moderates(role());
  facts.seated = seat.has_value();
  facts.banned = banned;
  return facts;
}

Relation relation_of(UnitOfWork& work, const Meeting& meeting, const UserId& person,
                     base::WallTime now) {
  Relation relation;
  relation.owner = meeting.host_id == person;
  relation.seat = work.participants().by_person(meeting.id, person);
  const auto ban = work.bans().by_person(meeting.id, person);
  relation.banned = ban && (!ban->until || now < *ban->until);
  return relation;
}

}  // namespace meetings
