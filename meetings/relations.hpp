// SPDX-License-Identifier: MIT
// Relation: how a person stands to a meeting, as the store knows it. Inside a unit of work only.
#pragma once

#include <optional>

#include "meetings/entering.hpp"
#include "meetings/repository.hpp"

namespace meetings {

struct Relation {
  bool owner = false;              // made the meeting
  std::optional<StoredSeat> seat;  // has come in before
  bool banned = false;

  // The person's role; absent for somebody who has no seat or is banned.
  std::optional<Role> role() const noexcept;
  // The facts about the person and the meeting that the store knows.
  EntryFacts facts(const Meeting& meeting) const noexcept;
};

// Asks the store the same questions for every meeting and person, so that the time tells nothing.
Relation relation_of(UnitOfWork& work, const Meeting& meeting, const UserId& person,
                     base::WallTime now);

}  // namespace meetings
