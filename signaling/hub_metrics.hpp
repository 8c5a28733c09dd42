// SPDX-License-Identifier: MIT
// HubMetrics: the hub's counters and gauges, registered once. Updated on the hub's thread, read
// from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/metrics.hpp"
#include "signaling/call_reports.hpp"
#include "signaling/messages.hpp"
#include "signaling/rate_limit.hpp"

namespace signaling {

enum class ResumeResult : std::uint8_t { resumed, resynced, refused };

class HubMetrics {
 public:
  explicit HubMetrics(base::Metrics& registry);

  base::Gauge& sessions() noexcept { return *sessions_; }
  base::Gauge& rooms() noexcept { return *rooms_; }
  base::Counter& errors(ErrorCode code) noexcept {
    return *errors_[static_cast<std::size_t>(code)];
  }
  base::Counter& closes(CloseCode code) noexcept;
  base::Counter& limited(Limit limit) noexcept {
    return *limited_[static_cast<std::size_t>(limit)];
  }
  base::Gauge& waiting_bytes() noexcept { return *waiting_bytes_; }
  base::Counter& dropped_reactions() noexcept { return *dropped_reactions_; }
  base::Gauge& away() noexcept { return *away_; }
  base::Gauge& replay_bytes() noexcept { return *replay_bytes_; }
  base::Counter& resumes(ResumeResult result) noexcept {
    return *resumes_[static_cast<std::size_t>(result)];
  }
  base::Counter& expired() noexcept { return *expired_; }
  base::Counter& restores(bool restored) noexcept { return *restores_[restored ? 0 : 1]; }
  base::Counter& repeated() noexcept { return *repeated_; }
  base::Counter& held_media() noexcept { return *held_media_; }
  base::Counter& held_knocks() noexcept { return *held_knocks_; }
  base::Counter& lost_knocks() noexcept { return *lost_knocks_; }
  base::Counter& lines_not_kept() noexcept { return *lines_not_kept_; }
  CallMetrics& calls() noexcept { return calls_; }

 private:
  static constexpr std::size_t kErrorCodes = static_cast<std::size_t>(ErrorCode::internal) + 1;
  static constexpr std::array kCloses{
      CloseCode::going_away,        CloseCode::unsupported_data, CloseCode::invalid_payload,
      CloseCode::too_big,           CloseCode::service_restart,  CloseCode::try_again_later,
      CloseCode::not_authenticated, CloseCode::origin_refused,   CloseCode::too_slow,
      CloseCode::replaced,          CloseCode::meeting_ended,    CloseCode::abuse};

  base::Gauge* sessions_;
  base::Gauge* rooms_;
  std::array<base::Counter*, kErrorCodes> errors_{};
  std::array<base::Counter*, kCloses.size()> closes_{};
  std::array<base::Counter*, kLimits> limited_{};
  base::Gauge* waiting_bytes_;
  base::Counter* dropped_reactions_;
  base::Gauge* away_;
  base::Gauge* replay_bytes_;
  std::array<base::Counter*, 3> resumes_{};
  std::array<base::Counter*, 2> restores_{};
  base::Counter* expired_;
  base::Counter* repeated_;
  base::Counter* held_media_;
  base::Counter* held_knocks_;
  base::Counter* lost_knocks_;
  base::Counter* lines_not_kept_;
  CallMetrics calls_;
};

}  // namespace signaling
