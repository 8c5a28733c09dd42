// SPDX-License-Identifier: MIT
#include "meetings/starting_soon.hpp"

#include <utility>

#include "meetings/meeting_notices.hpp"
#include "meetings/openings.hpp"

namespace meetings {
namespace {

struct NextStart {
  base::WallTime at;
  std::string title;
};

// The first start after `now`; nullopt: there is none.
Outcome<std::optional<NextStart>> next_start(UnitOfWork& work, const Meeting& meeting,
                                             const FindTimeZone& find_zone, base::WallTime now) {
  if (meeting.ended_at || !meeting.scheduled_at) return std::nullopt;
  if (!meeting.series) {
    if (*meeting.scheduled_at <= now) return std::nullopt;
    return NextStart{*meeting.scheduled_at, meeting.title};
  }
  TRY(const auto dates, dates_of(work, meeting, find_zone));
  const auto next = dates.at(now, std::chrono::seconds{0}).next;
  if (!next) return std::nullopt;
  return NextStart{next->starts_at, next->title};
}

}  // namespace

Outcome<std::size_t> StartingSoon::sweep() {
  const base::WallTime now = s_.clock.wall_now();
  return sweep_in_steps([&] { return step(now); });
}

Outcome<SweepStep> StartingSoon::step(base::WallTime now) {
  // Nearly always nothing is due, and a read disturbs nobody.
  TRY(const bool any, read(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return !work.meetings().to_look_at(now, 1).empty();
      }));
  if (!any) return SweepStep{};
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<SweepStep> {
        SweepStep done;
        for (const MeetingId& id : work.meetings().to_look_at(now, kMeetingsPerStep)) {
          ++done.looked_at;
          const auto stored = work.meetings().by_id(id);
          if (!stored) continue;
          TRY(const bool told, look_at(work, announced, stored->meeting, now));
          if (told) ++done.done;
        }
        return done;
      });
}

Outcome<bool> StartingSoon::look_at(UnitOfWork& work, Announcements& announced,
                                    const Meeting& meeting, base::WallTime now) const {
  const auto next = next_start(work, meeting, find_zone_, now);
  // A zone that has no rules here any more: the meeting is looked at after its next change.
  if (!next || !*next) {
    work.meetings().look_again(meeting.id, std::nullopt);
    return false;
  }
  const auto& [start, title] = **next;
  if (start - kLead > now) {
    work.meetings().look_again(meeting.id, start - kLead);
    return false;
  }
  // At its start the next date of a series comes into view.
  work.meetings().look_again(meeting.id, start);
  return tell_starting_soon(work, announced, {meeting, title, start}, now);
}

}  // namespace meetings
