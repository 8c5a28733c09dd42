// SPDX-License-Identifier: MIT
#include "turn/quota.hpp"

#include "base/relay_identity.hpp"

namespace turn {
namespace {

template <class Map, class Key>
std::uint32_t count_of(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? 0 : at->second;
}

template <class Map, class Key>
void one_less(Map& map, const Key& key) {
  const auto at = map.find(key);
  if (at != map.end() && --at->second == 0) map.erase(at);
}

bool exceeds(std::uint32_t limit, std::uint32_t count) noexcept {
  return limit != 0 && count >= limit;
}

}  // namespace

Holder::Holder(std::string_view identity, std::optional<base::IpAddress> from) {
  const auto parsed = base::RelayIdentity::parse(identity);
  user = parsed.user;
  meeting = parsed.meeting;
  if (from) source = from->site();
}

Quotas::Verdict Quotas::take(const Holder& holder) {
  return counts_.with([&](Counts& counts) {
    if (exceeds(counts.limits.total, counts.total)) return Verdict::total_exceeded;
    if (exceeds(counts.limits.user, count_of(counts.users, holder.user)))
      return Verdict::user_exceeded;
    if (!holder.meeting.empty() &&
        exceeds(counts.limits.meeting, count_of(counts.meetings, holder.meeting))) {
      return Verdict::meeting_exceeded;
    }
    if (holder.source && exceeds(counts.limits.source, count_of(counts.sources, *holder.source)))
      return Verdict::source_exceeded;
    counts.add(holder);
    return Verdict::taken;
  });
}

void Quotas::restore(const Holder& holder) {
  counts_.with([&](Counts& counts) { counts.add(holder); });
}

void Quotas::Counts::add(const Holder& holder) {
  ++total;
  ++users[std::string{holder.user}];
  if (!holder.meeting.empty()) ++meetings[std::string{holder.meeting}];
  if (holder.source) ++sources[*holder.source];
}

void Quotas::give_back(const Holder& holder) {
  counts_.with([&](Counts& counts) {
    if (count_of(counts.users, holder.user) == 0) return;
    --counts.total;
    one_less(counts.users, holder.user);
    if (!holder.meeting.empty()) one_less(counts.meetings, holder.meeting);
    if (holder.source) one_less(counts.sources, *holder.source);
  });
}

std::uint32_t Quotas::in_use() const {
  return counts_.with([](const Counts& counts) { return counts.total; });
}

std::size_t Quotas::holders() const {
  return counts_.with([](const Counts& counts) {
    return counts.users.size() + counts.meetings.size() + counts.sources.size();
  });
}

}  // namespace turn
