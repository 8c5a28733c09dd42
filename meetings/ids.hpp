// SPDX-License-Identifier: MIT
// The identifiers of the domain as distinct types: all are UUIDv4 text (lower case), none fits
// where another is meant. Values; any thread.
#pragma once

#include <string>

#include "base/strong.hpp"

namespace meetings {

using UserId = base::Strong<struct UserIdTag, std::string>;
using MeetingId = base::Strong<struct MeetingIdTag, std::string>;
// The seat: one per person and meeting. (The session on it is the signaling part's business.)
using ParticipantId = base::Strong<struct ParticipantIdTag, std::string>;

}  // namespace meetings
