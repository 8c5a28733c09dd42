// SPDX-License-Identifier: MIT
#include "signaling/messages.hpp"

namespace signaling {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::bad_json: return "bad-json";
    case ErrorCode::bad_field: return "bad-field";
    case ErrorCode::unknown_type: return "unknown-type";
    case ErrorCode::not_authenticated: return "not-authenticated";
    case ErrorCode::already_authenticated: return "already-authenticated";
    case ErrorCode::no_such_session: return "no-such-session";
    case ErrorCode::token_invalid: return "token-invalid";
    case ErrorCode::token_expired: return "token-expired";
    case ErrorCode::session_ended: return "session-ended";
    case ErrorCode::not_joined: return "not-joined";
    case ErrorCode::already_joined: return "already-joined";
    case ErrorCode::no_such_peer: return "no-such-peer";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::not_found: return "not-found";
    case ErrorCode::ended: return "ended";
    case ErrorCode::full: return "full";
    case ErrorCode::locked: return "locked";
    case ErrorCode::banned: return "banned";
    case ErrorCode::not_invited: return "not-invited";
    case ErrorCode::denied: return "denied";
    case ErrorCode::not_started: return "not-started";
    case ErrorCode::password_required: return "password-required";
    case ErrorCode::password_wrong: return "password-wrong";
    case ErrorCode::no_such_group: return "no-such-group";
    case ErrorCode::not_in_lectures: return "not-in-lectures";
    case ErrorCode::rate_limited: return "rate-limited";
    case ErrorCode::replaced: return "replaced";
    case ErrorCode::overloaded: return "overloaded";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string_view describe(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::bad_json: return "This is not a JSON object.";
    case ErrorCode::bad_field: return "A field is missing or has a wrong value.";
    case ErrorCode::unknown_type: return "Messages of this type are not known here.";
    case ErrorCode::not_authenticated: return "Send auth first.";
    case ErrorCode::already_authenticated: return "This connection is authenticated already.";
    case ErrorCode::no_such_session: return "This session is over. Send auth instead.";
    case ErrorCode::token_invalid: return "This token is not valid.";
    case ErrorCode::token_expired: return "This token has expired.";
    case ErrorCode::session_ended: return "Your session has ended. Please sign in again.";
    case ErrorCode::not_joined: return "Join a meeting first.";
    case ErrorCode::already_joined: return "This connection is in a meeting already.";
    case ErrorCode::no_such_peer: return "That person is not in the meeting.";
    case ErrorCode::forbidden: return "This is not allowed.";
    case ErrorCode::not_found: return "There is no such meeting.";
    case ErrorCode::ended: return "This meeting has ended.";
    case ErrorCode::full: return "This meeting is full.";
    case ErrorCode::locked: return "The host has locked this meeting.";
    case ErrorCode::banned: return "The host does not let you into this meeting.";
    case ErrorCode::not_invited: return "Only invited people come into this meeting.";
    case ErrorCode::denied: return "A host has denied your request.";
    case ErrorCode::not_started: return "This meeting has not started yet.";
    case ErrorCode::password_required: return "This meeting asks for a password.";
    case ErrorCode::password_wrong: return "This password is wrong.";
    case ErrorCode::no_such_group: return "There is no such group in this meeting.";
    case ErrorCode::not_in_lectures: return "A lecture has no groups.";
    case ErrorCode::rate_limited: return "Too many messages of this kind.";
    case ErrorCode::replaced: return "You joined this meeting from another window or device.";
    case ErrorCode::overloaded: return "The server is busy; try again in a moment.";
    case ErrorCode::internal: return "Something went wrong on the server.";
  }
  return "";
}

ErrorCode error_code(meetings::RefusalCode code) noexcept {
  using meetings::RefusalCode;
  switch (code) {
    case RefusalCode::not_signed_in: return ErrorCode::not_authenticated;
    case RefusalCode::token_invalid: return ErrorCode::token_invalid;
    case RefusalCode::token_expired: return ErrorCode::token_expired;
    case RefusalCode::bad_field: return ErrorCode::bad_field;
    case RefusalCode::not_found: return ErrorCode::not_found;
    case RefusalCode::ended: return ErrorCode::ended;
    case RefusalCode::full: return ErrorCode::full;
    case RefusalCode::locked: return ErrorCode::locked;
    case RefusalCode::banned: return ErrorCode::banned;
    case RefusalCode::not_invited: return ErrorCode::not_invited;
    case RefusalCode::denied: return ErrorCode::denied;
    case RefusalCode::not_started: return ErrorCode::not_started;
    case RefusalCode::password_required: return ErrorCode::password_required;
    case RefusalCode::password_wrong: return ErrorCode::password_wrong;
    case RefusalCode::rate_limited: return ErrorCode::rate_limited;
    case RefusalCode::internal: return ErrorCode::internal;
    case RefusalCode::overloaded: return ErrorCode::overloaded;
    // Only REST refuses with these; on the WebSocket they mean that the person may not enter.
    case RefusalCode::forbidden:
    case RefusalCode::scope_missing:
    case RefusalCode::too_many:
    case RefusalCode::invalid_credentials:
    case RefusalCode::registration_closed:
    case RefusalCode::invitation_invalid:
    case RefusalCode::link_invalid:
    case RefusalCode::email_taken:
    case RefusalCode::refresh_invalid:
    case RefusalCode::password_simple:
    case RefusalCode::password_common:
    case RefusalCode::password_personal:
    case RefusalCode::changed:
    case RefusalCode::idempotency_conflict:
    case RefusalCode::idempotency_busy:
    case RefusalCode::upload_conflict:
    case RefusalCode::recording_too_large:
    case RefusalCode::quota_used:
    case RefusalCode::storage_full:
    case RefusalCode::request_over: return ErrorCode::forbidden;
  }
  return ErrorCode::internal;
}

std::string_view to_string(LeaveReason reason) noexcept {
  switch (reason) {
    case LeaveReason::left: return "left";
    case LeaveReason::disconnected: return "disconnected";
    case LeaveReason::replaced: return "replaced";
    case LeaveReason::removed: return "removed";
    case LeaveReason::listening: return "listening";
  }
  return "left";
}

bool reaches_others(const ClientMessage& message) noexcept {
  return std::holds_alternative<Description>(message) ||
         std::holds_alternative<Candidates>(message) || std::holds_alternative<ChatPost>(message) ||
         std::holds_alternative<ReactionPost>(message) ||
         std::holds_alternative<ModeratePost>(message) ||
         std::holds_alternative<GroupsPost>(message);
}

bool carries_seq(const ServerMessage& message) noexcept {
  return !std::holds_alternative<Welcome>(message) && !std::holds_alternative<Resumed>(message) &&
         !std::holds_alternative<Resync>(message) && !std::holds_alternative<Pong>(message) &&
         !std::holds_alternative<ErrorNotice>(message) &&
         !std::holds_alternative<Reaction>(message) &&
         !std::holds_alternative<ReactionCounts>(message) &&
         !std::holds_alternative<RelayedWant>(message);
}

}  // namespace signaling
