// SPDX-License-Identifier: MIT
#include "meetings/seat_holds.hpp"

#include <algorithm>
#include <optional>

#include "base/fair_places.hpp"
#include "meetings/permissions.hpp"

namespace meetings {
namespace {

using Rank = SeatClaim::Rank;

// So many seats are left to others before the host is there.
constexpr std::size_t kept_seats(std::size_t limit) noexcept {
  return std::max<std::size_t>(1, limit / 4);
}

template <class Range, class Is>
std::size_t count(const Range& range, const Is& is) {
  return static_cast<std::size_t>(std::count_if(range.begin(), range.end(), is));
}

bool is_there(const std::vector<PresentMember>& members, const ParticipantId& participant) {
  return std::any_of(members.begin(), members.end(),
                     [&](const PresentMember& m) { return m.participant_id == participant; });
}

bool host_is_there(const std::vector<PresentMember>& members) {
  return std::any_of(members.begin(), members.end(),
                     [](const PresentMember& m) { return moderates(m.role); });
}

}  // namespace

SeatAnswer SeatHoldTable::take(const Presence& presence, const SeatClaim& claim,
                               base::Instant now) {
  return table_.with([&](Table& table) {
    sweep(table, presence, now);
    // Reads Presence under this lock: a place that turns from held to present meanwhile is counted
    // once and cannot be missed.
    const std::vector<PresentMember> members = presence.members(claim.meeting);
    Places& places = table.meetings[claim.meeting];
    refresh(places, members, now);
    const std::size_t before = places.size();
    const SeatAnswer answer = decide(places, members, claim);
    if (answer == SeatAnswer::taken) {
      gave_way_.fetch_add(before - places.size(), std::memory_order_relaxed);
      places[claim.participant] = {claim.rank, claim.entering, claim.client, now + kHold,
                                   is_there(members, claim.participant)};
    } else {
      refused_.fetch_add(1, std::memory_order_relaxed);
    }
    if (places.empty()) table.meetings.erase(claim.meeting);
    return answer;
  });
}

SeatAnswer SeatHoldTable::decide(Places& places, const std::vector<PresentMember>& members,
                                 const SeatClaim& claim) {
  if (claim.rank == Rank::host) return SeatAnswer::taken;
  // Whoever has a place keeps it: a second device, or a reload before the old socket is gone.
  if (places.contains(claim.participant) || is_there(members, claim.participant))
    return SeatAnswer::taken;
  if (claim.rank == Rank::guest && !leaves_room_for_others(places, members, claim))
    return SeatAnswer::kept;
  // From here on the claimant is none of those who have a place. Members whose admission this table
  // does not know count, too.
  const std::size_t others = places.size() + count(members, [&](const PresentMember& m) {
                               return !places.contains(m.participant_id);
                             });
  if (others < claim.limit || displace(places, claim)) return SeatAnswer::taken;
  const std::size_t guests =
      count(places, [](const auto& entry) { return entry.second.rank == Rank::guest; });
  const std::size_t reserve = claim.rank == Rank::account ? std::min(guests, kReserve) : 0;
  return others < claim.limit + reserve ? SeatAnswer::taken : SeatAnswer::full;
}

bool SeatHoldTable::leaves_room_for_others(const Places& places,
                                           const std::vector<PresentMember>& members,
                                           const SeatClaim& claim) {
  // A proxy on this machine may hide everybody's address.
  if (claim.client.is_loopback() || host_is_there(members)) return true;
  const base::IpAddress network = claim.client.network();
  const std::size_t guests = count(places, [&](const auto& entry) {
    return entry.second.rank == Rank::guest && entry.second.client.network() == network;
  });
  return guests + kept_seats(claim.limit) < claim.limit;
}

std::size_t SeatHoldTable::places_of_network(const Places& places, const base::IpAddress& client) {
  const base::IpAddress network = client.network();
  return count(places, [&](const auto& entry) { return entry.second.client.network() == network; });
}

bool SeatHoldTable::displace(Places& places, const SeatClaim& claim) {
  for (const Rank rank : {Rank::guest, Rank::account}) {
    std::vector<const Places::value_type*> held;
    for (const auto& entry : places) {
      const Place& place = entry.second;
      if (place.rank == rank && !place.present && !place.entering) held.push_back(&entry);
    }
    std::sort(held.begin(), held.end(),
              [](const auto* a, const auto* b) { return a->second.until < b->second.until; });
    base::FairPlaces<ParticipantId> order{{held.size(), 0}};
    for (const auto* entry : held) order.enter(entry->first, entry->second.client);
    const auto next = order.next_to_give_way();
    const bool outranked = rank == Rank::guest && claim.rank == Rank::account;
    if (next && (outranked || places_of_network(places, claim.client) + 1 <
                                  places_of_network(places, places.at(*next).client))) {
      places.erase(*next);
      return true;
    }
    if (claim.rank == Rank::guest) break;
  }
  return false;
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

void SeatHoldTable::refresh(Places& places, const std::vector<PresentMember>& members,
                            base::Instant now) {
  for (auto& [participant, place] : places) place.present = is_there(members, participant);
  std::erase_if(places, [&](const auto& entry) {
    return !entry.second.present && entry.second.until <= now;
  });
}

void SeatHoldTable::sweep(Table& table, const Presence& presence, base::Instant now) {
  if (now < table.swept + kHold) return;
  table.swept = now;
  for (auto& [meeting, places] : table.meetings) refresh(places, presence.members(meeting), now);
  std::erase_if(table.meetings, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace meetings
