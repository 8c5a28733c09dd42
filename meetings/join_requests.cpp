// SPDX-License-Identifier: MIT
#include "meetings/join_requests.hpp"

#include <algorithm>

#include "meetings/lookups.hpp"
#include "meetings/permissions.hpp"
#include "meetings/request_mails.hpp"

namespace meetings {
namespace {

constexpr std::size_t kMostTold = 50;
constexpr std::size_t kMostMeetingsAsked = 100;

auto no_such_request() { return refuse(RefusalCode::not_found, "There is no such request."); }

RequestStatus status_after(RequestAnswer answer) noexcept {
  return answer == RequestAnswer::approve ? RequestStatus::approved : RequestStatus::denied;
}

}  // namespace

std::optional<RequestAnswer> parse_request_answer(std::string_view text) noexcept {
  if (text == "approve") return RequestAnswer::approve;
  if (text == "deny") return RequestAnswer::deny;
  return std::nullopt;
}

std::vector<UserId> moderators_of(UnitOfWork& work, const Meeting& meeting) {
  std::vector<UserId> found = work.participants().moderators(meeting.id, kMostTold);
  if (std::find(found.begin(), found.end(), meeting.host_id) == found.end())
    found.push_back(meeting.host_id);
  return found;
}

Notice notice_of(NoticeKind kind, std::vector<UserId> to, const Meeting& meeting,
                 const JoinRequest& request) {
  return Notice{kind,
                std::move(to),
                meeting.id,
                meeting.title,
                request.id.value(),
                request.name,
                std::string{to_string(request.status)},
                {},
                meeting.scheduled_at,
                request.user_id};
}

Outcome<std::vector<JoinRequest>> JoinRequests::list(const Claims& claims,
                                                     std::string_view id_or_code,
                                                     RequestStatus status,
                                                     const base::IpAddress& client) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<JoinRequest>> {
    TRY(const auto place, find_place(s_, work, claims, id_or_code, client, Act::answer_requests));
    const base::WallTime now = s_.clock.wall_now();
    auto found = work.join_requests().list(place.meeting.id, status, now, kLongestList);
    for (JoinRequest& request : found) request.status = status_of(request, place.meeting, now);
    return found;
  });
}

Outcome<JoinRequest> JoinRequests::find(const Claims& claims, std::string_view id_or_code,
                                        std::string_view request, const base::IpAddress& client) {
  TRY(require_person(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<JoinRequest> {
    TRY(const auto found, find_meeting(s_, work, id_or_code, claims.user_id, client));
    auto asked = work.join_requests().by_id(JoinRequestId{std::string{request}});
    const bool may_see = asked && (asked->user_id == claims.user_id ||
                                   may(found.relation.role(), Act::answer_requests));
    if (!may_see || asked->meeting_id != found.stored.meeting.id) return no_such_request();
    asked->status = status_of(*asked, found.stored.meeting, s_.clock.wall_now());
    return std::move(*asked);
  });
}

Outcome<JoinRequest> JoinRequests::find_of_guest(std::string_view id_or_code,
                                                 std::string_view request) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<JoinRequest> {
    auto asked = work.join_requests().by_id(JoinRequestId{std::string{request}});
    const auto person = asked ? work.users().by_id(asked->user_id) : std::nullopt;
    if (!person || person->user.role != UserRole::guest) return no_such_request();
    const auto stored = find_known_meeting(work, id_or_code);
    if (!stored || stored->meeting.id != asked->meeting_id) return no_such_request();
    asked->status = status_of(*asked, stored->meeting, s_.clock.wall_now());
    return std::move(*asked);
  });
}

Outcome<Lobby> JoinRequests::lobby(const MeetingId& meeting) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<Lobby> {
    const base::WallTime now = s_.clock.wall_now();
    Lobby lobby;
    for (JoinRequest& request :
         work.join_requests().list(meeting, RequestStatus::pending, now, kMostInLobby)) {
      const auto person = work.users().by_id(request.user_id);
      const bool guest = person && person->user.role == UserRole::guest;
      lobby.waiting.push_back({std::move(request), guest});
    }
    lobby.count = work.join_requests().count_pending(meeting, now).pending;
    return lobby;
  });
}

