// SPDX-License-Identifier: MIT
// RoomModeration: what the hosts have decided about the people in one room, by seat, so that it
// lasts when a person reconnects or leaves and comes back; and whom they have put in the spotlight.
// It forgets with its room. Pure; one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "meetings/meeting_settings.hpp"
#include "meetings/presence.hpp"
#include "signaling/messages.hpp"

namespace signaling {

class RoomModeration {
 public:
  // Beyond that the decision about the seat that was decided about first is forgotten.
  static constexpr std::size_t kMostSeats = 1000;

  // What the person may not do at this moment by the decisions and by the setting `unmute`. The
  // other settings are not in it: everybody knows them from the meeting.
  Blocks blocks_of(const meetings::PresentMember& who,
                   const meetings::MeetingSettings& settings) const;
  // The part of `wanted` that the person may have, coming from who.media.
  meetings::MediaState permitted(const meetings::PresentMember& who, meetings::MediaState wanted,
                                 const meetings::MeetingSettings& settings) const;
  // Why the person may not write; nullptr: may.
  const char* chat_refusal(const meetings::PresentMember& who,
                           const meetings::MeetingSettings& settings) const;

  // Carries out an action against one seat: mute, unmute_allowed, stop_video, video_allowed,
  // stop_share, share_allowed, chat_off or chat_on. Does nothing for other actions.
  void decide(meetings::Action action, const meetings::ParticipantId& seat);
  // Mutes a person among all: takes the leave to unmute where the setting asks for one.
  void mute_among_all(const meetings::ParticipantId& seat);
  // The person moderates now: nothing is decided about such a person.
  void forget(const meetings::ParticipantId& seat);

  const std::optional<meetings::ParticipantId>& spotlight() const noexcept { return spotlight_; }
  void set_spotlight(std::optional<meetings::ParticipantId> seat) { spotlight_ = std::move(seat); }

  struct Decision {
    meetings::ParticipantId seat;
    Blocks blocks;
    bool may_unmute = false;  // a host has given leave
  };
  // For the next process; the oldest first.
  const std::vector<Decision>& decisions() const noexcept { return decisions_; }
  // Takes at most kMostSeats.
  void restore(std::vector<Decision> decisions) {
    decisions.resize(std::min(decisions.size(), kMostSeats));
    decisions_ = std::move(decisions);
  }

 private:
  const Decision* find(const meetings::ParticipantId& seat) const noexcept;
  Decision& decision(const meetings::ParticipantId& seat);

  std::vector<Decision> decisions_;  // the oldest first; few seats are decided about
  std::optional<meetings::ParticipantId> spotlight_;
};

}  // namespace signaling
