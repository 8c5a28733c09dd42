// SPDX-License-Identifier: MIT
// Knocks: how often the hosts of a meeting, who may sit outside the room, hear that somebody has
// knocked. A crowd that knocks does not bury them: of each meeting a few knocks are told at once,
// then one every two seconds, and in the end the newest. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "meetings/events.hpp"

namespace signaling {

class Knocks {
 public:
  static constexpr base::TokenRate kRate{5, std::chrono::seconds{2}};
  static constexpr std::size_t kMostMeetings = 1000;

  enum class Verdict : std::uint8_t { tell, hold };

  // `tell`: the notice may be told now; else it replaces the one that waits for this meeting. If
  // too many meetings are known, one gives way: of the host with most of them, the one at which
  // nobody has knocked for longest. So a host with many meetings takes the places of nobody else.
  Verdict take(const meetings::Notice& notice, base::Instant now);
  // The notices whose turn has come. Forgets the meetings where nobody knocks any more.
  std::vector<meetings::Notice> due(base::Instant now);
  // How many waiting notices were lost because their meeting gave way.
  std::uint64_t lost() const noexcept { return lost_; }

 private:
  struct Meeting {
    meetings::UserId host;
    base::TokenBucket bucket;
    std::optional<meetings::Notice> newest;
    std::uint64_t knocked = 0;  // grows with each knock
  };
  void give_way();

  std::unordered_map<meetings::MeetingId, Meeting> meetings_;
  std::unordered_map<meetings::UserId, std::size_t> by_host_;  // how many of meetings_
  std::uint64_t knocks_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace signaling
