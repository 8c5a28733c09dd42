// SPDX-License-Identifier: MIT
// Turns: one meeting's turn to be written into one person's calendar: what there is to do now, and
// what becomes of the outbox's entry. The worker of meetings/notify/ sends the steps between the
// two. The calls block: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "meetings/google/mirror.hpp"
#include "meetings/series_dates.hpp"

namespace meetings::google {

struct Turn {
  UserId user;
  MeetingId meeting;
  std::string title;
  std::string sealed;    // the refresh token as the store has it: names the connection
  base::Secret refresh;  // empty: it cannot be read any more
  GoogleEvents there;    // note_done() keeps it true
  std::vector<Step> steps;
};

class Turns {
 public:
  Turns(Services services, FindTimeZone find_zone, std::string link_base)
      : s_(services), find_zone_(std::move(find_zone)), link_base_(std::move(link_base)) {}

  std::optional<GoogleEntry> entry_of(const OutboxEntry& entry) const;
  // nullopt: there is nothing to write any more, or nobody to write it for.
  Outcome<std::optional<Turn>> read(const GoogleEntry& entry);

  // Each settles the entry, together with what was written until then. They change nothing of a
  // connection that is another one by now.
  Outcome<void> finish(const OutboxEntry& entry, const Turn& turn);
  // `wait`: until the next attempt; nullopt: there is none, it is a dead letter.
  Outcome<void> retry(const OutboxEntry& entry, const Turn& turn, GoogleTrouble trouble,
                      const std::optional<std::chrono::seconds>& wait, const std::string& why);
  // The same, and it counts as no attempt.
  Outcome<void> pause(const OutboxEntry& entry, const Turn& turn, std::chrono::seconds wait,
                      const std::string& why);
  // The consent is over: forgets the tokens, and tells the person.
  Outcome<void> end(const OutboxEntry& entry, const Turn& turn, GoogleTrouble why);

 private:
  Outcome<std::vector<CalendarEvent>> wanted(UnitOfWork& work, const Meeting& meeting,
                                             const UserId& user,
                                             const std::optional<SeriesDates>& dates) const;
  bool keep_written(UnitOfWork& work, const Turn& turn) const;

  Services s_;
  FindTimeZone find_zone_;
  std::string link_base_;
};

}  // namespace meetings::google
