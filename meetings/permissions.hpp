// SPDX-License-Identifier: MIT
// Permissions: what each role may do in a meeting, as one table. docs/meetings.md shows the same
// table; a test compares the two. The roles come from the store and from tokens that this daemon
// signed, never from a client. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "meetings/model.hpp"
#include "meetings/refusal.hpp"

namespace meetings {

enum class Act : std::uint8_t {
  speak,
  see_people,
  see_history,
  change,
  answer_requests,
  invite,
  appoint,
  give_word,
  moderate,
  spotlight,
  remove,
  ban,
  hand_over,
  end,
  cancel,
};

struct ActRow {
  Act act;
  std::string_view name;  // in docs/meetings.md
  bool host, cohost, presenter, participant, listener;
  std::string_view refusal;  // the sentence for people who may not
};

inline constexpr std::array kActs{
    ActRow{Act::speak, "speak, show camera and screen", true, true, true, true, false,
           "Only presenters speak in a lecture."},
    ActRow{Act::see_people, "see who is in", true, true, true, true, true,
           "Only those who hold a seat see who is in."},
    ActRow{Act::see_history, "see who was in", true, false, false, false, false,
           "Only the host sees who was in."},
    ActRow{Act::change, "change the meeting, lock it", true, true, false, false, false,
           "Only the host and co-hosts change a meeting."},
    ActRow{Act::answer_requests, "see and answer join requests", true, true, false, false, false,
           "Only the host and co-hosts answer join requests."},
    ActRow{Act::invite, "invite people, see and revoke invitations", true, true, false, false,
           false, "Only the host and co-hosts invite people."},
    ActRow{Act::appoint, "appoint and dismiss co-hosts", true, false, false, false, false,
           "Only the host appoints co-hosts."},
    ActRow{Act::give_word, "make listeners presenters, and back", true, true, false, false, false,
           "Only the host and co-hosts choose the presenters."},
    ActRow{Act::moderate, "mute people, stop their camera and screen, take the chat from them",
           true, true, false, false, false, "Only the host and co-hosts moderate people."},
    ActRow{Act::spotlight, "put somebody in the spotlight", true, true, false, false, false,
           "Only the host and co-hosts choose who is in the spotlight."},
    ActRow{Act::remove, "put people out", true, true, false, false, false,
           "Only the host and co-hosts put people out."},
    ActRow{Act::ban, "ban people, lift bans", true, true, false, false, false,
           "Only the host and co-hosts ban people."},
    ActRow{Act::hand_over, "hand the meeting over", true, false, false, false, false,
           "Only the host hands a meeting over."},
    ActRow{Act::end, "end the meeting", true, false, false, false, false,
           "Only the host can end a meeting."},
    ActRow{Act::cancel, "cancel the meeting", true, false, false, false, false,
           "Only the host can cancel a meeting."},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < kActs.size(); ++i) {
        if (static_cast<std::size_t>(kActs[i].act) != i) return false;
      }
      return kActs.size() == static_cast<std::size_t>(Act::cancel) + 1;
    }(),
    "one row for each act, in their order");

// False for somebody without a role in the meeting.
bool may(const std::optional<Role>& role, Act act) noexcept;
// Refuses with forbidden.
Outcome<void> require(const std::optional<Role>& role, Act act);

// Whether a setting lets somebody with this role do what it is about. "hosts" are the hosts, the
// co-hosts and, in a lecture, the presenters. Who may not speak (Act::speak) neither unmutes nor
// shares, whatever the setting says.
constexpr bool lets(AllowedTo whom, Role role) noexcept {
  if (whom != AllowedTo::hosts) return whom == AllowedTo::everyone;
  return role == Role::host || role == Role::cohost || role == Role::presenter;
}

// Hosts and co-hosts.
constexpr bool moderates(const std::optional<Role>& role) noexcept {
  return role == Role::host || role == Role::cohost;
}
// Whether somebody with this role may act against (ban, …) a person with that one: a host against
// everybody but hosts, a co-host against those who do not moderate.
constexpr bool outranks(const std::optional<Role>& role,
                        const std::optional<Role>& other) noexcept {
  if (role == Role::host) return other != Role::host;
  return role == Role::cohost && !moderates(other);
}

}  // namespace meetings
