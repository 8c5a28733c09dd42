// SPDX-License-Identifier: MIT
#include "meetings/ratings.hpp"

#include <algorithm>

#include "meetings/lookups.hpp"

namespace meetings {

std::string_view to_string(Rating rating) noexcept {
  switch (rating) {
    case Rating::good: return "good";
    case Rating::so_so: return "so-so";
    case Rating::bad: break;
  }
  return "bad";
}

std::optional<Rating> parse_rating(std::string_view text) noexcept {
  for (const Rating rating : kRatings) {
    if (to_string(rating) == text) return rating;
  }
  return std::nullopt;
}

Outcome<void> Ratings::rate(const Claims& claims, std::string_view id_or_code, Rating rating,
                            const base::IpAddress& client) {
  const base::WallTime now = s_.clock.wall_now();
  using Key = std::pair<std::string, base::WallTime>;
  TRY(const auto stay, read(s_.store, [&](UnitOfWork& work) -> Outcome<Key> {
        TRY(const auto found, find_meeting(s_, work, id_or_code, claims.user_id, client));
        const auto seat = work.participants().by_person(found.stored.meeting.id, claims.user_id);
        const auto last = seat ? work.participants().last_stay(seat->id) : std::nullopt;
        if (!last)
          return refuse(RefusalCode::forbidden, "Only people who were in the meeting rate it.");
        const base::WallTime until = last->left_at.value_or(now) + kOpenFor;
        if (until <= now)
          return refuse(RefusalCode::ended, "You left the meeting too long ago to rate it.");
        return Key{seat->id.value() + '@' + std::to_string(base::unix_micros(last->joined_at)),
                   until};
      }));
  table_.with([&](Table& table) {
    table.count_until(now);
    table.put(stay.first, {rating, stay.second});
  });
  return {};
}

std::uint64_t Ratings::total(Rating rating) {
  const base::WallTime now = s_.clock.wall_now();
  return table_.with([&](Table& table) {
    table.count_until(now);
    return table.totals.at(static_cast<std::size_t>(rating));
  });
}

void Ratings::Table::put(const std::string& stay, const Waiting& one) {
  const auto known = waiting.find(stay);
  if (known != waiting.end()) order.erase({known->second.until, stay});
  else if (waiting.size() >= kMostWaiting) count_first();
  waiting[stay] = one;
  order.emplace(one.until, stay);
}

void Ratings::Table::count_first() {
  const auto first = waiting.find(order.begin()->second);
  ++totals.at(static_cast<std::size_t>(first->second.rating));
  order.erase(order.begin());
  waiting.erase(first);
}

void Ratings::Table::count_until(base::WallTime now) {
  while (!order.empty() && order.begin()->first <= now) count_first();
}

}  // namespace meetings
