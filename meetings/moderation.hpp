// SPDX-License-Identifier: MIT
// Moderation: what a host or co-host does from within the room (docs/protocol.md, `moderate`). Each
// action is done by the service that does it for REST, and each is in the audit log. An action that
// has its effect in the room alone (mute, spotlight, …) is only allowed and noted here; the
// signaling server carries it out after the answer. The calls block: worker threads only, any
// number of them at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/moderation_table.hpp"
#include "meetings/services.hpp"

namespace meetings {

class Bans;
class JoinRequests;
class Meetings;
class Roles;

struct Moderate {
  Action action = Action::mute;
  // A participant's id, or a join request's, as the table says; absent: all, or nobody.
  std::optional<std::string> target{};
  std::optional<base::WallTime> until{};  // ban
  std::optional<std::string> reason{};    // ban
  std::optional<Role> role{};             // promote, demote; absent: by the type of the meeting
  std::optional<std::string> message{};   // tell-waiting

  friend bool operator==(const Moderate&, const Moderate&) = default;
};

// What the signaling server needs to know of an action that was done.
struct Moderated {
  std::vector<UserId> told{};  // tell-waiting: the persons
  std::string message{};       // tell-waiting: the checked text
};

class Moderation {
 public:
  // All outlive this.
  Moderation(Services services, Meetings& meetings, Bans& bans, JoinRequests& requests,
             Roles& roles)
      : s_(services), meetings_(meetings), bans_(bans), requests_(requests), roles_(roles) {}

  // Refuses with not_found where the target is unknown, and with forbidden what the caller's role
  // does not allow. `claims` may be those of a seat's token for this meeting.
  Outcome<Moderated> act(const Claims& claims, const MeetingId& meeting, const Moderate& what,
                         const base::IpAddress& client);

 private:
  // One call by a person who has shown who it is.
  struct Call {
    const Claims& claims;
    const MeetingId& meeting;
    const Moderate& what;
    const base::IpAddress& client;
  };
  Outcome<Moderated> dispatch(const Call& call);
  Outcome<void> note_in_room(const Call& call);
  Outcome<void> remove(const Call& call);
  Outcome<void> ban(const Call& call);
  Outcome<void> set_role(const Call& call);
  Outcome<void> hand_over(const Call& call);
  Outcome<void> set_locked(const Call& call, bool locked);
  Outcome<void> set_chat(const Call& call, bool on);
  Outcome<void> answer(const Call& call);
  Outcome<Moderated> tell_waiting(const Call& call);

  Services s_;
  Meetings& meetings_;
  Bans& bans_;
  JoinRequests& requests_;
  Roles& roles_;
};

}  // namespace meetings
