// SPDX-License-Identifier: MIT
// SeatHolds: an admission holds a place in a room until its owner's session shows up in Presence,
// at most half a minute. So many joins at once cannot fill a room beyond its limit. Everybody who
// has the link can take places, so places run out in a fair order:
// * The host always finds room.
// * Nobody who is connected gives way. A place that is only held gives way when the room is full:
//   the oldest one of the network that holds most, if the newcomer's network has fewer places. A
//   person with an account takes the place of a guest, whatever network that is.
// * While guests take seats, two people with accounts find room beyond the limit.
// * Before the host is there, guests of one network leave a quarter of the seats to others. A class
//   behind one address fills the room as soon as its teacher has come, who can act against bots.
// A network is an IPv4 address or an IPv6 /48.
// SeatHoldTable keeps the holds in this process's memory; several nodes will share them through
// another implementation. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"
#include "base/time.hpp"
#include "meetings/presence.hpp"

namespace meetings {

// Who asks for a place, and where. `entering`: the session is connected and enters the room at
// once, so this place does not give way.
struct SeatClaim {
  enum class Rank : std::uint8_t { host, account, guest };

  MeetingId meeting;
  ParticipantId participant;
  Rank rank = Rank::guest;
  bool entering = false;
  base::IpAddress client;
  std::size_t limit = 0;  // the meeting's number of seats
};

// full: no place is free and none gives way. kept: the last places are for people of other networks
// until the host is there.
enum class SeatAnswer : std::uint8_t { taken, full, kept };

class SeatHolds {
 public:
  // A client connects within seconds. Who comes later asks for a place again.
  static constexpr std::chrono::seconds kHold{30};
  // Seats beyond the limit for people with accounts. A room of a mesh bears two people more.
  static constexpr std::size_t kReserve = 2;

  virtual ~SeatHolds() = default;
  // Holds a place from `now` on, or holds nothing. Asking again is allowed.
  virtual SeatAnswer take(const Presence& presence, const SeatClaim& claim, base::Instant now) = 0;
  virtual void release(const MeetingId& meeting, const ParticipantId& participant) = 0;
  virtual void release_meeting(const MeetingId& meeting) = 0;
};

class SeatHoldTable final : public SeatHolds {
 public:
  SeatAnswer take(const Presence& presence, const SeatClaim& claim, base::Instant now) override;
  void release(const MeetingId& meeting, const ParticipantId& participant) override;
  void release_meeting(const MeetingId& meeting) override;

  // Totals since the start, for metrics.
  std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }
  std::uint64_t gave_way() const noexcept { return gave_way_.load(std::memory_order_relaxed); }

 private:
  struct Place {
    SeatClaim::Rank rank = SeatClaim::Rank::guest;
    bool entering = false;
    base::IpAddress client;
    base::Instant until{};
    bool present = false;
  };
  using Places = std::unordered_map<ParticipantId, Place>;
  struct Table {
    std::unordered_map<MeetingId, Places> meetings;
    base::Instant swept{};  // when sweep() last removed expired holds
  };
  static void sweep(Table& table, const Presence& presence, base::Instant now);
  // Removes the holds that expired; marks those whose owners are among `members`.
  static void refresh(Places& places, const std::vector<PresentMember>& members, base::Instant now);
  static std::size_t places_of_network(const Places& places, const base::IpAddress& client);
  static bool leaves_room_for_others(const Places& places,
                                     const std::vector<PresentMember>& members,
                                     const SeatClaim& claim);
  // Ends the hold that has to give way to the claim; false if there is none.
  static bool displace(Places& places, const SeatClaim& claim);
  static SeatAnswer decide(Places& places, const std::vector<PresentMember>& members,
                           const SeatClaim& claim);

  base::Guarded<Table> table_;
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> gave_way_{0};
};

}  // namespace meetings
