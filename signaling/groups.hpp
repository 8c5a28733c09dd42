// SPDX-License-Identifier: MIT
// Groups: the small rooms inside of one room. Everybody in a room is in the lesson (group 0) or in
// one of the groups 1 to n, and sees as peers only the people of the same group. Where a person
// belongs is kept by seat, so that whoever loses the connection comes back there (docs/groups.md).
// Pure; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "meetings/ids.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// What of the groups goes to the next process, and to the next owner of the meeting.
struct HandedGroups {
  struct Seat {
    meetings::ParticipantId seat;
    GroupNumber home = kLesson, now = kLesson;
  };
  std::vector<std::string> names;
  // Who is in the spotlight of each group; as many as names.
  std::vector<std::optional<meetings::ParticipantId>> spotlights;
  bool choice = false;
  std::optional<base::WallTime> ends_at, called_back_at;
  std::vector<Seat> seats;
};

class Groups {
 public:
  // The seats whose groups are kept; beyond that, a person has to be moved again after a break.
  static constexpr std::size_t kMostSeats = 2000;
  static constexpr std::size_t kMostCalls = 50;
  // A person asks for help once in this time.
  static constexpr std::chrono::seconds kBetweenCalls{20};

  struct Call {
    meetings::ParticipantId seat;
    base::Instant at{};
  };

  bool open() const noexcept { return !names_.empty(); }
  bool has(GroupNumber group) const noexcept { return group <= names_.size(); }
  bool choice() const noexcept { return choice_; }
  const std::vector<std::string>& names() const noexcept { return names_; }
  std::optional<base::WallTime> ends_at() const noexcept { return ends_at_; }
  std::optional<base::WallTime> called_back_at() const noexcept { return called_back_at_; }

  // Begins anew. `wishes` are not empty.
  void begin(const std::vector<GroupWish>& wishes, bool choice,
             std::optional<base::WallTime> ends_at);
  // Everybody is in the lesson.
  void end() { *this = Groups{}; }
  // Everybody comes to the lesson then.
  void call_back(base::WallTime at) { called_back_at_ = at; }
  // True if the time of the groups is over.
  bool due(base::WallTime now) const noexcept {
    return open() &&
           ((ends_at_ && *ends_at_ <= now) || (called_back_at_ && *called_back_at_ <= now));
  }

  // The group in which a person of this seat is, or will be after a break.
  GroupNumber group_of(const meetings::ParticipantId& seat) const;
  // The group to which the person belongs.
  GroupNumber home_of(const meetings::ParticipantId& seat) const;
  // The person belongs to the group, and is in it; to the lesson: belongs where it did.
  void assign(const meetings::ParticipantId& seat, GroupNumber group);
  // The person is in the group now.
  void go(const meetings::ParticipantId& seat, GroupNumber group);

  const std::optional<meetings::ParticipantId>& spotlight(GroupNumber group) const {
    return spotlights_.at(group - 1U);
  }
  void set_spotlight(GroupNumber group, std::optional<meetings::ParticipantId> seat) {
    spotlights_.at(group - 1U) = std::move(seat);
  }

  // The person asks a host to come. Returns how long the person has to wait where that is too
  // soon.
  std::optional<std::chrono::seconds> call(const meetings::ParticipantId& seat, base::Instant now);
  // Somebody has come, or the person has gone.
  void answer(const meetings::ParticipantId& seat);
  const std::vector<Call>& calls() const noexcept { return calls_; }

  // The hosts and the people of a group have to hear the list anew; tick() tells it.
  void changed() noexcept { untold_ = open(); }
  bool take_untold() noexcept { return std::exchange(untold_, false); }

  HandedGroups hand_over() const;
  void restore(HandedGroups handed);

 private:
  struct Seat {
    GroupNumber home = kLesson, now = kLesson;
  };
  Seat* seat(const meetings::ParticipantId& id);

  std::vector<std::string> names_;
  std::vector<std::optional<meetings::ParticipantId>> spotlights_;
  bool choice_ = false;
  std::optional<base::WallTime> ends_at_, called_back_at_;
  std::unordered_map<meetings::ParticipantId, Seat> seats_;
  std::vector<Call> calls_;  // for help; the oldest first
  bool untold_ = false;
};

}  // namespace signaling
