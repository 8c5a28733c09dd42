// SPDX-License-Identifier: MIT
#include "daemon/web/admission.hpp"

#include <optional>
#include <utility>

namespace lecternd {
namespace {

auto busy() {
  return meetings::refuse(meetings::RefusalCode::overloaded,
                          "The server is busy. Please try again in a moment.");
}

}  // namespace

void Admission::confirm(signaling::AuthenticationRequest request,
                        const std::function<void(signaling::AuthenticationAnswer)>& answer) {
  const base::IpAddress client = request.client;
  pools_.workers.post(
      client,
      [this, asked = std::move(request), answer] { answer(authentication_.confirm(asked.claims)); },
      [answer] { answer(busy()); });
}

void Admission::resolve(signaling::ResolutionRequest request,
                        const std::function<void(signaling::ResolutionAnswer)>& answer) {
  const base::IpAddress client = request.client;
  pools_.workers.post(
      client,
      [this, asked = std::move(request), answer] {
        answer({authentication_.verify_foreign(asked.token)});
      },
      [answer] { answer({busy()}); });
}

void Admission::ask(signaling::AdmissionRequest request,
                    const std::function<void(signaling::AdmissionAnswer)>& answer) {
  const base::IpAddress client = request.client;
  const bool hashes = request.options.password.has_value();
  const auto admit = [this, asked = std::move(request),
                      answer](const meetings::PasswordHasher* hasher) {
    answer(meetings_.admit(asked.claims, asked.meeting, asked.options, asked.client, hasher));
  };
  // Called where the queue is full, perhaps later, when somebody else's job takes this place.
  const auto refused = [answer, hashes] {
    answer(base::failure(meetings::Refusal{meetings::RefusalCode::overloaded,
                                           "The server is busy. Please try again in a moment.",
                                           {},
                                           std::chrono::seconds{hashes ? 3 : 1}}));
  };
  if (hashes) {
    pools_.hashing->post(
        client, [admit](const meetings::PasswordHasher& hasher) { admit(&hasher); }, refused);
  } else {
    pools_.workers.post(
        client, [admit] { admit(nullptr); }, refused);
  }
}

void Admission::moderate(signaling::ModerationRequest request,
                         const std::function<void(signaling::ModerationAnswer)>& answer) {
  const base::IpAddress client = request.client;
  pools_.workers.post(
      client,
      [this, asked = std::move(request), answer] {
        answer(moderation_.act(asked.claims, asked.meeting, asked.what, asked.client));
      },
      [answer] { answer(busy()); });
}

void Admission::list_lobby(const meetings::MeetingId& meeting,
                           const std::function<void(signaling::LobbyAnswer)>& answer) {
  // Where the pool is full, the hub asks again a moment later.
  const bool posted =
      pools_.workers.post([this, meeting, answer] { answer(requests_.lobby(meeting)); });
  if (!posted) answer(busy());
}

// Where the pool is full, the admission says so.
void Admission::find_meeting(const std::string& meeting, const base::IpAddress& client,
                             std::function<void(std::optional<meetings::MeetingId>)> answer) {
  pools_.workers.post(
      client,
      [this, meeting, answer] {
        const auto found = meetings_.id_of(meeting);
        answer(found ? std::optional{*found} : std::nullopt);
      },
      [answer] { answer(std::nullopt); });
}

void Admission::seat_ended(const signaling::SeatEnded& ended) {
  ended_.with([&](auto& queue) { queue.push_back(ended); });
  post_leftovers();
}

void Admission::post_leftovers() {
  const bool any = ended_.with([](const auto& queue) { return !queue.empty(); });
  // Where the pool is full, the next call finds them still here.
  if (any) (void)pools_.workers.post([this] { record_leftovers(); });
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
