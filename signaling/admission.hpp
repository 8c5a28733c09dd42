// SPDX-License-Identifier: MIT
// Admission: what the hub asks of the domain before somebody enters a room. The question is a value
// because the answer needs the store: it is found on a worker and comes back later. Values; any
// thread.
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
  base::IpAddress client;  // for limits on guessing passwords
};

using AdmissionAnswer = meetings::Outcome<meetings::Seat>;
// Asks without blocking; `answer` is called once, from any thread.
using AskAdmission =
    std::function<void(AdmissionRequest, std::function<void(AdmissionAnswer)> answer)>;

}  // namespace signaling
