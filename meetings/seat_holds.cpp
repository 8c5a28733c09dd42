// SPDX-License-Identifier: MIT
#include "meetings/seat_holds.hpp"

#include <unordered_set>

namespace meetings {

bool SeatHoldTable::take(const Presence& presence, const MeetingId& meeting,
                         const ParticipantId& participant, std::size_t limit, Limit rule,
                         base::Instant now) {
  return table_.with([&](Table& table) {
    sweep(table, now);
    // Reads Presence under this lock: a place that turns from held to present meanwhile is counted
    // once and cannot be missed.
    std::unordered_set<ParticipantId> others;
    for (const PresentMember& member : presence.members(meeting))
      others.insert(member.participant_id);
    Held& held = table.meetings[meeting];
    for (const auto& [holder, until] : held) {
      if (now < until) others.insert(holder);
    }
    others.erase(participant);
    if (rule == Limit::applies && others.size() >= limit) {
      if (held.empty()) table.meetings.erase(meeting);
      return false;
    }
    held[participant] = now + kHold;
    return true;
  });
}

void SeatHoldTable::release(const MeetingId& meeting, const ParticipantId& participant) {
  table_.with([&](Table& table) {
    const auto at = table.meetings.find(meeting);
    if (at == table.meetings.end()) return;
    at->second.erase(participant);
    if (at->second.empty()) table.meetings.erase(at);
  });
}

void SeatHoldTable::release_meeting(const MeetingId& meeting) {
  table_.with([&](Table& table) { table.meetings.erase(meeting); });
}

void SeatHoldTable::sweep(Table& table, base::Instant now) {
  if (now < table.swept + kHold) return;
  table.swept = now;
  for (auto& [meeting, held] : table.meetings) {
    std::erase_if(held, [&](const auto& hold) { return hold.second <= now; });
  }
  std::erase_if(table.meetings, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace meetings
