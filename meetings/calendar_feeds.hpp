// SPDX-License-Identifier: MIT
// CalendarFeeds: a person's meetings as a calendar that programs subscribe to. The address has a
// secret of 256 bits, of which the store keeps the SHA-256; a new one takes the place of the old
// one. The feed has what the person hosts, holds a seat in or is invited to, from three months ago
// until in twelve months; a series with a date in that time is there with its rule. The calls
// block: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "meetings/calendar.hpp"
#include "meetings/series_dates.hpp"
#include "meetings/services.hpp"
#include "meetings/time_zone.hpp"

namespace meetings {

struct StoredFeed {
  UserId user_id;
  base::Sha256Digest token_hash{};
  base::WallTime created_at;
};

class CalendarFeedRepository {
 public:
  virtual ~CalendarFeedRepository() = default;
  virtual std::optional<StoredFeed> by_hash(const base::Sha256Digest& token_hash) = 0;
  virtual std::optional<StoredFeed> of(const UserId& user) = 0;
  // Replaces the person's feed.
  virtual void put(const StoredFeed& feed) = 0;
  // False if the person has none.
  virtual bool remove(const UserId& user) = 0;
};

class CalendarFeeds {
 public:
  // The newest ones are in the feed.
  static constexpr std::size_t kMostMeetings = 500;
  static constexpr std::chrono::days kPast{92};
  static constexpr std::chrono::days kFuture{366};

  CalendarFeeds(Services services, FindTimeZone find_zone, std::string site_name)
      : s_(services), find_zone_(std::move(find_zone)), site_name_(std::move(site_name)) {}

  // The secret of a new feed, shown once. The one before opens nothing any more.
  Outcome<std::string> reset(const Claims& claims);
  // When the caller's feed was made; nullopt: there is none.
  Outcome<std::optional<base::WallTime>> made_at(const Claims& claims);
  // Idempotent.
  Outcome<void> revoke(const Claims& claims);
  // The feed of this secret; links begin with `origin`. Refuses an unknown secret with not_found.
  Outcome<std::string> read(std::string_view secret, const std::string& origin);
  // One meeting as a calendar of its own, a series with its rule, its exceptions and the dates that
  // differ; for whoever may see the meeting, also without an account (`caller` is nullopt then).
  // Refuses with not_found where there is no such meeting for the caller, or it has no time.
  Outcome<std::string> of_meeting(const std::optional<UserId>& caller, std::string_view id_or_code,
                                  const base::IpAddress& client, const std::string& origin);

 private:
  Outcome<void> add(Calendar& calendar, const Meeting& meeting,
                    const std::optional<SeriesDates>& dates, const std::string& origin,
                    std::vector<DateAnswer> answers = {}) const;
  Outcome<std::string> print(UnitOfWork& work, const User& user, const std::string& origin) const;

  Services s_;
  FindTimeZone find_zone_;
  std::string site_name_;
};

}  // namespace meetings
