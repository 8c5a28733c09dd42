// SPDX-License-Identifier: MIT
// Series: single occurrences of recurring meetings, and the occurrences from one on. What concerns
// all occurrences is done by Meetings. An occurrence is named by the moment at which it starts by
// the rule. docs/series.md. The calls block: worker threads only, any number of them at once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/meetings.hpp"

namespace meetings {

struct OccurrenceFilter {
  std::optional<base::WallTime> from{};  // now
  std::optional<base::WallTime> to{};    // 90 days after `from`
  std::size_t limit = 100;               // 1–100
  std::string cursor{};                  // empty: from the first
};

struct OccurrencePage {
  std::vector<ListedOccurrence> occurrences;
  std::optional<std::string> next_cursor;
};

class Series {
 public:
  static constexpr std::size_t kMostChanges = 100;

  // `meetings` outlives this.
  Series(Services services, MeetingsConfig config, Meetings& meetings)
      : s_(services), config_(std::move(config)), meetings_(meetings) {}

  // Refuses a window of more than 366 days, and one that begins more than two years from now. A
  // meeting that is no series has no occurrences.
  Outcome<OccurrencePage> list(const std::optional<Claims>& claims, std::string_view id_or_code,
                               const OccurrenceFilter& filter, const base::IpAddress& client);
  // The meeting as this occurrence sees it.
  Outcome<MeetingView> details(const std::optional<Claims>& claims, std::string_view id_or_code,
                               base::WallTime occurrence, const base::IpAddress& client);

  // Changes the title, the time or the duration of one occurrence. For hosts and co-hosts.
  Outcome<MeetingView> change_one(const Claims& claims, std::string_view id_or_code,
                                  base::WallTime occurrence, const MeetingChange& fields,
                                  const KnownVersions& known, const base::IpAddress& client);
  // Splits the series before this occurrence, which has not begun, and changes the new part, which
  // is a meeting of its own. From the first occurrence on, it changes the whole series.
  Outcome<MeetingView> change_following(const Claims& claims, std::string_view id_or_code,
                                        base::WallTime occurrence, const MeetingChange& fields,
                                        const KnownVersions& known, const base::IpAddress& client,
                                        const PasswordHasher* hasher);

  // Host only, and only what has not begun. An occurrence that is cancelled already stays so.
  // `message` as in Meetings::cancel().
  Outcome<void> cancel_one(const Claims& claims, std::string_view id_or_code,
                           base::WallTime occurrence, const KnownVersions& known,
                           const base::IpAddress& client,
                           const std::optional<std::string>& message = {});
  // Ends the rule before this occurrence; from the first occurrence on, cancels the meeting.
  Outcome<void> cancel_following(const Claims& claims, std::string_view id_or_code,
                                 base::WallTime occurrence, const KnownVersions& known,
                                 const base::IpAddress& client,
                                 const std::optional<std::string>& message = {});

 private:
  // One occurrence of a series that somebody may act on.
  struct Target {
    StoredMeeting stored;
    SeriesDates dates;
    Occurrence occurrence;

    bool is_first() const { return !dates.last_before(occurrence); }
  };
  Outcome<Target> find(UnitOfWork& work, const Claims& claims, std::string_view id_or_code,
                       base::WallTime occurrence, const KnownVersions& known,
                       const base::IpAddress& client, Act act);
  Outcome<StoredMeeting> next_part(const Target& target, const MeetingChange& fields,
                                   base::WallTime now) const;
  // After a change of one date: counts the meeting's version up, and tells the people whom it
  // concerns unless the date is over, with `message` if it is cancelled.
  Outcome<void> note_change(UnitOfWork& work, Announcements& announced, Target target,
                            const Claims& claims, base::WallTime now,
                            const std::string& message = {}) const;
  Outcome<void> split(UnitOfWork& work, Target target, StoredMeeting& next, bool keeps_times);

  Services s_;
  MeetingsConfig config_;
  Meetings& meetings_;
};

}  // namespace meetings
