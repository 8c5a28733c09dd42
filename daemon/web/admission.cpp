// SPDX-License-Identifier: MIT
#include "daemon/web/admission.hpp"

#include <optional>
#include <utility>

namespace lecternd {

void Admission::confirm(meetings::Claims claims,
                        const std::function<void(signaling::AuthenticationAnswer)>& answer) {
  const auto job = [this, asked = std::move(claims), answer] {
    answer(authentication_.confirm(asked));
  };
  if (!workers_.post(job)) {
    answer(meetings::refuse(meetings::RefusalCode::overloaded, "The server is busy; try again."));
  }
}

void Admission::ask(signaling::AdmissionRequest request,
                    const std::function<void(signaling::AdmissionAnswer)>& answer) {
  const auto job = [this, asked = std::move(request), answer] {
    answer(meetings_.admit(asked.claims, asked.meeting, asked.options, asked.client));
  };
  if (!workers_.post(job)) {
    answer(meetings::refuse(meetings::RefusalCode::overloaded, "The server is busy; try again."));
  }
}

void Admission::seat_ended(const signaling::SeatEnded& ended) {
  ended_.with([&](auto& queue) { queue.push_back(ended); });
  post_leftovers();
}

void Admission::post_leftovers() {
  const bool any = ended_.with([](const auto& queue) { return !queue.empty(); });
  // Where the pool is full, the next call finds them still here.
  if (any) (void)workers_.post([this] { record_leftovers(); });
}

void Admission::record_leftovers() {
  for (;;) {
    auto next = ended_.with([](auto& queue) -> std::optional<signaling::SeatEnded> {
      if (queue.empty()) return std::nullopt;
      auto first = std::move(queue.front());
      queue.pop_front();
      return first;
    });
    if (!next) return;
    const auto recorded = meetings_.record_left(next->meeting, next->participant, next->at);
    if (!recorded)
      log_.warning("attendance_not_recorded",
                   {{"meeting", next->meeting.value()}, {"why", recorded.error().detail}});
  }
}

}  // namespace lecternd