Outcome<std::vector<RequestOfMeeting>> JoinRequests::of_moderated(const Claims& claims) {
  TRY(require_person(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<RequestOfMeeting>> {
    const base::WallTime now = s_.clock.wall_now();
    std::vector<RequestOfMeeting> all;
    for (const ListedMeeting& listed :
         work.meetings().list(claims.user_id, {.state = MeetingState::open}, std::nullopt,
                              kMostMeetingsAsked, now)) {
      const Meeting& meeting = listed.meeting;
      if (!may(role_in(listed, claims.user_id), Act::answer_requests)) continue;
      for (const RequestStatus status :
           {RequestStatus::pending, RequestStatus::approved, RequestStatus::denied}) {
        for (JoinRequest& one :
             work.join_requests().list(meeting.id, status, now, kLongestList - all.size())) {
          const auto person = work.users().by_id(one.user_id);
          const bool guest = person && person->user.role == UserRole::guest;
          all.push_back({std::move(one), meeting.title, guest});
        }
        if (all.size() >= kLongestList) return all;
      }
    }
    return all;
  });
}

Outcome<JoinRequest> JoinRequests::respond(const Claims& claims, std::string_view request,
                                           RequestAnswer with) {
  TRY(require_person(claims));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<JoinRequest> {
        const base::WallTime now = s_.clock.wall_now();
        TRY(find_account(work, claims, now));
        auto asked = work.join_requests().by_id(JoinRequestId{std::string{request}});
        if (!asked) return no_such_request();
        TRY(const auto stored, find_known_meeting(work, asked->meeting_id.value()));
        const Meeting& meeting = stored.meeting;
        const Relation relation = relation_of(work, meeting, claims.user_id, now);
        const auto role = relation.role();
        // Who cannot know of the request, or not of its meeting any more, does not learn that it
        // exists.
        if (!role && (asked->user_id != claims.user_id || is_hidden(relation.facts(meeting))))
          return no_such_request();
        TRY(require(role, Act::answer_requests));
        if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
        const RequestStatus status = status_of(*asked, meeting, now);
        if (status == RequestStatus::expired || status == RequestStatus::withdrawn)
          return refuse(RefusalCode::request_over, "This request has expired or was withdrawn.");
        if (status == status_after(with)) return std::move(*asked);
        return answer(work, announced, claims, meeting, std::move(*asked), with);
      });
}

Outcome<std::vector<JoinRequest>> JoinRequests::respond_to(
    const Claims& claims, std::string_view id_or_code,
    const std::optional<std::vector<std::string>>& ids, RequestAnswer with,
    const base::IpAddress& client) {
  if (ids && ids->size() > kLongestList)
    return refuse_field("request_ids", "request_ids takes at most 500 ids.");
  using Answered = std::vector<JoinRequest>;
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<Answered> {
        TRY(const auto place,
            find_place(s_, work, claims, id_or_code, client, Act::answer_requests));
        const Meeting& meeting = place.meeting;
        if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
        Answered answered;
        for (JoinRequest& request : work.join_requests().list(meeting.id, RequestStatus::pending,
                                                              s_.clock.wall_now(), kLongestList)) {
          if (ids && std::find(ids->begin(), ids->end(), request.id.value()) == ids->end())
            continue;
          answered.push_back(answer(work, announced, claims, meeting, std::move(request), with));
        }
        return answered;
      });
}

Outcome<JoinRequest> JoinRequests::withdraw(const Claims& claims, std::string_view id_or_code,
                                            std::string_view request,
                                            const base::IpAddress& client) {
  TRY(require_person(claims));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<JoinRequest> {
        const base::WallTime now = s_.clock.wall_now();
        TRY(find_account(work, claims, now));
        TRY(const auto found, find_meeting(s_, work, id_or_code, claims.user_id, client));
        auto asked = work.join_requests().by_id(JoinRequestId{std::string{request}});
        if (!asked || asked->user_id != claims.user_id ||
            asked->meeting_id != found.stored.meeting.id)
          return no_such_request();
        if (asked->status == RequestStatus::pending) {
          asked->status = RequestStatus::withdrawn;
          work.join_requests().set_status(asked->id, asked->status, now);
          announced.put(work, LobbyChanged{asked->meeting_id});
        }
        return std::move(*asked);
      });
}

JoinRequest JoinRequests::answer(UnitOfWork& work, Announcements& announced, const Claims& claims,
                                 const Meeting& meeting, JoinRequest request,
                                 RequestAnswer with) const {
  const base::WallTime now = s_.clock.wall_now();
  request.status = status_after(with);
  request.answered_at = now;
  work.join_requests().set_status(request.id, request.status, now);
  note(work, s_,
       {.kind = AuditKind::join_request_answered,
        .actor = actor_of(claims),
        .whom = request.user_id,
        .meeting = meeting.id,
        .object = request.id.value(),
        .detail = std::string{to_string(request.status)}});
  announced.put(work, notice_of(NoticeKind::join_answered, {request.user_id}, meeting, request));
  put_answer_mail(work, request, now);
  return request;
}

}  // namespace meetings
