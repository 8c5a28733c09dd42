// SPDX-License-Identifier: MIT
#include "meetings/succession.hpp"

#include <algorithm>
#include <vector>

#include "meetings/announcements.hpp"

namespace meetings {

Outcome<void> Succession::tick() {
  const base::Instant now = s_.clock.now();
  const auto is_host = [](const PresentMember& m) { return m.role == Role::host; };
  for (const MeetingId& meeting : s_.presence.meetings()) {
    const auto members = s_.presence.members(meeting);
    if (std::any_of(members.begin(), members.end(), is_host)) hosted_[meeting].reset();
  }
  std::vector<MeetingId> due;
  for (auto& [meeting, since] : hosted_) {
    const auto members = s_.presence.members(meeting);
    if (std::any_of(members.begin(), members.end(), is_host)) continue;
    if (!since) since = now;
    else if (now - *since >= kGrace) due.push_back(meeting);
  }
  for (const MeetingId& meeting : due) {
    TRY(succeed(meeting));
    hosted_.erase(meeting);
  }
  return {};
}

Outcome<void> Succession::succeed(const MeetingId& meeting) {
  const auto members = s_.presence.members(meeting);
  TRY(const bool ends,
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<bool> {
        const auto stored = work.meetings().by_id(meeting);
        if (!stored || stored->meeting.ended_at) return false;
        for (const PresentMember& member : members) {
          const auto seat = work.participants().by_id(member.participant_id);
          if (!seat || seat->role != Role::cohost) continue;
          work.participants().set_role(seat->id, Role::host);
          note(work, s_,
               {.kind = AuditKind::participant_role_changed,
                .actor = the_system(),
                .whom = seat->user_id,
                .meeting = meeting,
                .object = seat->id.value(),
                .detail = "role=host"});
          announced.put(work, RoleChanged{meeting, seat->id, Role::host, std::nullopt});
          return false;
        }
        return stored->meeting.host_leaves == HostLeaves::ends;
      }));
  return ends ? meetings_.end_by_operator(meeting.value(), the_system()) : Outcome<void>{};
}

}  // namespace meetings
