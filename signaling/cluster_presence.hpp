// SPDX-License-Identifier: MIT
// What a node tells the others of one person in one of its rooms, as text. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "meetings/presence.hpp"

namespace signaling {

struct PresenceNews {
  meetings::MeetingId meeting;
  meetings::ParticipantId participant;
  std::optional<meetings::PresentMember> member;  // nullopt: the person has left
};

std::string print_presence(const PresenceNews& news);
// Errors: corrupt.
base::Result<PresenceNews> parse_presence(std::string_view text);

}  // namespace signaling
