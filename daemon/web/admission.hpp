// SPDX-License-Identifier: MIT
// Admission: connects the WebSocket server with the domain. Workers answer its questions about
// tokens and seats; the hash pool answers those that carry a password. The ends of stays are kept
// until a worker has recorded them, even if the pool is full for a while. Any thread; outlives the
// WebSocket server and the pools' jobs.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "api/http_server_pools.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "meetings/authentication.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/meetings.hpp"
#include "meetings/moderation.hpp"
#include "signaling/admission.hpp"
#include "signaling/effects.hpp"

namespace lecternd {

class Admission {
 public:
  // All outlive this.
  Admission(const meetings::Authentication& authentication, meetings::Meetings& meetings,
            meetings::Moderation& moderation, meetings::JoinRequests& requests, api::Pools pools,
            const base::Log& log)
      : authentication_(authentication),
        meetings_(meetings),
        moderation_(moderation),
        requests_(requests),
        pools_(pools),
        log_(log) {}

  void confirm(signaling::AuthenticationRequest request,
               const std::function<void(signaling::AuthenticationAnswer)>& answer);

  void resolve(signaling::ResolutionRequest request,
               const std::function<void(signaling::ResolutionAnswer)>& answer);
  void ask(signaling::AdmissionRequest request,
           const std::function<void(signaling::AdmissionAnswer)>& answer);
  void moderate(signaling::ModerationRequest request,
                const std::function<void(signaling::ModerationAnswer)>& answer);
  void list_lobby(const meetings::MeetingId& meeting,
                  const std::function<void(signaling::LobbyAnswer)>& answer);
  // Several nodes: which meeting a client names.
  void find_meeting(const std::string& meeting, const base::IpAddress& client,
                    std::function<void(std::optional<meetings::MeetingId>)> answer);
  // Does not block.
  void seat_ended(const signaling::SeatEnded& ended);
  // Record the ends of stays that a full pool did not take. Call post_leftovers() now and then, and
  // record_leftovers(), which blocks, when the pool has stopped.
  void post_leftovers();
  void record_leftovers();

 private:
  const meetings::Authentication& authentication_;
  meetings::Meetings& meetings_;
  meetings::Moderation& moderation_;
  meetings::JoinRequests& requests_;
  const api::Pools pools_;
  const base::Log& log_;
  base::Guarded<std::deque<signaling::SeatEnded>> ended_;  // bounded by the number of stays
};

}  // namespace lecternd
