// SPDX-License-Identifier: MIT
#include "meetings/site_presence.hpp"

#include <algorithm>

namespace meetings {

void SitePresence::tell_all(const Change& taker) const {
  for (const MeetingId& meeting : here_.meetings()) {
    for (const PresentMember& member : here_.members(meeting))
      taker(meeting, member.participant_id, member);
  }
}

void SitePresence::put(const MeetingId& meeting, PresentMember member) {
  if (taker_) taker_(meeting, member.participant_id, member);
  here_.put(meeting, std::move(member));
}

void SitePresence::remove(const MeetingId& meeting, const ParticipantId& participant) {
  here_.remove(meeting, participant);
  if (taker_) taker_(meeting, participant, std::nullopt);
}

void SitePresence::put_at(const std::string& node, const MeetingId& meeting, PresentMember member) {
  others_.with([&](Others& others) { others[node].put(meeting, std::move(member)); });
}

void SitePresence::remove_at(const std::string& node, const MeetingId& meeting,
                             const ParticipantId& participant) {
  others_.with([&](Others& others) {
    if (const auto found = others.find(node); found != others.end())
      found->second.remove(meeting, participant);
  });
}

std::vector<MeetingId> SitePresence::meetings_at(const std::string& node) const {
  return others_.with([&](const Others& others) {
    const auto found = others.find(node);
    return found == others.end() ? std::vector<MeetingId>{} : found->second.meetings();
  });
}

void SitePresence::forget_node(const std::string& node) {
  others_.with([&](Others& others) { others.erase(node); });
}

std::vector<PresentMember> SitePresence::members(const MeetingId& meeting) const {
  std::vector<PresentMember> out = here_.members(meeting);
  others_.with([&](const Others& others) {
    for (const auto& [node, table] : others) {
      for (PresentMember& member : table.members(meeting)) {
        const bool known = std::ranges::any_of(out, [&](const PresentMember& one) {
          return one.participant_id == member.participant_id;
        });
        if (!known) out.push_back(std::move(member));
      }
    }
  });
  return out;
}

std::size_t SitePresence::count(const MeetingId& meeting) const {
  const bool alone = others_.with([](const Others& others) { return others.empty(); });
  return alone ? here_.count(meeting) : members(meeting).size();
}

}  // namespace meetings
