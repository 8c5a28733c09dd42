// SPDX-License-Identifier: MIT
#include "signaling/hub_metrics.hpp"

#include <array>
#include <string>

namespace signaling {

HubMetrics::HubMetrics(base::Metrics& registry)
    : sessions_(&registry.gauge("lectern_signaling_sessions",
                                "WebSocket sessions, also those that wait for their client")),
      rooms_(&registry.gauge("lectern_signaling_rooms",
                             "Meetings that somebody is in, or was in a moment ago")),
      waiting_bytes_(
          &registry.gauge("lectern_signaling_waiting_bytes",
                          "Bytes that wait for clients, without the first 2 KiB of each")),
      dropped_reactions_(&registry.counter("lectern_signaling_dropped_reactions_total",
                                           "Reactions not sent to clients which read slowly")),
      away_(&registry.gauge("lectern_signaling_away_sessions",
                            "Sessions whose socket broke and that wait for their client")),
      replay_bytes_(&registry.gauge("lectern_signaling_replay_bytes",
                                    "Bytes kept for clients whose socket breaks, without the "
                                    "first 2 KiB of each")),
      expired_(&registry.counter("lectern_signaling_expired_sessions_total",
                                 "Sessions whose client did not come back in time")),
      repeated_(&registry.counter("lectern_signaling_repeated_messages_total",
                                  "Messages that came a second time and were not passed on")),
      held_media_(&registry.counter("lectern_signaling_held_media_total",
                                    "Media states of which a part was not permitted")),
      held_knocks_(&registry.counter("lectern_signaling_held_knocks_total",
                                     "Notifications of join requests that waited or gave way to "
                                     "newer ones")),
      lost_knocks_(&registry.counter("lectern_signaling_lost_knocks_total",
                                     "Notifications of join requests that waited and were lost "
                                     "because people knocked at too many meetings")),
      lines_not_kept_(&registry.counter("lectern_cluster_lines_not_kept_total",
                                        "Chat lines told although Redis has not taken them")),
      calls_(registry) {
  constexpr std::array kResults{"resumed", "resynced", "refused"};
  for (std::size_t i = 0; i < kResults.size(); ++i) {
    resumes_[i] = &registry.counter("lectern_signaling_resumes_total",
                                    "Clients that asked to continue a session, by result",
                                    {{"result", kResults[i]}});
  }
  constexpr std::array kRestores{"restored", "refused"};
  for (std::size_t i = 0; i < kRestores.size(); ++i) {
    restores_[i] = &registry.counter("lectern_signaling_restores_total",
                                     "Rooms of the previous process taken over, by result",
                                     {{"result", kRestores[i]}});
  }
  for (std::size_t i = 0; i < kErrorCodes; ++i) {
    errors_[i] =
        &registry.counter("lectern_signaling_errors_total", "Errors told to clients, by code",
                          {{"code", std::string{to_string(static_cast<ErrorCode>(i))}}});
  }
  for (std::size_t i = 0; i < kLimits; ++i) {
    limited_[i] = &registry.counter("lectern_signaling_limited_total",
                                    "Messages refused with rate-limited, by the limit",
                                    {{"limit", std::string{to_string(static_cast<Limit>(i))}}});
  }
  for (std::size_t i = 0; i < kCloses.size(); ++i) {
    closes_[i] = &registry.counter("lectern_signaling_closes_total",
                                   "WebSockets closed by the server, by close code",
                                   {{"code", std::to_string(static_cast<unsigned>(kCloses[i]))}});
  }
}

base::Counter& HubMetrics::closes(CloseCode code) noexcept {
  for (std::size_t i = 0; i < kCloses.size(); ++i) {
    if (kCloses[i] == code) return *closes_[i];
  }
  return *closes_[0];
}

}  // namespace signaling
