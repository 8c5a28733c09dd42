// SPDX-License-Identifier: MIT
// Presence: the people in each room right now. The signaling server writes it, REST and the
// admission read it. PresenceTable keeps it in this process's memory; several nodes will share it
// through another implementation. Any thread; a call takes no longer than a copy.
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
  // The members in the order in which they came.
  virtual std::vector<PresentMember> members(const MeetingId& meeting) const = 0;
  virtual std::size_t count(const MeetingId& meeting) const = 0;
  // The meetings that somebody is in.
  virtual std::vector<MeetingId> meetings() const = 0;
};

class PresenceWriter {
 public:
  virtual ~PresenceWriter() = default;
  // Adds the member. Replaces the member with the same participant id, which keeps its place in the
  // order.
  virtual void put(const MeetingId& meeting, PresentMember member) = 0;
  virtual void remove(const MeetingId& meeting, const ParticipantId& participant) = 0;
};

class PresenceTable final : public Presence, public PresenceWriter {
 public:
  void put(const MeetingId& meeting, PresentMember member) override;
  // Does nothing if the participant is not in the meeting.
  void set_media(const MeetingId& meeting, const ParticipantId& participant,
                 const MediaState& media);
  void remove(const MeetingId& meeting, const ParticipantId& participant) override;
  void remove_meeting(const MeetingId& meeting);

  std::vector<PresentMember> members(const MeetingId& meeting) const override;
  std::size_t count(const MeetingId& meeting) const override;
  std::vector<MeetingId> meetings() const override;
  // Totals over all rooms, for metrics.
  std::size_t rooms() const;
  std::size_t people() const;

 private:
  using Rooms = std::unordered_map<MeetingId, std::vector<PresentMember>>;
  base::Guarded<Rooms> rooms_;
};

}  // namespace meetings
