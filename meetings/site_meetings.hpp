// SPDX-License-Identifier: MIT
// SiteMeetings: the meetings of everybody, for administrators: a list with filters and a search,
// and the end of one. Everybody else is refused with forbidden. Blocks: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/meetings.hpp"
#include "meetings/services.hpp"

namespace meetings {

struct SiteMeeting {
  Meeting meeting;
  std::string host_email;  // empty: the host has none that is shown
  std::size_t present = 0;
};

// live: somebody is in it.
enum class SiteMeetingsFilter : std::uint8_t { all, live, upcoming, past };
std::optional<SiteMeetingsFilter> parse_site_meetings_filter(std::string_view text) noexcept;

struct SiteMeetingsQuery {
  SiteMeetingsFilter filter = SiteMeetingsFilter::all;
  std::string search;      // words, each of which title, code or the host's name has
  std::size_t limit = 50;  // 1–100
  std::string cursor;
};

struct SiteMeetingPage {
  std::vector<SiteMeeting> meetings;
  // A search that has looked at kMostLookedAt meetings ends its page early, also an empty one.
  std::optional<std::string> next_cursor;
};

class SiteMeetings {
 public:
  static constexpr std::size_t kMostLookedAt = 2000;
  static constexpr std::size_t kLongestSearch = 200;  // bytes

  SiteMeetings(Services services, Meetings& meetings) : s_(services), meetings_(meetings) {}

  // Newest first. `live` are the meetings that somebody is in now, on all nodes; the filter `live`
  // has these alone, by their ids.
  Outcome<SiteMeetingPage> list(const Claims& claims, const SiteMeetingsQuery& query,
                                std::vector<MeetingId> live);
  // As the host's end does. A second call changes nothing and succeeds.
  Outcome<void> end(const Claims& claims, std::string_view id_or_code);

 private:
  class Search;
  SiteMeeting view(UnitOfWork& work, Meeting meeting) const;
  SiteMeetingPage live_page(UnitOfWork& work, const SiteMeetingsQuery& query, const Search& search,
                            std::vector<MeetingId> live, std::string_view after) const;
  SiteMeetingPage stored_page(UnitOfWork& work, const SiteMeetingsQuery& query,
                              const Search& search, std::optional<MeetingPosition> after) const;

  Services s_;
  Meetings& meetings_;
};

}  // namespace meetings
