// SPDX-License-Identifier: MIT
// Entering: the questions that the door of a meeting asks, as one pure rule from facts to a
// verdict. REST's join and the WebSocket's join gather the facts and obey the same verdict
// (meetings/admission.cpp). docs/meetings.md shows the rules as a table; a test compares the two.
// Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "meetings/model.hpp"

namespace meetings {

enum class PasswordFact : std::uint8_t {
  none,       // the meeting has no password
  missing,    // the person sent none
  unchecked,  // the person sent one, and nobody has checked it yet
  wrong,
  right,
};

// The person's join request.
enum class RequestFact : std::uint8_t {
  none,
  pending,
  approved,
  denied,  // a moment ago
};

struct EntryFacts {
  // The meeting.
  MeetingAccess access = MeetingAccess::public_;
  bool ended = false;
  bool locked = false;
  bool early = false;  // it has a time and has not opened yet
  bool waiting_room = false;
  PasswordFact password = PasswordFact::none;
  // The person.
  bool bound_elsewhere = false;  // the token belongs to another meeting
  bool moderates = false;        // a host or co-host
  bool seated = false;           // has come in before
  bool seat_token = false;       // shows the token of that seat
  bool invited = false;          // has an invitation that holds
  bool banned = false;
  RequestFact request = RequestFact::none;
  // The room.
  bool full = false;  // no place is free for this person (meetings/seat_holds.hpp)
};

enum class Verdict : std::uint8_t {
  not_found,
  forbidden,
  ended,
  banned,
  not_invited,
  locked,
  not_started,
  password_required,
  check_password,  // check it, then decide again
  password_wrong,
  denied,
  ask,  // the person has to ask a host, or has asked already
  full,
  enter,
};

struct EntryRule {
  Verdict verdict;
  bool (*applies)(const EntryFacts& facts);
};

inline constexpr std::size_t kEntryRuleCount = 13;
// In the order in which the door asks; the first rule that applies decides.
extern const std::array<EntryRule, kEntryRuleCount> kEntryRules;

// Verdict::enter where no rule applies.
Verdict decide(const EntryFacts& facts) noexcept;

// A private meeting is hidden from people who have nothing to do with it: every answer about it is
// the same as for an unknown meeting.
bool is_hidden(const EntryFacts& facts) noexcept;

}  // namespace meetings
