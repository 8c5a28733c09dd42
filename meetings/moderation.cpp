// SPDX-License-Identifier: MIT
#include "meetings/moderation.hpp"

#include "meetings/announcements.hpp"
#include "meetings/bans.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meetings.hpp"
#include "meetings/roles.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestTold = 300;

// The WebSocket's session has shown the token of its seat; the services ask for the person.
Claims person_on(const Claims& claims) {
  Claims person = claims;
  if (person.kind == TokenKind::seat) person.kind = TokenKind::access;
  return person;
}

Outcome<void> check_meeting(const Claims& claims, const MeetingId& meeting) {
  if (claims.kind == TokenKind::access || claims.meeting_id == meeting) return {};
  return refuse(RefusalCode::forbidden, "This token is for another meeting.");
}

auto nobody() { return refuse(RefusalCode::not_found, "That person is not in the meeting."); }
auto nobody_waits() { return refuse(RefusalCode::not_found, "That person does not wait."); }

// The seat that an action names, whose person the caller outranks.
Outcome<StoredSeat> find_target(UnitOfWork& work, const Place& place, const Claims& claims,
                                const std::string& target, bool outranked, base::WallTime now) {
  auto seat = work.participants().by_id(ParticipantId{target});
  if (!seat || seat->meeting_id != place.meeting.id) return nobody();
  const Relation other = relation_of(work, place.meeting, seat->user_id, now);
  if (outranked && (seat->user_id == claims.user_id || !outranks(place.role, other.role())))
    return refuse(RefusalCode::forbidden, "You cannot do this to that person.");
  return std::move(*seat);
}

// "action=mute", and "all" where it is about everybody.
std::string detail_of(const Moderate& what) {
  const ActionRow& row = row_of(what.action);
  std::string detail = "action=" + std::string{row.name};
  if (row.target == Target::person_or_all && !what.target) detail += " all";
  return detail;
}

Outcome<void> check_open(const Meeting& meeting) {
  if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
  return {};
}

}  // namespace

Outcome<Moderated> Moderation::act(const Claims& claims, const MeetingId& meeting,
                                   const Moderate& what, const base::IpAddress& client) {
  TRY(check_meeting(claims, meeting));
  if (needs_target(row_of(what.action)) && !what.target) return refuse_field("targetId", "Whom?");
  const Claims person = person_on(claims);
  return dispatch({person, meeting, what, client});
}

Outcome<Moderated> Moderation::dispatch(const Call& call) {
  const auto done = [](Outcome<void> outcome) -> Outcome<Moderated> {
    if (!outcome) return base::failure(std::move(outcome.error()));
    return Moderated{};
  };
  if (is_of_room(call.what.action, call.what.target.has_value())) return done(note_in_room(call));
  switch (call.what.action) {
    case Action::remove: return done(remove(call));
    case Action::ban: return done(ban(call));
    case Action::promote:
    case Action::demote: return done(set_role(call));
    case Action::hand_over: return done(hand_over(call));
    case Action::lock: return done(set_locked(call, true));
    case Action::unlock: return done(set_locked(call, false));
    case Action::chat_off: return done(set_chat(call, false));
    case Action::chat_on: return done(set_chat(call, true));
    case Action::admit:
    case Action::admit_all:
    case Action::deny: return done(answer(call));
    case Action::tell_waiting: return tell_waiting(call);
    case Action::end: return done(meetings_.end(call.claims, call.meeting.value(), call.client));
    default: break;
  }
  return refuse(RefusalCode::internal, "Nobody does this action.");
}

Outcome<void> Moderation::note_in_room(const Call& call) {
  const ActionRow& row = row_of(call.what.action);
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(const auto place,
        find_place(s_, work, call.claims, call.meeting.value(), call.client, row.act));
    TRY(check_open(place.meeting));
    AuditEntry entry{.kind = AuditKind::participant_moderated,
                     .actor = actor_of(call.claims),
                     .meeting = place.meeting.id,
                     .detail = detail_of(call.what)};
    if (call.what.target) {
      TRY(const auto seat, find_target(work, place, call.claims, *call.what.target, row.outranks,
                                       s_.clock.wall_now()));
      entry.whom = seat.user_id;
      entry.object = seat.id.value();
    }
    note(work, s_, std::move(entry));
    return {};
  });
}

