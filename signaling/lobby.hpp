// SPDX-License-Identifier: MIT
// Lobby: who waits before one room, as the store told it last, and when to ask the store again; and
// Knocks: how often the hosts, who may sit outside the room, hear that somebody has knocked. Pure;
// one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "base/token_bucket.hpp"
#include "meetings/events.hpp"
#include "meetings/join_requests.hpp"

namespace signaling {

class Lobby {
 public:
  // The knocks of this time are told together.
  static constexpr std::chrono::seconds kBatch{1};
  // Requests expire without an event, so a list with people in it is asked for again.
  static constexpr std::chrono::seconds kRefresh{60};

  // Somebody has come or gone since the last list.
  void changed() noexcept { stale_ = true; }
  // True if the store has to be asked now; the caller asks, and calls asked().
  bool due(base::Instant now) const noexcept {
    if (asking_ || (asked_at_ && now - *asked_at_ < kBatch)) return false;
    // The answer to a question of an earlier room of the meeting comes unasked.
    const bool old = list_ && list_->count > 0 && (!asked_at_ || now - *asked_at_ >= kRefresh);
    return stale_ || !list_ || old;
  }
  void asked(base::Instant now) noexcept {
    asking_ = true;
    stale_ = false;
    asked_at_ = now;
  }
  // The store's answer; nullopt: it failed, and is asked again. True if the hosts have to be told.
  bool take(std::optional<meetings::Lobby> list) {
    asking_ = false;
    if (!list) {
      stale_ = true;
      return false;
    }
    const bool news = unsure_ || (list_ ? !same(*list_, *list) : list->count > 0);
    unsure_ = false;
    list_ = std::move(*list);
    return news;
  }
  // The hosts were told by the previous process: they have to hear the next list in any case.
  void told_before() noexcept { unsure_ = true; }
  // nullptr until the first answer.
  const meetings::Lobby* list() const noexcept { return list_ ? &*list_ : nullptr; }

 private:
  static bool same(const meetings::Lobby& a, const meetings::Lobby& b) noexcept {
    if (a.count != b.count || a.waiting.size() != b.waiting.size()) return false;
    for (std::size_t i = 0; i < a.waiting.size(); ++i) {
      if (!(a.waiting[i].request == b.waiting[i].request)) return false;
    }
    return true;
  }

  std::optional<meetings::Lobby> list_;
  std::optional<base::Instant> asked_at_;
  bool stale_ = false;
  bool asking_ = false;
  bool unsure_ = false;  // what the hosts know
};

// A crowd that knocks does not bury the hosts: of each meeting a few knocks are told at once, then
// one every two seconds, and in the end the newest.
class Knocks {
 public:
  static constexpr base::TokenRate kRate{5, std::chrono::seconds{2}};
  static constexpr std::size_t kMostMeetings = 1000;

  // True if the notice may be told now; else it replaces the one that waits for this meeting.
  bool may_tell(const meetings::Notice& notice, base::Instant now) {
    if (meetings_.size() >= kMostMeetings && !meetings_.contains(notice.meeting_id)) return false;
    Meeting& meeting = meetings_[notice.meeting_id];
    if (meeting.bucket.wait(kRate, now) <= std::chrono::nanoseconds{0}) {
      (void)meeting.bucket.take(kRate, now);
      meeting.newest.reset();
      return true;
    }
    meeting.newest = notice;
    return false;
  }
  // The notices whose turn has come. Forgets the meetings where nobody knocks any more.
  std::vector<meetings::Notice> due(base::Instant now) {
    std::vector<meetings::Notice> out;
    for (auto& [id, meeting] : meetings_) {
      if (!meeting.newest || meeting.bucket.wait(kRate, now) > std::chrono::nanoseconds{0})
        continue;
      (void)meeting.bucket.take(kRate, now);
      out.push_back(std::move(*meeting.newest));
      meeting.newest.reset();
    }
    std::erase_if(meetings_, [&](auto& entry) {
      return !entry.second.newest &&
             entry.second.bucket.wait(kRate, now, kRate.burst) <= std::chrono::nanoseconds{0};
    });
    return out;
  }

 private:
  struct Meeting {
    base::TokenBucket bucket;
    std::optional<meetings::Notice> newest;
  };
  std::unordered_map<meetings::MeetingId, Meeting> meetings_;
};

}  // namespace signaling
