// SPDX-License-Identifier: MIT
#include "meetings/relations.hpp"

#include <utility>

#include "meetings/permissions.hpp"

namespace meetings {
namespace {

RequestFact fact_of(const JoinRequest& request, const Meeting& meeting,
                    base::WallTime now) noexcept {
  switch (status_of(request, meeting, now)) {
    case RequestStatus::pending: return RequestFact::pending;
    case RequestStatus::approved: return RequestFact::approved;
    case RequestStatus::denied:
      return now < request.answered_at.value_or(now) + kAskAgain ? RequestFact::denied
                                                                 : RequestFact::none;
    case RequestStatus::withdrawn:
    case RequestStatus::expired: break;
  }
  return RequestFact::none;
}

std::optional<Role> role_by(bool owner, bool banned, const std::optional<Role>& seat) noexcept {
  if (owner) return Role::host;
  return banned ? std::nullopt : seat;
}

}  // namespace

RequestStatus status_of(const JoinRequest& request, const Meeting& meeting,
                        base::WallTime now) noexcept {
  const bool over = now >= request.expires_at || meeting.ended_at;
  return request.status == RequestStatus::pending && over ? RequestStatus::expired : request.status;
}

std::optional<Role> Relation::role() const noexcept {
  return role_by(owner, banned, seated() ? std::optional{seat->role} : std::nullopt);
}

std::optional<Role> role_in(const ListedMeeting& listed, const UserId& person) noexcept {
  return role_by(listed.meeting.host_id == person, listed.banned, listed.seat_role);
}

EntryFacts Relation::facts(const Meeting& meeting) const noexcept {
  EntryFacts facts;
  facts.access = meeting.access;
  facts.ended = meeting.ended_at.has_value();
  facts.locked = meeting.locked;
  facts.moderates = moderates(role());
  facts.seated = seated();
  facts.invited = invited;
  facts.banned = banned;
  facts.waiting_room = meeting.waiting_room;
  facts.request = request_fact;
  return facts;
}

Relation relation_of(UnitOfWork& work, const Meeting& meeting, const UserId& person,
                     base::WallTime now) {
  return relation_of(work.relations().find(meeting.id, person), meeting, person, now);
}

Relation relation_of(StoredRelation stored, const Meeting& meeting, const UserId& person,
                     base::WallTime now) {
  Relation relation;
  relation.owner = meeting.host_id == person;
  relation.seat = std::move(stored.seat);
  relation.invited = stored.invited;
  relation.banned = stored.banned && (!stored.banned_until || now < *stored.banned_until);
  relation.request = std::move(stored.request);
  if (relation.request) relation.request_fact = fact_of(*relation.request, meeting, now);
  return relation;
}

}  // namespace meetings
