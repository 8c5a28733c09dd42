// SPDX-License-Identifier: MIT
#include "daemon/admission.hpp"

#include <optional>
#include <utility>

namespace lecternd {

using meetings::RefusalCode;

void Admission::ask(signaling::AdmissionRequest request, std::function<void(signaling::AdmissionAnswer)> answer) {
  const auto job = [this, request = std::move(request), answer] { answer(admit(request)); };
  if (!workers_.post(job)) answer(meetings::refuse(RefusalCode::overloaded, "The server is busy; try again."));
}

signaling::AdmissionAnswer Admission::admit(const signaling::AdmissionRequest& request) {
  // A password is a guess until the domain has said otherwise: the same purse as REST's join (api/meetings.cpp).
  const bool guess = request.options.password.has_value();
  if (guess) {
    const auto wait = limits_.take_guess(request.meeting, request.client, clock_.now());
    if (wait.count() > 0) {
      return base::failure(meetings::Refusal{RefusalCode::rate_limited, "Too many attempts; wait a little.", {}, wait});
    }
  }
  signaling::AdmissionAnswer answer = meetings_.admit(request.claims, request.meeting, request.options);
  const bool wrong = !answer && answer.error().code == RefusalCode::password_wrong;
  if (guess && !wrong) limits_.give_back_guess(request.meeting, request.client, clock_.now());
  return answer;
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
    if (!recorded) log_.warning("attendance_not_recorded", {{"meeting", next->meeting.value()}, {"why", recorded.error().detail}});
  }
}

}  // namespace lecternd
