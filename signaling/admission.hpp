// SPDX-License-Identifier: MIT
// Authentication and admission: the hub's questions to the domain before it believes a token, and
// before somebody enters a room. The answers need the store, so a worker finds them, and they come
// back later. Values; any thread.
#pragma once

#include <functional>
#include <string>

#include "base/endpoint.hpp"
#include "meetings/meetings.hpp"
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

// A seat, or the request that a host has to answer.
using AdmissionAnswer = meetings::Outcome<meetings::Entry>;
// Asks without blocking; `answer` is called once, from any thread.
using AskAdmission =
    std::function<void(AdmissionRequest, std::function<void(AdmissionAnswer)> answer)>;

}  // namespace signaling
