// SPDX-License-Identifier: MIT
// Authentication and admission: the hub's questions to the domain before it believes a token, and
// before somebody enters a room. The answers need the store, so a worker finds them, and they come
// back later. Values; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/endpoint.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/meetings.hpp"
#include "meetings/moderation.hpp"
#include "meetings/tokens.hpp"

namespace signaling {

struct AdmissionRequest {
  meetings::Claims claims;
  std::string meeting;  // id or code, as the client wrote it
  meetings::JoinOptions options;
  base::IpAddress client;  // for the limits on guesses
};

struct AuthenticationRequest {
  meetings::Claims claims;
  base::IpAddress client;  // clients take turns
};

// Success: the store confirms what the token claims.
using AuthenticationAnswer = meetings::Outcome<void>;
// Asks without blocking; `answer` is called once, from any thread.
using AskAuthentication =
    std::function<void(AuthenticationRequest, std::function<void(AuthenticationAnswer)> answer)>;

// A token that has not our signature. It may be a foreign issuer's, which only a worker can tell.
struct ResolutionRequest {
  std::string token;
  base::IpAddress client;  // clients take turns
};
// Success: what the token claims. Has a type of its own, so that nobody takes it for a
// confirmation.
struct ResolutionAnswer {
  meetings::Outcome<meetings::Claims> claims;
};
using AskResolution =
    std::function<void(ResolutionRequest, std::function<void(ResolutionAnswer)> answer)>;

// A seat, or the request that a host has to answer.
using AdmissionAnswer = meetings::Outcome<meetings::Entry>;
// Asks without blocking; `answer` is called once, from any thread.
using AskAdmission =
    std::function<void(AdmissionRequest, std::function<void(AdmissionAnswer)> answer)>;

// Several nodes: which meeting has this id or code? Asks without blocking; `answer` is called once,
// from any thread; nullopt: none.
using AskMeeting =
    std::function<void(const std::string& meeting, const base::IpAddress& client,
                       std::function<void(std::optional<meetings::MeetingId>)> answer)>;

struct ModerationRequest {
  meetings::Claims claims;
  meetings::MeetingId meeting;
  meetings::Moderate what;
  base::IpAddress client;  // clients take turns
};
using ModerationAnswer = meetings::Outcome<meetings::Moderated>;
using AskModeration =
    std::function<void(ModerationRequest, std::function<void(ModerationAnswer)> answer)>;

// Who waits before a meeting.
using LobbyAnswer = meetings::Outcome<meetings::Lobby>;
using AskLobby =
    std::function<void(const meetings::MeetingId&, std::function<void(LobbyAnswer)> answer)>;

}  // namespace signaling