Outcome<void> Moderation::remove(const Call& call) {
  std::optional<StoredSeat> removed;
  auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        TRY(const auto place,
            find_place(s_, work, call.claims, call.meeting.value(), call.client, Act::remove));
        TRY(check_open(place.meeting));
        const base::WallTime now = s_.clock.wall_now();
        TRY(removed, find_target(work, place, call.claims, *call.what.target, true, now));
        const Relation other = relation_of(work, place.meeting, removed->user_id, now);
        work.participants().set_removed(removed->id, now);
        // What a host gave the person, the seat and the approval, is taken back.
        const Role newcomer =
            place.meeting.type == MeetingType::lecture ? Role::listener : Role::participant;
        work.participants().set_role(removed->id, newcomer);
        if (other.request_fact == RequestFact::approved)
          work.join_requests().set_status(other.request->id, RequestStatus::withdrawn, now);
        note(work, s_,
             {.kind = AuditKind::participant_removed,
              .actor = actor_of(call.claims),
              .whom = removed->user_id,
              .meeting = place.meeting.id,
              .object = removed->id.value()});
        announced.put(work, SeatRemoved{place.meeting.id, removed->id, removed->user_id, false,
                                        call.claims.user_id});
        return {};
      });
  if (done) {
    s_.store.after_commit([this, seat = *removed] { s_.holds.release(seat.meeting_id, seat.id); });
  }
  return done;
}

Outcome<void> Moderation::ban(const Call& call) {
  NewBan fields;
  fields.participant_id = call.what.target;
  fields.until = call.what.until;
  fields.reason = call.what.reason;
  TRY(bans_.put(call.claims, call.meeting.value(), fields, call.client));
  return {};
}

Outcome<void> Moderation::set_role(const Call& call) {
  NewRole fields;
  fields.participant_id = call.what.target;
  if (call.what.role) {
    fields.role = *call.what.role;
  } else {
    TRY(const auto seen, meetings_.details(call.meeting.value(), call.claims, call.client));
    const bool lecture = seen.meeting.type == MeetingType::lecture;
    const bool up = call.what.action == Action::promote;
    fields.role = up ? (lecture ? Role::presenter : Role::cohost)
                     : (lecture ? Role::listener : Role::participant);
  }
  TRY(roles_.set(call.claims, call.meeting.value(), fields, call.client));
  return {};
}

Outcome<void> Moderation::hand_over(const Call& call) {
  return roles_.hand_over(call.claims, call.meeting.value(), *call.what.target, call.client);
}

Outcome<void> Moderation::set_locked(const Call& call, bool locked) {
  MeetingChange fields;
  fields.locked = locked;
  TRY(meetings_.change(call.claims, call.meeting.value(), fields, {}, call.client, nullptr));
  return {};
}

// Off: only hosts and co-hosts write.
Outcome<void> Moderation::set_chat(const Call& call, bool on) {
  MeetingChange fields;
  for (std::size_t i = 0; i < kSettings.size(); ++i) {
    if (kSettings[i].value == &MeetingSettings::chat)
      fields.settings[i] = on ? AllowedTo::everyone : AllowedTo::hosts;
  }
  // As for any change, the role must allow to change the meeting, not only to moderate people.
  TRY(meetings_.change(call.claims, call.meeting.value(), fields, {}, call.client, nullptr));
  return {};
}

Outcome<void> Moderation::answer(const Call& call) {
  const auto with = call.what.action == Action::deny ? RequestAnswer::deny : RequestAnswer::approve;
  std::optional<std::vector<std::string>> ids;
  if (call.what.action != Action::admit_all) ids.emplace({*call.what.target});
  TRY(const auto answered,
      requests_.respond_to(call.claims, call.meeting.value(), ids, with, call.client));
  if (ids && answered.empty()) return nobody_waits();
  return {};
}

Outcome<Moderated> Moderation::tell_waiting(const Call& call) {
  Moderated done;
  TRY(done.message, check_line("message", call.what.message.value_or(""), 1, kLongestTold));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Moderated> {
    done.told.clear();
    TRY(const auto place,
        find_place(s_, work, call.claims, call.meeting.value(), call.client, Act::answer_requests));
    TRY(check_open(place.meeting));
    for (const JoinRequest& request :
         work.join_requests().list(place.meeting.id, RequestStatus::pending, s_.clock.wall_now(),
                                   JoinRequests::kLongestList)) {
      if (!call.what.target || request.id.value() == *call.what.target)
        done.told.push_back(request.user_id);
    }
    if (call.what.target && done.told.empty()) return nobody_waits();
    note(work, s_,
         {.kind = AuditKind::participant_moderated,
          .actor = actor_of(call.claims),
          .whom = call.what.target ? std::optional{done.told.front()} : std::nullopt,
          .meeting = place.meeting.id,
          .object = call.what.target.value_or(""),
          .detail = detail_of(call.what)});
    return done;
  });
}

}  // namespace meetings
