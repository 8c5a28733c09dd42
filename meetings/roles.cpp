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

// The account on the seat that is to have the meeting.
Outcome<StoredSeat> find_heir(UnitOfWork& work, const Meeting& meeting, const Claims& claims,
                              std::string_view id, base::WallTime now) {
  const auto seat = work.participants().by_id(ParticipantId{std::string{id}});
  if (!seat || seat->meeting_id != meeting.id)
    return refuse(RefusalCode::not_found, "That person is not in the meeting.");
  const auto user = work.users().by_id(seat->user_id);
  const Relation other = relation_of(work, meeting, seat->user_id, now);
  if (!user || user->user.disabled || user->user.role == UserRole::guest || other.banned ||
      !other.seated() || seat->user_id == claims.user_id)
    return refuse(RefusalCode::forbidden, "This person cannot have the meeting.");
  return *seat;
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
        if ((!person.seat || person.seat->removed_at) && fields.role != Role::cohost)
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
          if (fields.role == Role::cohost) {
            person.seat->removed_at.reset();
            work.participants().set_removed(person.seat->id, std::nullopt);
          }
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

Outcome<void> Roles::hand_over(const Claims& claims, std::string_view id_or_code,
                               std::string_view seat, const base::IpAddress& client) {
  const base::WallTime now = s_.clock.wall_now();
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
    TRY(auto place, find_place(s_, work, claims, id_or_code, client, Act::hand_over));
    if (place.meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
    if (place.meeting.host_id != claims.user_id)
      return refuse(RefusalCode::forbidden, "Only who owns the meeting hands it over.");
    TRY(const auto heir, find_heir(work, place.meeting, claims, seat, now));
    std::optional<MeetingId> part = place.meeting.id;
    for (int parts = 0; part && parts < kMostParts; ++parts) {
      const auto stored = work.meetings().by_id(*part);
      if (!stored || stored->meeting.host_id != claims.user_id) break;
      give_to(work, announced, stored->meeting, heir, claims);
      const auto& series = stored->meeting.series;
      part = series ? series->continued_by : std::nullopt;
    }
    return {};
  });
}

void Roles::give_to(UnitOfWork& work, Announcements& announced, const Meeting& meeting,
                    const StoredSeat& heir, const Claims& giver) const {
  work.person_data().set_host(meeting.id, heir.user_id);
  const auto put = [&](const UserId& person, const std::string& name, Role role) {
    auto seat = work.participants().by_person(meeting.id, person);
    if (!seat) {
      seat = StoredSeat{
          ParticipantId{s_.random.uuid()}, meeting.id, person, name, role, s_.clock.wall_now()};
      work.participants().insert(*seat);
    } else {
      work.participants().set_role(seat->id, role);
      work.participants().set_removed(seat->id, std::nullopt);
    }
    announced.put(work, RoleChanged{meeting.id, seat->id, role, giver.user_id});
  };
  put(heir.user_id, heir.name, Role::host);
  put(giver.user_id, giver.name, Role::cohost);
  announced.put(
      work, MeetingChanged{meeting.id, meeting.version + 1, meeting.title, meeting.locked,
                           meeting.waiting_room, meeting.settings, giver.user_id, heir.user_id});
  note(work, s_,
       {.kind = AuditKind::meeting_handed_over,
        .actor = actor_of(giver),
        .whom = heir.user_id,
        .meeting = meeting.id});
}

}  // namespace meetings
