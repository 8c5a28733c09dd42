// SPDX-License-Identifier: MIT
// Lobby: who waits before one room, as the store told it last, and when to ask the store again.
// Pure; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/time.hpp"
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

}  // namespace signaling
