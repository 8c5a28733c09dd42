// SPDX-License-Identifier: MIT
#include "signaling/groups.hpp"

#include <algorithm>

namespace signaling {

void Groups::begin(const std::vector<GroupWish>& wishes, bool choice,
                   std::optional<base::WallTime> ends_at) {
  end();
  choice_ = choice;
  ends_at_ = ends_at;
  for (const GroupWish& wish : wishes) {
    names_.push_back(wish.name);
    const auto group = static_cast<GroupNumber>(names_.size());
    for (const std::string& person : wish.people) assign(meetings::ParticipantId{person}, group);
  }
  spotlights_.resize(names_.size());
}

GroupNumber Groups::group_of(const meetings::ParticipantId& seat) const {
  const auto found = seats_.find(seat);
  return found == seats_.end() ? kLesson : found->second.now;
}

GroupNumber Groups::home_of(const meetings::ParticipantId& seat) const {
  const auto found = seats_.find(seat);
  return found == seats_.end() ? kLesson : found->second.home;
}

Groups::Seat* Groups::seat(const meetings::ParticipantId& id) {
  if (seats_.size() >= kMostSeats && !seats_.contains(id)) return nullptr;
  return &seats_[id];
}

void Groups::assign(const meetings::ParticipantId& id, GroupNumber group) {
  Seat* place = seat(id);
  if (place == nullptr) return;
  place->now = group;
  if (group != kLesson) place->home = group;
}

void Groups::go(const meetings::ParticipantId& id, GroupNumber group) {
  if (Seat* place = seat(id)) place->now = group;
}

std::optional<std::chrono::seconds> Groups::call(const meetings::ParticipantId& seat,
                                                 base::Instant now) {
  const auto found = std::ranges::find(calls_, seat, &Call::seat);
  if (found != calls_.end() && now - found->at < kBetweenCalls)
    return std::chrono::ceil<std::chrono::seconds>(found->at + kBetweenCalls - now);
  if (found != calls_.end()) calls_.erase(found);
  if (calls_.size() >= kMostCalls) calls_.erase(calls_.begin());
  calls_.push_back({seat, now});
  return std::nullopt;
}

void Groups::answer(const meetings::ParticipantId& seat) {
  std::erase_if(calls_, [&](const Call& call) { return call.seat == seat; });
}

HandedGroups Groups::hand_over() const {
  HandedGroups out{names_, spotlights_, choice_, ends_at_, called_back_at_, {}};
  for (const auto& [id, place] : seats_) out.seats.push_back({id, place.home, place.now});
  return out;
}

void Groups::restore(HandedGroups handed) {
  end();
  names_ = std::move(handed.names);
  spotlights_ = std::move(handed.spotlights);
  spotlights_.resize(names_.size());
  choice_ = handed.choice;
  ends_at_ = handed.ends_at;
  called_back_at_ = handed.called_back_at;
  for (const HandedGroups::Seat& one : handed.seats) {
    if (!has(one.home) || !has(one.now)) continue;
    if (Seat* place = seat(one.seat)) *place = {one.home, one.now};
  }
}

}  // namespace signaling
