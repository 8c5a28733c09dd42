// SPDX-License-Identifier: MIT
// Opening: whether a meeting is open by its times, and until when not. A series is open around each
// of its dates (docs/series.md). Inside a unit of work only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "meetings/series_dates.hpp"

namespace meetings {

// A scheduled meeting opens this long before its time.
inline constexpr std::chrono::minutes kOpensEarly{15};

struct Opening {
  bool early = false;                      // not open now
  std::optional<base::WallTime> opens_at;  // early: when it opens
  bool over = false;                       // early: no date is left
  // Of a series: the occurrence that an entry belongs to, now.
  std::optional<Occurrence> occurrence;
};

enum class OccurrenceState : std::uint8_t { scheduled, open, ended, cancelled };
// "scheduled", …
std::string_view to_string(OccurrenceState state) noexcept;

OccurrenceState state_of(const Occurrence& occurrence, const Meeting& meeting, base::WallTime now);

struct ListedOccurrence {
  Occurrence occurrence;
  OccurrenceState state = OccurrenceState::scheduled;
};

Outcome<SeriesDates> dates_of(UnitOfWork& work, const Meeting& meeting,
                              const FindTimeZone& find_zone);

Outcome<Opening> opening_of(UnitOfWork& work, const Meeting& meeting, const FindTimeZone& find_zone,
                            std::chrono::seconds opens_early, base::WallTime now);

}  // namespace meetings
