// SPDX-License-Identifier: MIT
// Looking at occurrences. Changing them is in series_changes.cpp.
#include "meetings/series.hpp"

#include <utility>

#include "base/encoding.hpp"
#include "base/number.hpp"
#include "meetings/series_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLargestPage = 100;
constexpr std::size_t kLongestCursor = 64;
constexpr std::chrono::days kUsualWindow{90};
constexpr std::chrono::days kLongestWindow{366};
constexpr std::chrono::days kFuture{2 * 366};

// The place of an occurrence in a list.
using Position = std::pair<base::WallTime, LocalTime>;

Position position_of(const Occurrence& occurrence) {
  return {occurrence.starts_at, occurrence.name.local};
}

// Opaque to clients.
std::string print_cursor(const Occurrence& last) {
  return base::encode_base64url(base::as_bytes(std::to_string(base::unix_micros(last.starts_at)) +
                                               '/' + print_local_time(last.name.local)));
}

Outcome<std::optional<Position>> parse_cursor(std::string_view text) {
  if (text.empty()) return std::optional<Position>{};
  const auto bytes = text.size() > kLongestCursor ? std::nullopt : base::decode_base64url(text);
  std::string_view rest = bytes ? base::as_text(*bytes) : std::string_view{};
  const auto micros = base::take_number<std::int64_t>(rest);
  const auto local =
      rest.starts_with('/') ? parse_local_time(rest.substr(1)) : std::optional<LocalTime>{};
  if (!micros || !local) return refuse_field("cursor", "This cursor is none that was given out.");
  return std::optional{Position{base::from_unix_micros(*micros), *local}};
}

Outcome<TimeWindow> check_window(const OccurrenceFilter& filter, base::WallTime now) {
  const base::WallTime from = filter.from.value_or(now);
  if (from > now + kFuture)
    return refuse_field("from", "\"from\" lies at most two years in the future.");
  const base::WallTime to = filter.to.value_or(from + kUsualWindow);
  if (to <= from || to - from > kLongestWindow)
    return refuse_field("to", "\"to\" lies after \"from\", by at most 366 days.");
  return TimeWindow{from, to};
}

}  // namespace

Outcome<OccurrencePage> Series::list(const std::optional<Claims>& claims,
                                     std::string_view id_or_code, const OccurrenceFilter& filter,
                                     const base::IpAddress& client) {
  if (filter.limit == 0 || filter.limit > kLargestPage)
    return refuse_field("limit", "limit takes 1 to 100.");
  const base::WallTime now = s_.clock.wall_now();
  TRY(const auto window, check_window(filter, now));
  TRY(const auto after, parse_cursor(filter.cursor));
  const auto caller = claims ? std::optional{claims->user_id} : std::nullopt;
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<OccurrencePage> {
    TRY(const auto found, find_meeting(s_, work, id_or_code, caller, client));
    const Meeting& meeting = found.stored.meeting;
    OccurrencePage page;
    if (!meeting.series) return page;
    TRY(const auto dates, dates_of(work, meeting, config_.find_timezone));
    for (Occurrence& occurrence : dates.between(window)) {
      if (after && position_of(occurrence) <= *after) continue;
      if (page.occurrences.size() == filter.limit) {
        page.next_cursor = print_cursor(page.occurrences.back().occurrence);
        break;
      }
      const OccurrenceState state = state_of(occurrence, meeting, now);
      page.occurrences.push_back({std::move(occurrence), state});
    }
    return page;
  });
}

Outcome<MeetingView> Series::details(const std::optional<Claims>& claims,
                                     std::string_view id_or_code, base::WallTime occurrence,
                                     const base::IpAddress& client) {
  TRY(auto view, meetings_.details(id_or_code, claims, client));
  if (!view.meeting.series)
    return refuse_field("occurrence", "This meeting is no series, so it has no occurrences.");
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<MeetingView> {
    TRY(const auto dates, dates_of(work, view.meeting, config_.find_timezone));
    TRY(auto one, find_occurrence(dates, occurrence));
    view.meeting.title = one.title;
    view.meeting.scheduled_at = one.starts_at;
    view.meeting.duration_minutes = static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::minutes>(one.ends_at - one.starts_at).count());
    view.occurrence = std::move(one);
    return view;
  });
}

}  // namespace meetings
