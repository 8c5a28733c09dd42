// SPDX-License-Identifier: MIT
#include "meetings/openings.hpp"

namespace meetings {
namespace {

// Whether the date goes on: until a while after its end, and longer while somebody is in who came
// to it.
bool goes_on(UnitOfWork& work, const Meeting& meeting, const Occurrence& date, base::WallTime now) {
  return now < date.ends_at + kOpenAfterEnd ||
         work.participants().attended_now(meeting.id, print_local_time(date.name.local));
}

Opening opening_of_series(UnitOfWork& work, const Meeting& meeting, const SeriesDates& dates,
                          std::chrono::seconds opens_early, base::WallTime now) {
  auto [current, next] = dates.at(now, opens_early);
  Opening out;
  out.early = !current || !goes_on(work, meeting, *current, now);
  if (out.early && next) out.opens_at = next->starts_at - opens_early;
  out.over = out.early && !next;
  out.occurrence = out.early && next ? std::move(next) : std::move(current);
  return out;
}

}  // namespace

std::string_view to_string(OccurrenceState state) noexcept {
  switch (state) {
    case OccurrenceState::scheduled: return "scheduled";
    case OccurrenceState::open: return "open";
    case OccurrenceState::ended: return "ended";
    case OccurrenceState::cancelled: break;
  }
  return "cancelled";
}

OccurrenceState state_of(const Occurrence& occurrence, const Meeting& meeting, base::WallTime now) {
  const bool closed =
      meeting.series && meeting.series->closed == print_local_time(occurrence.name.local);
  if (occurrence.cancelled) return OccurrenceState::cancelled;
  if (meeting.ended_at && occurrence.starts_at > *meeting.ended_at)
    return OccurrenceState::cancelled;
  if (meeting.ended_at || closed || occurrence.ends_at <= now) return OccurrenceState::ended;
  return occurrence.starts_at - kOpensEarly <= now ? OccurrenceState::open
                                                   : OccurrenceState::scheduled;
}

Outcome<SeriesDates> dates_of(UnitOfWork& work, const Meeting& meeting,
                              const FindTimeZone& find_zone) {
  if (!meeting.series)
    return refuse_field("occurrence", "This meeting is no series, so it has no occurrences.");
  return SeriesDates::make(meeting, work.series().changes(meeting.id), find_zone);
}

Outcome<Opening> opening_of(UnitOfWork& work, const Meeting& meeting, const FindTimeZone& find_zone,
                            std::chrono::seconds opens_early, base::WallTime now) {
  Opening out;
  if (meeting.series) {
    TRY(const auto dates, dates_of(work, meeting, find_zone));
    return opening_of_series(work, meeting, dates, opens_early, now);
  }
  if (meeting.scheduled_at && now < *meeting.scheduled_at - opens_early) {
    out.early = true;
    out.opens_at = *meeting.scheduled_at - opens_early;
  }
  return out;
}

}  // namespace meetings
