// SPDX-License-Identifier: MIT
#include "daemon/recording_unit.hpp"

namespace lecternd {

void RecordingUnit::tick() {
  constexpr std::uint64_t kLook = 3;      // seconds
  constexpr std::uint64_t kSweep = 3600;  // seconds
  const std::uint64_t now = seconds_++;
  if (now % kLook != 0) return;
  // Where the thread is at work, the next time will do.
  (void)pool_.post([this, sweep = now % kSweep == 0] { work(sweep); });
}

void RecordingUnit::work(bool sweep) {
  const auto done = uploads_.finish();
  const std::string trouble = done ? "" : done.error().detail;
  if (trouble != trouble_ && !trouble.empty())
    log_.warning("recordings_not_finished", {{"why", trouble}});
  trouble_ = trouble;
  if (!sweep) return;
  const auto removed = recordings_.sweep_files();
  if (!removed) log_.warning("recordings_not_swept", {{"why", removed.error().detail}});
  else if (*removed > 0)
    log_.info("recordings_swept", {{"files", static_cast<long long>(*removed)}});
}

}  // namespace lecternd
