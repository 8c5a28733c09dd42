// SPDX-License-Identifier: MIT
// What hosts and co-hosts do to the people in the room and to those who wait, as one table: the
// name of each action in the protocol (docs/protocol.md, `moderate`), the act of
// meetings/permissions.hpp that allows it, and whom it is about. docs/meetings.md shows the same
// table; a test compares the two. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "meetings/permissions.hpp"

namespace meetings {

enum class Action : std::uint8_t {
  mute,
  unmute_allowed,
  stop_video,
  video_allowed,
  stop_share,
  share_allowed,
  lower_hand,
  chat_off,
  chat_on,
  spotlight,
  remove,
  ban,
  promote,
  demote,
  hand_over,
  lock,
  unlock,
  admit,
  admit_all,
  deny,
  tell_waiting,
  end,
};

// Whom an action is about.
enum class Target : std::uint8_t {
  none,            // the meeting
  person,          // a person in the room
  person_or_all,   // a person, or without one everybody whom the acting person outranks
  person_or_none,  // a person, or nobody
  request,         // a join request
  request_or_all,  // a join request, or without one all that are pending
};

struct ActionRow {
  Action action;
  std::string_view name;
  Act act;
  Target target;
  bool outranks;  // only against a person whom the acting person outranks, and never oneself
};

inline constexpr std::array kActions{
    ActionRow{Action::mute, "mute", Act::moderate, Target::person_or_all, true},
    ActionRow{Action::unmute_allowed, "unmute-allowed", Act::moderate, Target::person_or_all, true},
    ActionRow{Action::stop_video, "stop-video", Act::moderate, Target::person, true},
    ActionRow{Action::video_allowed, "video-allowed", Act::moderate, Target::person, true},
    ActionRow{Action::stop_share, "stop-share", Act::moderate, Target::person, true},
    ActionRow{Action::share_allowed, "share-allowed", Act::moderate, Target::person, true},
    ActionRow{Action::lower_hand, "lower-hand", Act::moderate, Target::person_or_all, true},
    ActionRow{Action::chat_off, "chat-off", Act::moderate, Target::person_or_all, true},
    ActionRow{Action::chat_on, "chat-on", Act::moderate, Target::person_or_all, true},
    ActionRow{Action::spotlight, "spotlight", Act::spotlight, Target::person_or_none, false},
    ActionRow{Action::remove, "remove", Act::remove, Target::person, true},
    ActionRow{Action::ban, "ban", Act::ban, Target::person, true},
    ActionRow{Action::promote, "promote", Act::give_word, Target::person, true},
    ActionRow{Action::demote, "demote", Act::give_word, Target::person, true},
    ActionRow{Action::hand_over, "hand-over", Act::hand_over, Target::person, true},
    ActionRow{Action::lock, "lock", Act::change, Target::none, false},
    ActionRow{Action::unlock, "unlock", Act::change, Target::none, false},
    ActionRow{Action::admit, "admit", Act::answer_requests, Target::request, false},
    ActionRow{Action::admit_all, "admit-all", Act::answer_requests, Target::none, false},
    ActionRow{Action::deny, "deny", Act::answer_requests, Target::request, false},
    ActionRow{Action::tell_waiting, "tell-waiting", Act::answer_requests, Target::request_or_all,
              false},
    ActionRow{Action::end, "end", Act::end, Target::none, false},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < kActions.size(); ++i) {
        if (static_cast<std::size_t>(kActions[i].action) != i) return false;
      }
      return kActions.size() == static_cast<std::size_t>(Action::end) + 1;
    }(),
    "one row for each action, in their order");

constexpr const ActionRow& row_of(Action action) noexcept {
  return kActions[static_cast<std::size_t>(action)];
}

constexpr std::optional<Action> parse_action(std::string_view name) noexcept {
  for (const ActionRow& row : kActions) {
    if (row.name == name) return row.action;
  }
  return std::nullopt;
}

constexpr bool is_about_person(const ActionRow& row) noexcept {
  return row.target == Target::person || row.target == Target::person_or_all ||
         row.target == Target::person_or_none;
}
constexpr bool needs_target(const ActionRow& row) noexcept {
  return row.target == Target::person || row.target == Target::request;
}

// The actions whose effect is in the room alone: the store keeps only the entry in the audit log.
// Without a person, chat_off and chat_on change the meeting's settings instead.
constexpr bool is_of_room(Action action, bool has_target) noexcept {
  if (action == Action::chat_off || action == Action::chat_on) return has_target;
  return action <= Action::spotlight;
}

}  // namespace meetings
