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
  if (copies_.enabled()) (void)copy_pool_.post([this] { copy(); });
}

void RecordingUnit::stop() {
  stopping_ = true;
  copy_pool_.stop();
  pool_.stop();
}

// A trouble is told once.
void RecordingUnit::tell(std::string& last, const char* event, const std::string& trouble) {
  if (trouble != last && !trouble.empty()) log_.warning(event, {{"why", trouble}});
  last = trouble;
}

void RecordingUnit::copy() {
  const auto made = copies_.make_one([this] { return stopping_.load(); });
  if (!stopping_) tell(copy_trouble_, "recordings_not_copied", made ? "" : made.error().detail);
}

void RecordingUnit::work(bool sweep) {
  const auto done = uploads_.finish();
  tell(trouble_, "recordings_not_finished", done ? "" : done.error().detail);
  if (!sweep) return;
  const auto removed = recordings_.sweep_files();
  if (!removed) log_.warning("recordings_not_swept", {{"why", removed.error().detail}});
  else if (*removed > 0)
    log_.info("recordings_swept", {{"files", static_cast<long long>(*removed)}});
}

}  // namespace lecternd
