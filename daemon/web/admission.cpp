// SPDX-License-Identifier: MIT
#include "daemon/web/admission.hpp"

#include <optional>
#include <utility>

namespace lecternd {

using meetings::RefusalCode;

namespace {

signaling::AdmissionAnswer too_many(std::chrono::seconds wait) {
  return base::failure(
      meetings::Refusal{RefusalCode::rate_limited, "Too many attempts; wait a little.", {}, wait});
}

}  // namespace

void Admission::ask(signaling::AdmissionRequest request,
                    const std::function<void(signaling::AdmissionAnswer)>& answer) {
  const auto job = [this, request = std::move(request), answer] { answer(admit(request)); };
  if (!workers_.post(job))
    answer(meetings::refuse(RefusalCode::overloaded, "The server is busy; try again."));
}

signaling::AdmissionAnswer Admission::admit(const signaling::AdmissionRequest& request) {
  // The same purses as REST's (api/meetings.cpp): what is asked for costs until the domain has said
  // that it was no guess.
  const base::Instant now = clock_.now();
  const std::string address = api::RateLimits::address_key(request.client);
  const bool guess = request.options.password.has_value();
  if (const auto wait = limits_.take(api::Limit::lookup_by_address, address, now); wait.count() > 0)
    return too_many(wait);
  if (guess) {
    if (const auto wait = limits_.take_guess(request.meeting, request.client, now);
        wait.count() > 0) {
      limits_.give_back(api::Limit::lookup_by_address, address, now);
      return too_many(wait);
    }
  }
  signaling::AdmissionAnswer answer =
      meetings_.admit(request.claims, request.meeting, request.options);
  const auto refused_as = [&](RefusalCode code) { return !answer && answer.error().code == code; };
  if (!refused_as(RefusalCode::not_found))
    limits_.give_back(api::Limit::lookup_by_address, address, now);
  if (guess && !refused_as(RefusalCode::password_wrong))
    limits_.give_back_guess(request.meeting, request.client, now);
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
    if (!recorded)
      log_.warning("attendance_not_recorded",
                   {{"meeting", next->meeting.value()}, {"why", recorded.error().detail}});
  }
}

}  // namespace lecternd
