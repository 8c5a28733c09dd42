// SPDX-License-Identifier: MIT
#include "meetings/presence.hpp"

#include <algorithm>

namespace meetings {
namespace {

auto find(std::vector<PresentMember>& members, const ParticipantId& participant) {
  return std::find_if(members.begin(), members.end(),
                      [&](const PresentMember& m) { return m.participant_id == participant; });
}

}  // namespace

void PresenceTable::put(const MeetingId& meeting, PresentMember member) {
  rooms_.with([&](Rooms& rooms) {
    std::vector<PresentMember>& members = rooms[meeting];
    const auto at = find(members, member.participant_id);
    if (at == members.end()) {
      members.push_back(std::move(member));
    } else {
      *at = std::move(member);
    }
  });
}

void PresenceTable::set_media(const MeetingId& meeting, const ParticipantId& participant,
                              const MediaState& media) {
  rooms_.with([&](Rooms& rooms) {
    const auto room = rooms.find(meeting);
    if (room == rooms.end()) return;
    const auto at = find(room->second, participant);
    if (at != room->second.end()) at->media = media;
  });
}

void PresenceTable::remove(const MeetingId& meeting, const ParticipantId& participant) {
  rooms_.with([&](Rooms& rooms) {
    const auto room = rooms.find(meeting);
    if (room == rooms.end()) return;
    const auto at = find(room->second, participant);
    if (at != room->second.end()) room->second.erase(at);
    if (room->second.empty()) rooms.erase(room);
  });
}

void PresenceTable::remove_meeting(const MeetingId& meeting) {
  rooms_.with([&](Rooms& rooms) { rooms.erase(meeting); });
}

std::vector<PresentMember> PresenceTable::members(const MeetingId& meeting) const {
  return rooms_.with([&](const Rooms& rooms) {
    const auto room = rooms.find(meeting);
    return room == rooms.end() ? std::vector<PresentMember>{} : room->second;
  });
}

std::size_t PresenceTable::count(const MeetingId& meeting) const {
  return rooms_.with([&](const Rooms& rooms) {
    const auto room = rooms.find(meeting);
    return room == rooms.end() ? std::size_t{0} : room->second.size();
  });
}

std::vector<MeetingId> PresenceTable::meetings() const {
  return rooms_.with([](const Rooms& rooms) {
    std::vector<MeetingId> ids;
    for (const auto& [meeting, members] : rooms) ids.push_back(meeting);
    return ids;
  });
}

std::size_t PresenceTable::rooms() const {
  return rooms_.with([](const Rooms& rooms) { return rooms.size(); });
}

std::size_t PresenceTable::people() const {
  return rooms_.with([](const Rooms& rooms) {
    std::size_t people = 0;
    for (const auto& [meeting, members] : rooms) people += members.size();
    return people;
  });
}

}  // namespace meetings
