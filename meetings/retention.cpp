// SPDX-License-Identifier: MIT
#include "meetings/retention.hpp"

namespace meetings {

Outcome<std::size_t> Retention::sweep() {
  const base::WallTime now = s_.clock.wall_now();
  std::size_t removed = 0;
  for (const RetainedRow& row : kRetained) {
    for (std::size_t step = 0; step < kMostSteps; ++step) {
      TRY(const auto gone, write(s_.store, [&](UnitOfWork& work) -> Outcome<std::size_t> {
            return work.retention().remove(row.what, now - kept(row), kRowsPerStep);
          }));
      removed += gone;
      if (gone < kRowsPerStep) break;
    }
  }
  if (removed > 0) s_.store.scrub();
  return removed;
}

}  // namespace meetings
