// SPDX-License-Identifier: MIT
// A sweep over the meetings that are due: in transactions of a few meetings each, so that others
// write in between. Blocks: worker threads only.
#pragma once

#include <cstddef>

#include "meetings/refusal.hpp"

namespace meetings {

struct SweepStep {
  std::size_t looked_at = 0;
  std::size_t done = 0;  // mails or notices that it has put out
};

inline constexpr std::size_t kMeetingsPerStep = 50;
// What is left after so many steps waits for the next sweep.
inline constexpr std::size_t kMostSweepSteps = 20;

// `step` looks at kMeetingsPerStep meetings at most and returns Outcome<SweepStep>. How much all
// steps have done.
template <class Step>
Outcome<std::size_t> sweep_in_steps(const Step& step) {
  std::size_t done = 0;
  for (std::size_t steps = 0; steps < kMostSweepSteps; ++steps) {
    TRY(const SweepStep one, step());
    done += one.done;
    if (one.looked_at < kMeetingsPerStep) break;
  }
  return done;
}

}  // namespace meetings
