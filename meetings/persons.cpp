// SPDX-License-Identifier: MIT
#include "meetings/persons.hpp"

#include "meetings/announcements.hpp"
#include "meetings/google_calendars.hpp"
#include "meetings/lookups.hpp"
#include "meetings/old_password.hpp"
#include "meetings/session_end.hpp"

namespace meetings {
namespace {

auto no_such_person() { return refuse(RefusalCode::not_found, "There is no such account."); }

Outcome<void> require_fresh(UnitOfWork& work, const Claims& claims, base::WallTime now) {
  const auto session = work.sessions().find(claims.session_id);
  if (session && now < session->created_at + Persons::kFreshSignIn) return {};
  return refuse(RefusalCode::forbidden,
                "Send your password, or sign in anew and try again within ten minutes.");
}

}  // namespace

Outcome<base::Json> Persons::export_own(const Claims& claims) {
  TRY(require_person(claims));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<base::Json> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    return export_of(work, claims.user_id, kMostRows, actor_of(claims));
  });
}

Outcome<base::Json> Persons::export_by_admin(const Claims& claims, const UserId& person) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<base::Json> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    return export_of(work, person, kMostRows, actor_of(claims));
  });
}

Outcome<base::Json> Persons::export_by_operator(const UserId& person) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<base::Json> {
    return export_of(work, person, kMostRowsForOperator, the_operator());
  });
}

Outcome<base::Json> Persons::export_of(UnitOfWork& work, const UserId& person, std::size_t limit,
                                       const Actor& by) const {
  if (!work.users().by_id(person)) return no_such_person();
  base::Json out = work.person_data().sections(person, limit);
  note(work, s_, {.kind = AuditKind::user_exported, .actor = by, .whom = person});
  return out.set("exported_at", base::print_iso8601(s_.clock.wall_now()));
}

Outcome<void> Persons::erase_own(const Claims& claims, const std::optional<std::string>& password,
                                 const Client& client, const PasswordHasher* hasher) {
  TRY(require_account(claims));
  if (password) {
    TRY(const auto user, read(s_.store, [&](UnitOfWork& work) {
          return find_account(work, claims, s_.clock.wall_now());
        }));
    const Refusal wrong{RefusalCode::password_wrong, "The password is wrong.", "password", {}};
    TRY(check_old_password(s_, user, *password, client, hasher, wrong));
  }
  return erase_if(claims.user_id, actor_of(claims), [&](UnitOfWork& work) -> Outcome<void> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    if (!password) TRY(require_fresh(work, claims, now));
    return {};
  });
}

Outcome<void> Persons::erase_by_admin(const Claims& claims, const UserId& person) {
  return erase_if(person, actor_of(claims), [&](UnitOfWork& work) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    if (person == claims.user_id)
      return refuse(RefusalCode::forbidden, "Erase your own account by DELETE /api/me.");
    return {};
  });
}

Outcome<void> Persons::erase_by_operator(const UserId& person) {
  return erase_if(person, the_operator(), [](UnitOfWork&) -> Outcome<void> { return {}; });
}

Outcome<void> Persons::erase_if(const UserId& person, const Actor& by,
                                const std::function<Outcome<void>(UnitOfWork&)>& may) {
  std::vector<MeetingId> ended;
  auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<void> {
        ended.clear();
        TRY(may(work));
        const auto user = work.users().by_id(person);
        if (!user) return no_such_person();
        const bool last_admin =
            user->user.role == UserRole::admin && !work.person_data().has_other_admin(person);
        if (last_admin && by.kind != ActorKind::operator_) {
          return refuse(RefusalCode::forbidden,
                        "This is the last administrator: make another one first.");
        }
        end_all_sessions(work, announced, person, SessionEndCause::erased);
        close_meetings(work, announced, person, by, ended);
        forget_google(work, s_, person);
        work.person_data().erase(person, s_.clock.wall_now());
        // After it: the networks of the person's own entries are removed there.
        const Actor actor{by.kind, by.user, by.user == person ? std::string{} : by.network};
        note(work, s_, {.kind = AuditKind::user_erased, .actor = actor, .whom = person});
        return {};
      });
  if (!done) return done;
  s_.store.after_commit([this, ended] {
    for (const MeetingId& meeting : ended) s_.holds.release_meeting(meeting);
  });
  s_.store.scrub();
  return {};
}

void Persons::close_meetings(UnitOfWork& work, Announcements& announced, const UserId& person,
                             const Actor& by, std::vector<MeetingId>& ended) const {
  for (const HostedMeeting& hosted : work.person_data().hosted_open(person)) {
    if (hosted.successor && hosted.seat) {
      work.person_data().set_host(hosted.id, *hosted.successor);
      work.participants().set_role(*hosted.seat, Role::host);
      announced.put(work, RoleChanged{hosted.id, *hosted.seat, Role::host, std::nullopt});
      note(work, s_,
           {.kind = AuditKind::meeting_handed_over,
            .actor = by,
            .whom = hosted.successor,
            .meeting = hosted.id});
      continue;
    }
    const auto stored = work.meetings().by_id(hosted.id);
    if (!stored) continue;
    meetings_.close(work, announced, stored->meeting, true, by);
    ended.push_back(hosted.id);
  }
}

}  // namespace meetings
