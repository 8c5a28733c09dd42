// SPDX-License-Identifier: MIT
// Admission: the hub's question to the domain before somebody enters a room. The answer needs the
// store, so a worker finds it, and it comes back later. Values; any thread.
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

using AdmissionAnswer = meetings::Outcome<meetings::Seat>;
// Asks without blocking; `answer` is called once, from any thread.
using AskAdmission =
    std::function<void(AdmissionRequest, std::function<void(AdmissionAnswer)> answer)>;

}  // namespace signaling
