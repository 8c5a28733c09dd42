// SPDX-License-Identifier: MIT
#include "signaling/cluster_owners.hpp"

#include <utility>

namespace signaling {

OwnerEffects MeetingOwners::verify_all() const {
  OwnerEffects out;
  for (const auto& [meeting, epoch] : owned_) out.emplace_back(AskVerify{meeting, epoch});
  return out;
}

OwnerEffects MeetingOwners::connected(base::Instant now) {
  connected_ = true;
  if (std::exchange(was_away_, false)) settled_at_ = now + times_.settle;
  OwnerEffects out = verify_all();
  out.insert(out.begin(), AskBeat{});
  return out;
}

OwnerEffects MeetingOwners::disconnected() {
  connected_ = false;
  was_away_ = true;
  OwnerEffects out;
  for (const auto& [meeting, since] : std::exchange(claiming_, {}))
    out.emplace_back(Placed{meeting, {}});
  return out;
}

OwnerEffects MeetingOwners::tick(base::Instant now) {
  std::erase_if(elsewhere_,
                [&](const auto& entry) { return now - entry.second.at >= times_.remembered; });
  OwnerEffects out;
  std::erase_if(claiming_, [&](const auto& entry) {
    if (now - entry.second < times_.answer) return false;
    out.emplace_back(Placed{entry.first, {}});
    return true;
  });
  if (connected_) out.emplace_back(AskBeat{});
  return out;
}

OwnerEffects MeetingOwners::place(const meetings::MeetingId& meeting, base::Instant now) {
  if (const auto mine = owned_.find(meeting); mine != owned_.end())
    return {Placed{meeting, {Placement::Kind::here, {}, {}, mine->second, {}}}};
  if (claiming_.contains(meeting)) return {};
  if (may_claim(now)) {
    claiming_.emplace(meeting, now);
    return {AskClaim{meeting}};
  }
  const auto known = elsewhere_.find(meeting);
  return {Placed{meeting, known == elsewhere_.end() ? Placement{} : known->second.where}};
}

OwnerEffects MeetingOwners::claimed(const meetings::MeetingId& meeting,
                                    std::optional<Placement> where, base::Instant now) {
  const bool waited = claiming_.erase(meeting) != 0;
  if (!where) return waited ? OwnerEffects{Placed{meeting, {}}} : OwnerEffects{};
  if (where->kind == Placement::Kind::here) {
    // Nobody waits for a late answer: the copy stays for whoever asks next. An answer to an earlier
    // question may have made this node the owner meanwhile; the newer epoch then counts.
    if (!waited && !owned_.contains(meeting)) return {AskRelease{meeting, where->epoch, true}};
    elsewhere_.erase(meeting);
    owned_[meeting] = where->epoch;
  } else {
    elsewhere_[meeting] = {*where, now};
  }
  return waited ? OwnerEffects{Placed{meeting, *std::move(where)}} : OwnerEffects{};
}

OwnerEffects MeetingOwners::release(const meetings::MeetingId& meeting, bool keep) {
  const auto mine = owned_.find(meeting);
  if (mine == owned_.end()) return {};
  const std::uint64_t epoch = mine->second;
  owned_.erase(mine);
  return {AskRelease{meeting, epoch, keep}};
}

// Another node may have taken any meeting while there was no lease.
OwnerEffects MeetingOwners::beaten(bool had) const { return had ? OwnerEffects{} : verify_all(); }

OwnerEffects MeetingOwners::verified(const meetings::MeetingId& meeting, std::uint64_t epoch,
                                     bool is_owner) {
  const auto mine = owned_.find(meeting);
  if (is_owner || mine == owned_.end() || mine->second != epoch) return {};
  owned_.erase(mine);
  return {OwnerLost{meeting}};
}

std::optional<std::uint64_t> MeetingOwners::epoch_of(const meetings::MeetingId& meeting) const {
  const auto mine = owned_.find(meeting);
  return mine == owned_.end() ? std::nullopt : std::optional{mine->second};
}

}  // namespace signaling
