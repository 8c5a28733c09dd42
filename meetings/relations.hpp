// SPDX-License-Identifier: MIT
// Relation: how a person stands to a meeting, as the store knows it. Inside a unit of work only.
#pragma once

#include <chrono>
#include <optional>

#include "meetings/entering.hpp"
#include "meetings/repository.hpp"

namespace meetings {

struct Relation {
  bool owner = false;              // made the meeting
  std::optional<StoredSeat> seat;  // has come in before, and may have been put out since
  bool invited = false;
  bool banned = false;
  std::optional<JoinRequest> request;  // the newest
  RequestFact request_fact = RequestFact::none;

  // Has come in before and was not put out since.
  bool seated() const noexcept { return seat && !seat->removed_at; }
  // The person's role; absent for somebody who has no seat or is banned.
  std::optional<Role> role() const noexcept;
  // The facts about the person and the meeting that the store knows.
  EntryFacts facts(const Meeting& meeting) const noexcept;
};

// The same rule for the person for whom the meeting was listed.
std::optional<Role> role_in(const ListedMeeting& listed, const UserId& person) noexcept;

// Who was denied may ask again after this time.
inline constexpr std::chrono::minutes kAskAgain{5};
// What a request says at this time.
RequestStatus status_of(const JoinRequest& request, const Meeting& meeting,
                        base::WallTime now) noexcept;

// Asks the store the same questions for every meeting and person, so that the time tells nothing.
Relation relation_of(UnitOfWork& work, const Meeting& meeting, const UserId& person,
                     base::WallTime now);
// The same from what the store has said.
Relation relation_of(StoredRelation stored, const Meeting& meeting, const UserId& person,
                     base::WallTime now);

}  // namespace meetings
