// SPDX-License-Identifier: MIT
#include "meetings/bans.hpp"

#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/permissions.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestReason = 200;
constexpr std::chrono::hours kLongestBan{24 * 366 * 5};

// The person whom the fields name, with the name that the meeting knows.
Outcome<StoredUser> find_person(UnitOfWork& work, const Meeting& meeting, const NewBan& fields) {
  TRY(const auto id, find_named(work, meeting, fields.user_id, fields.participant_id));
  if (!id) return refuse_field("user_id", "Whom? Send a \"user_id\" or a \"participant_id\".");
  auto user = work.users().by_id(*id);
  const bool elsewhere = user && user->guest_meeting && *user->guest_meeting != meeting.id;
  if (!user || elsewhere) return refuse_field("user_id", "There is no such person.");
  return std::move(*user);
}

Outcome<NewBan> check_ban(const NewBan& fields, base::WallTime now) {
  NewBan checked = fields;
  if (fields.until && (*fields.until <= now || *fields.until > now + kLongestBan))
    return refuse_field("until", "The end must be in the future, within five years.");
  if (fields.reason) {
    TRY(auto reason, check_line("reason", *fields.reason, 1, kLongestReason));
    checked.reason = std::move(reason);
  }
  return checked;
}

}  // namespace

Outcome<Ban> Bans::put(const Claims& claims, std::string_view id_or_code, const NewBan& fields,
                       const base::IpAddress& client) {
  const base::WallTime now = s_.clock.wall_now();
  std::optional<StoredSeat> seat;
  auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<Ban> {
        TRY(const auto at, find_place(s_, work, claims, id_or_code, client, Act::ban));
        TRY(const auto checked, check_ban(fields, now));
        TRY(const auto person, find_person(work, at.meeting, checked));
        const Relation other = relation_of(work, at.meeting, person.user.id, now);
        if (person.user.id == claims.user_id || !outranks(at.role, other.role()))
          return refuse(RefusalCode::forbidden, "You cannot ban this person.");
        seat = other.seat;
        Ban ban{BanId{s_.random.uuid()},
                at.meeting.id,
                person.user.id,
                seat ? seat->name : person.user.name,
                checked.reason,
                now,
                checked.until};
        const auto before = work.bans().by_person(at.meeting.id, person.user.id);
        if (before) ban.id = before->id;
        if (!before && work.bans().count(at.meeting.id) >= kMostPerMeeting)
          return refuse(RefusalCode::too_many, "This meeting has too many bans. Lift some first.");
        work.bans().put(ban);
        if (other.request_fact == RequestFact::pending)
          work.join_requests().set_status(other.request->id, RequestStatus::denied, now);
        note(work, s_,
             {.kind = AuditKind::participant_banned,
              .actor = actor_of(claims),
              .whom = person.user.id,
              .meeting = at.meeting.id,
              .object = ban.id.value()});
        if (other.request_fact == RequestFact::pending)
          announced.put(work, LobbyChanged{at.meeting.id});
        if (seat) {
          announced.put(work,
                        SeatRemoved{at.meeting.id, seat->id, person.user.id, true, claims.user_id});
        }
        return ban;
      });
  if (done && seat) {
    s_.store.after_commit([this, seat = *seat] { s_.holds.release(seat.meeting_id, seat.id); });
  }
  return done;
}

Outcome<std::vector<Ban>> Bans::list(const Claims& claims, std::string_view id_or_code,
                                     const base::IpAddress& client) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Ban>> {
    TRY(const auto at, find_place(s_, work, claims, id_or_code, client, Act::ban));
    return work.bans().list(at.meeting.id, s_.clock.wall_now(), kMostPerMeeting);
  });
}

Outcome<void> Bans::lift(const Claims& claims, std::string_view id_or_code, std::string_view ban,
                         const base::IpAddress& client) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(const auto at, find_place(s_, work, claims, id_or_code, client, Act::ban));
    if (!work.bans().remove(at.meeting.id, BanId{std::string{ban}}))
      return refuse(RefusalCode::not_found, "There is no such ban.");
    note(work, s_,
         {.kind = AuditKind::participant_unbanned,
          .actor = actor_of(claims),
          .meeting = at.meeting.id,
          .object = std::string{ban}});
    return {};
  });
}

}  // namespace meetings
