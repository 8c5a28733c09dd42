// SPDX-License-Identifier: MIT
// MeetingOwners: which meetings this node owns, as one state machine, (input, now) -> effects. A
// node has one lease in Redis, which it renews every second; a meeting belongs to the node that
// wrote its name there as long as that node's lease lasts. Each change of the owner gives the
// meeting a larger epoch, and what an owner of a smaller epoch writes is refused there. Without
// Redis nothing changes its owner. Pure; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "meetings/ids.hpp"
#include "signaling/site.hpp"

namespace signaling {

// Renew the lease of this node. Answer with beaten().
struct AskBeat {};
// Make this node the owner, unless a living node is. Answer with claimed().
struct AskClaim {
  meetings::MeetingId meeting;
};
// Is this node still the owner? It becomes that again where the server has lost everything. Answer
// with verified().
struct AskVerify {
  meetings::MeetingId meeting;
  std::uint64_t epoch = 0;
};
// This node is not the owner any more; no answer. Without `keep` the copy goes, too.
struct AskRelease {
  meetings::MeetingId meeting;
  std::uint64_t epoch = 0;
  bool keep = false;
};
// The answer to everybody who has called place() for the meeting.
struct Placed {
  meetings::MeetingId meeting;
  Placement where;
};
// Another node owns a meeting that this node had: its room ends here.
struct OwnerLost {
  meetings::MeetingId meeting;
};

using OwnerEffect = std::variant<AskBeat, AskClaim, AskVerify, AskRelease, Placed, OwnerLost>;
using OwnerEffects = std::vector<OwnerEffect>;

class MeetingOwners {
 public:
  struct Times {
    // How long an answer may take.
    std::chrono::milliseconds answer{1500};
    // After Redis was away, nobody is made the owner for this time: the owners renew their leases.
    std::chrono::milliseconds settle{2500};
    // How long the owner of a meeting is remembered for the time without Redis.
    std::chrono::seconds remembered{600};
  };
  explicit MeetingOwners(Times times) : times_(times) {}
  MeetingOwners() : MeetingOwners(Times{}) {}

  OwnerEffects connected(base::Instant now);
  OwnerEffects disconnected();
  // Call it once a second.
  OwnerEffects tick(base::Instant now);

  OwnerEffects place(const meetings::MeetingId& meeting, base::Instant now);
  OwnerEffects release(const meetings::MeetingId& meeting, bool keep);
  // `had`: the lease had not ended before it was renewed.
  OwnerEffects beaten(bool had) const;
  // `where` is here or elsewhere; nullopt: there was no answer.
  OwnerEffects claimed(const meetings::MeetingId& meeting, std::optional<Placement> where,
                       base::Instant now);
  OwnerEffects verified(const meetings::MeetingId& meeting, std::uint64_t epoch, bool is_owner);

  // The epoch under which this node owns the meeting.
  std::optional<std::uint64_t> epoch_of(const meetings::MeetingId& meeting) const;
  std::size_t owned() const noexcept { return owned_.size(); }

 private:
  struct Remembered {
    Placement where;
    base::Instant at{};
  };
  OwnerEffects verify_all() const;
  bool may_claim(base::Instant now) const noexcept { return connected_ && now >= settled_at_; }

  const Times times_;
  bool connected_ = false;
  bool was_away_ = false;
  base::Instant settled_at_{};
  std::unordered_map<meetings::MeetingId, std::uint64_t> owned_;     // the epochs
  std::unordered_map<meetings::MeetingId, base::Instant> claiming_;  // since when
  std::unordered_map<meetings::MeetingId, Remembered> elsewhere_;
};

}  // namespace signaling
