// SPDX-License-Identifier: MIT
#include "meetings/roles.hpp"

#include <algorithm>

#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/permissions.hpp"

namespace meetings {
namespace {

// Which roles a meeting of this type has besides host and co-host.
Outcome<void> check_role(const Meeting& meeting, Role role) {
  const bool lecture = meeting.type == MeetingType::lecture;
  switch (role) {
    case Role::cohost: return {};
    case Role::participant:
      if (!lecture) return {};
      return refuse_field("role", "A lecture has presenters and listeners.");
    case Role::presenter:
    case Role::listener:
      if (lecture) return {};
      return refuse_field("role", "Only a lecture has presenters and listeners.");
    case Role::host: break;
  }
  return refuse_field("role", "Nobody is made a host.");
}

struct Person {
  StoredUser user;
  std::optional<StoredSeat> seat;
};

Outcome<Person> find_person(UnitOfWork& work, const Meeting& meeting, const NewRole& fields) {
  TRY(const auto id, find_named(work, meeting, fields.user_id, fields.participant_id));
  if (!id) return refuse_field("user_id", "Who? Send a \"user_id\" or a \"participant_id\".");
  auto user = work.users().by_id(*id);
  if (!user) return refuse_field("user_id", "There is no such person.");
  auto seat = work.participants().by_person(meeting.id, *id);
  const bool guest = user->user.role == UserRole::guest;
  if (guest && fields.role == Role::cohost)
    return refuse_field("user_id", "A guest cannot be a co-host.");
  return Person{std::move(*user), std::move(seat)};
}

}  // namespace

Outcome<StoredSeat> Roles::set(const Claims& claims, std::string_view id_or_code,
                               const NewRole& fields, const base::IpAddress& client) {
  const base::WallTime now = s_.clock.wall_now();
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<StoredSeat> {
        TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::give_word));
        const Meeting& meeting = place.meeting;
        if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
        TRY(check_role(meeting, fields.role));
        TRY(auto person, find_person(work, meeting, fields));
        const Relation other = relation_of(work, meeting, person.user.user.id, now);
        if (fields.role == Role::cohost || other.role() == Role::cohost)
          TRY(require(place.role, Act::appoint));
        if (other.banned || person.user.user.id == claims.user_id ||
            !outranks(place.role, other.role()))
          return refuse(RefusalCode::forbidden, "You cannot give this person a role.");
        if (!person.seat && fields.role != Role::cohost)
          return refuse_field("user_id", "This person has not been in the meeting.");
        if (person.seat && person.seat->role == fields.role) return std::move(*person.seat);
        const auto moderators = work.participants().moderators(meeting.id, kMostCohosts + 2);
        const auto cohosts = std::count_if(moderators.begin(), moderators.end(),
                                           [&](const auto& id) { return id != meeting.host_id; });
        if (fields.role == Role::cohost && static_cast<std::size_t>(cohosts) >= kMostCohosts)
          return refuse(RefusalCode::too_many, "This meeting has too many co-hosts.");
        if (!person.seat) {
          person.seat =
              StoredSeat{ParticipantId{s_.random.uuid()}, meeting.id,  person.user.user.id,
                         person.user.user.name,           fields.role, now};
          work.participants().insert(*person.seat);
        } else {
          person.seat->role = fields.role;
          work.participants().set_role(person.seat->id, fields.role);
          // Who was appointed and never came has not come in: the seat opens no door from now on.
          if (other.role() == Role::cohost) work.participants().remove_unused(person.seat->id);
        }
        note(work, s_,
             {.kind = AuditKind::participant_role_changed,
              .actor = actor_of(claims),
              .whom = person.user.user.id,
              .meeting = meeting.id,
              .object = person.seat->id.value(),
              .detail = "role=" + std::string{to_string(fields.role)}});
        announced.put(work, RoleChanged{meeting.id, person.seat->id, fields.role, claims.user_id});
        return std::move(*person.seat);
      });
}

}  // namespace meetings
