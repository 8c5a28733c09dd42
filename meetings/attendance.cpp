// SPDX-License-Identifier: MIT
// Who is in a meeting, and who was in it.
#include "meetings/lookups.hpp"
#include "meetings/meetings.hpp"
#include "meetings/series_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLargestHistory = 5000;

}  // namespace

Outcome<std::vector<Participant>> Meetings::participants(const Claims& claims,
                                                         std::string_view id_or_code, bool history,
                                                         const std::optional<base::WallTime>& when,
                                                         const base::IpAddress& client) {
  TRY(require_person(claims));
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Participant>> {
    TRY(const auto found, find_meeting(s_, work, id_or_code, claims.user_id, client));
    const MeetingId& id = found.stored.meeting.id;
    TRY(require(found.relation.role(), history ? Act::see_history : Act::see_people));
    std::vector<Participant> now_in;
    for (const PresentMember& m : s_.presence.members(id)) {
      now_in.push_back(Participant{m.participant_id,
                                   m.user_id,
                                   m.name,
                                   m.role,
                                   m.joined_at,
                                   std::nullopt,
                                   true,
                                   m.media,
                                   {},
                                   0});
    }
    if (!history) return now_in;
    std::optional<std::string> occurrence;
    if (when) {
      TRY(const auto dates, dates_of(work, found.stored.meeting, config_.find_timezone));
      TRY(const auto date, find_occurrence(dates, *when));
      occurrence = print_local_time(date.name.local);
    }
    std::vector<Participant> everybody =
        work.participants().attendance(id, occurrence, s_.clock.wall_now(), kLargestHistory);
    for (Participant& person : everybody) {
      for (const Participant& present : now_in) {
        if (present.id != person.id) continue;
        person.present = true;
        person.left_at.reset();
        person.media = present.media;
      }
    }
    return everybody;
  });
}

Outcome<void> Meetings::close_attendance() {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.participants().record_everyone_left(s_.clock.wall_now());
    return {};
  });
}

Outcome<void> Meetings::reopen_attendance(const std::vector<ParticipantId>& seats,
                                          base::WallTime since) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    for (const ParticipantId& seat : seats) work.participants().record_returned(seat, since);
    return {};
  });
}

}  // namespace meetings
