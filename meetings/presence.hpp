// SPDX-License-Identifier: MIT
// Presence: who is in which room right now. The signaling hub writes it, REST and the admission
// read it. Any thread; never blocks for longer than a copy takes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "meetings/model.hpp"

namespace meetings {

struct PresentMember {
  ParticipantId participant_id;
  UserId user_id;
  std::string name;
  Role role = Role::participant;
  base::WallTime joined_at;
  MediaState media;

  friend bool operator==(const PresentMember&, const PresentMember&) = default;
};

class Presence {
 public:
  virtual ~Presence() = default;
  // In the order of their coming.
  virtual std::vector<PresentMember> members(const MeetingId& meeting) const = 0;
  virtual std::size_t count(const MeetingId& meeting) const = 0;
};

class PresenceTable final : public Presence {
 public:
  // Adds the member, or replaces what is known of that participant (its place in the order stays).
  void put(const MeetingId& meeting, PresentMember member);
  // Nothing happens where the participant is not in.
  void set_media(const MeetingId& meeting, const ParticipantId& participant,
                 const MediaState& media);
  void remove(const MeetingId& meeting, const ParticipantId& participant);
  void remove_meeting(const MeetingId& meeting);

  std::vector<PresentMember> members(const MeetingId& meeting) const override;
  std::size_t count(const MeetingId& meeting) const override;
  // Over all rooms (metrics).
  std::size_t rooms() const;
  std::size_t people() const;

 private:
  using Rooms = std::unordered_map<MeetingId, std::vector<PresentMember>>;
  base::Guarded<Rooms> rooms_;
};

}  // namespace meetings
