// SPDX-License-Identifier: MIT
// Reminders: mails before a meeting begins, to everybody whom it concerns. The store notes for each
// meeting when to look at it next and up to which moment reminders are sent, in the transaction
// that puts the mails: each is put once, also by several daemons and after a restart. Every change
// of the meeting sets the time of the next look to "at once". A reminder whose time has passed
// while no daemon ran is not sent late. Blocks: worker threads only.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/services.hpp"
#include "meetings/sweep_steps.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

using ReminderLeads = std::vector<std::chrono::minutes>;

// Before a meeting whose host has not chosen.
inline const ReminderLeads kUsualReminders{std::chrono::hours{24}, std::chrono::hours{1}};
inline constexpr std::size_t kMostReminders = 5;
inline constexpr std::chrono::minutes kShortestLead{5}, kLongestLead{std::chrono::hours{24 * 28}};

// Minutes as a client sends them, longest first and each once. Refuses too many, and those out of
// range.
Outcome<ReminderLeads> check_reminders(const std::vector<std::int64_t>& minutes);

// A meeting to look at.
struct ReminderTurn {
  MeetingId meeting;
  base::WallTime reminded_to;
};

class ReminderRepository {
 public:
  virtual ~ReminderRepository() = default;
  virtual std::vector<ReminderTurn> due(base::WallTime now, std::size_t limit) = 0;
  // nullopt: after the next change only.
  virtual void set_next(const MeetingId& meeting, const std::optional<base::WallTime>& at,
                        base::WallTime reminded_to) = 0;
  // Whether the hosts may get a mail about people who knock: the last one was sent at `before` or
  // earlier. It counts as sent then.
  virtual bool take_knock(const MeetingId& meeting, base::WallTime now, base::WallTime before) = 0;
  // The person wants no reminders any more.
  virtual void stop_for(const UserId& user) = 0;
  virtual void stop_for(const InviteId& invitation) = 0;
};

// A start that a reminder is about.
struct ReminderStart {
  base::WallTime at;
  std::string title;
  std::optional<std::chrono::minutes> duration;
  std::string occurrence{};  // that it is a date of a series; empty: the meeting is none
};
// The start of the meeting at exactly this time; nullopt if it has none (any more).
Outcome<std::optional<ReminderStart>> start_at(UnitOfWork& work, const Meeting& meeting,
                                               base::WallTime at, const FindTimeZone& find_zone);

class Reminders {
 public:
  // A reminder is sent so much late at most, and less late than half of its lead.
  static constexpr std::chrono::minutes kMostLate{10};

  Reminders(Services services, FindTimeZone find_zone)
      : s_(services), find_zone_(std::move(find_zone)) {}

  // Call it every few seconds. How many mails it has put.
  Outcome<std::size_t> sweep();
  // Ends the reminders of whom the link of a reminder names; refuses with not_found.
  Outcome<void> stop(std::string_view link);

 private:
  Outcome<SweepStep> step(base::WallTime now);
  Outcome<std::size_t> look_at(UnitOfWork& work, const Meeting& meeting, base::WallTime reminded_to,
                               base::WallTime now) const;

  Services s_;
  FindTimeZone find_zone_;
};

// The secret part of the link that ends the reminders of an account, or of an invited address.
std::string stop_link(const Tokens& tokens, const UserId& user);
std::string stop_link(const Tokens& tokens, const InviteId& invitation);

}  // namespace meetings
