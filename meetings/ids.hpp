// SPDX-License-Identifier: MIT
// The identifiers of the domain as distinct types, so that one cannot be passed for another. All
// are UUIDv4 text in lower case. Values; any thread.
#pragma once

#include <string>

#include "base/strong.hpp"

namespace meetings {

using UserId = base::Strong<struct UserIdTag, std::string>;
using MeetingId = base::Strong<struct MeetingIdTag, std::string>;
// The seat: one per person and meeting. The session on it belongs to signaling.
using ParticipantId = base::Strong<struct ParticipantIdTag, std::string>;
using JoinRequestId = base::Strong<struct JoinRequestIdTag, std::string>;
using InviteId = base::Strong<struct InviteIdTag, std::string>;
using RecordingId = base::Strong<struct RecordingIdTag, std::string>;
using BanId = base::Strong<struct BanIdTag, std::string>;

}  // namespace meetings
