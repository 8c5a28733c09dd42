// SPDX-License-Identifier: MIT
// HubState: the sessions and the rooms that a hub leaves to the hub of the next process. print()
// turns it into one text of a known version, bounded in size, and parse() checks such a text as if
// a stranger had written it. Values; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "meetings/tokens.hpp"
#include "signaling/groups.hpp"
#include "signaling/handled_ids.hpp"
#include "signaling/member.hpp"
#include "signaling/messages.hpp"
#include "signaling/private_lines.hpp"
#include "signaling/resume_tokens.hpp"
#include "signaling/room_moderation.hpp"

namespace signaling {

// A session whose client may come back.
struct HandedSession {
  std::string name;
  base::IpAddress address;
  meetings::Claims claims;
  ResumeTokens tokens;
  HandledIds handled;
  std::uint64_t last_seq = 0;
  std::vector<std::string> texts;  // the newest numbered messages, up to `last_seq`
  std::chrono::seconds renew_ice_in{0};
  std::string region{};                      // that its client has asked for
  std::vector<PrivateLine> private_lines{};  // not acknowledged, by their numbers
};

struct HandedRoom {
  RoomMeeting meeting;
  std::int64_t version = 0;
  std::uint64_t next_order = 0;
  // Local::session is the place of the session in HubState::sessions.
  std::vector<Member> members;
  std::vector<Chat> chat;  // of all groups, the oldest first
  std::vector<RoomModeration::Decision> decisions;
  std::optional<meetings::ParticipantId> spotlight;
  HandedGroups groups{};  // without names: none are open
};

struct HubState {
  base::WallTime at;  // when the hub stopped
  std::vector<HandedSession> sessions;
  std::vector<HandedRoom> rooms;
};

struct HubStateLimits {
  // While the text is shorter than this, it takes the messages of a session for its client, which
  // otherwise gets a snapshot of the room.
  std::size_t messages = std::size_t{192} * 1024 * 1024;
  // The same for the chat of a room.
  std::size_t chat = std::size_t{224} * 1024 * 1024;
  // parse() refuses a longer text.
  std::size_t text = std::size_t{512} * 1024 * 1024;
};

// One line for each session and each room. The text holds what people wrote and the hashes of
// tokens: it belongs into memory, not onto a disk.
base::Secret print(const HubState& state, const HubStateLimits& limits = {});
// Errors: corrupt, with the name of the missing or wrong part; also for a text of another version.
base::Result<HubState> parse_hub_state(std::string_view text, const HubStateLimits& limits = {});

}  // namespace signaling
