// SPDX-License-Identifier: MIT
#include "meetings/series_dates.hpp"

#include <algorithm>
#include <tuple>

namespace meetings {
namespace {

bool starts_before(const Occurrence& a, const Occurrence& b) noexcept {
  return std::tie(a.starts_at, a.name.local) < std::tie(b.starts_at, b.name.local);
}

// Collects the answer of at() from occurrences in any order.
class MomentFinder {
 public:
  MomentFinder(base::WallTime now, std::chrono::seconds opens_early,
               const std::optional<LocalTime>& closed)
      : now_(now), opened_(now + opens_early), closed_(closed) {}

  // True if the occurrence has not opened yet.
  bool take(Occurrence occurrence) {
    const bool waits = occurrence.starts_at > opened_;
    if (occurrence.cancelled || occurrence.name.local == closed_) return waits;
    if (waits) {
      if (!next_ || starts_before(occurrence, *next_)) next_ = std::move(occurrence);
    } else if (occurrence.starts_at > now_) {
      if (!opening_ || starts_before(occurrence, *opening_)) opening_ = std::move(occurrence);
    } else if (!begun_ || starts_before(*begun_, occurrence)) {
      begun_ = std::move(occurrence);
    }
    return waits;
  }

  SeriesDates::Moment moment() && {
    const bool runs = begun_ && now_ < begun_->ends_at;
    if (runs || !opening_) {
      // The one that opens already comes next.
      return {std::move(begun_), opening_ ? std::move(opening_) : std::move(next_)};
    }
    return {std::move(opening_), std::move(next_)};
  }

 private:
  base::WallTime now_;
  base::WallTime opened_;
  std::optional<LocalTime> closed_;
  std::optional<Occurrence> begun_;    // the latest that has begun
  std::optional<Occurrence> opening_;  // the first that has opened and not begun
  std::optional<Occurrence> next_;
};

}  // namespace

Outcome<SeriesDates> SeriesDates::make(const Meeting& meeting,
                                       std::vector<OccurrenceChange> changes,
                                       const FindTimeZone& find_zone) {
  SeriesDates out;
  const auto start = parse_local_time(meeting.series ? meeting.series->start : std::string{});
  if (meeting.timezone && find_zone) out.zone_ = find_zone(*meeting.timezone);
  if (!start || !out.zone_) {
    return refuse(RefusalCode::internal,
                  "This server has no rules of the series' time zone (is tzdata installed?).");
  }
  TRY(out.rule_, parse_recurrence(meeting.series->rule));
  out.start_ = *start;
  out.closed_ = parse_local_time(meeting.series->closed);
  out.title_ = meeting.title;
  out.duration_ = std::chrono::minutes{meeting.duration_minutes.value_or(0)};
  for (OccurrenceChange& change : changes) {
    const auto name = parse_local_time(change.occurrence);
    if (name) out.changes_.emplace(*name, std::move(change));
  }
  return out;
}

Occurrence SeriesDates::plain(const OccurrenceTime& time) const {
  return {time, time.at, time.at + duration_, title_, false, false};
}

Occurrence SeriesDates::with_change(const OccurrenceTime& time,
                                    const OccurrenceChange& change) const {
  Occurrence out = plain(time);
  out.changed = true;
  out.cancelled = change.cancelled;
  if (const auto moved = parse_local_time(change.starts_at.value_or(std::string{})))
    out.starts_at = zone_->read(*moved).at;
  const auto minutes =
      change.duration_minutes ? std::chrono::minutes{*change.duration_minutes} : duration_;
  out.ends_at = out.starts_at + minutes;
  out.title = change.title.value_or(title_);
  return out;
}

Occurrence SeriesDates::of(const OccurrenceTime& time) const {
  const auto change = changes_.find(time.local);
  return change == changes_.end() ? plain(time) : with_change(time, change->second);
}

std::vector<Occurrence> SeriesDates::changed() const {
  std::vector<Occurrence> out;
  for (const auto& [local, change] : changes_)
    out.push_back(with_change({local, zone_->read(local).at}, change));
  return out;
}

SeriesDates::Moment SeriesDates::at(base::WallTime now, std::chrono::seconds opens_early) const {
  MomentFinder finder{now, opens_early, closed_};
  for (Occurrence& occurrence : changed()) finder.take(std::move(occurrence));
  OccurrenceWalk dates = walk();
  while (const auto time = dates.next()) {
    if (!changes_.contains(time->local) && finder.take(plain(*time))) break;
  }
  return std::move(finder).moment();
}

std::vector<Occurrence> SeriesDates::between(const TimeWindow& window) const {
  std::vector<Occurrence> found;
  const auto take = [&](Occurrence occurrence) {
    if (occurrence.ends_at > window.from && occurrence.starts_at < window.to)
      found.push_back(std::move(occurrence));
  };
  for (Occurrence& occurrence : changed()) take(std::move(occurrence));
  OccurrenceWalk dates = walk();
  while (const auto time = dates.next()) {
    if (time->at >= window.to) break;
    if (!changes_.contains(time->local)) take(plain(*time));
  }
  std::sort(found.begin(), found.end(), starts_before);
  return found;
}

std::optional<Occurrence> SeriesDates::find(base::WallTime start_by_rule) const {
  OccurrenceWalk dates = walk();
  while (const auto time = dates.next()) {
    if (time->at == start_by_rule) return of(*time);
    if (time->at > start_by_rule) break;
  }
  return std::nullopt;
}

std::optional<Occurrence> SeriesDates::find_on(std::chrono::local_days day) const {
  OccurrenceWalk dates = walk();
  std::optional<Occurrence> found;
  while (const auto time = dates.next()) {
    const auto its_day = std::chrono::floor<std::chrono::days>(time->local);
    if (its_day > day) break;
    if (its_day != day) continue;
    if (found) return std::nullopt;
    found = of(*time);
  }
  return found;
}

unsigned SeriesDates::count_before(const Occurrence& occurrence) const {
  OccurrenceWalk dates = walk();
  unsigned count = 0;
  for (auto time = dates.next(); time && time->at < occurrence.name.at; time = dates.next())
    ++count;
  return count;
}

std::optional<Occurrence> SeriesDates::last_before(const Occurrence& occurrence) const {
  OccurrenceWalk dates = walk();
  std::optional<OccurrenceTime> last;
  for (auto time = dates.next(); time && time->at < occurrence.name.at; time = dates.next())
    last = time;
  return last ? std::optional{of(*last)} : std::nullopt;
}

}  // namespace meetings
