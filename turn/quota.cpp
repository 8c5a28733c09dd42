// SPDX-License-Identifier: MIT
#include "turn/quota.hpp"

#include <algorithm>
#include <array>

namespace turn {
namespace {

constexpr std::size_t kUuid = 36;
constexpr std::size_t kPrefixV6 = 8;  // bytes of a site's network

bool is_uuid(std::string_view text) noexcept {
  if (text.size() != kUuid) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !digit) return false;
  }
  return true;
}

// A host with one IPv6 address can use all of its /64.
base::IpAddress network_of(const base::IpAddress& ip) noexcept {
  if (ip.is_v4()) return ip;
  std::array<std::byte, 16> network{};
  std::copy_n(ip.bytes().begin(), kPrefixV6, network.begin());
  return base::IpAddress::from_bytes(network);
}

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

Holder::Holder(std::string_view identity, std::optional<base::IpAddress> from) : user(identity) {
  if (identity.size() == 2 * kUuid + 1 && identity[kUuid] == '.' &&
      is_uuid(identity.substr(0, kUuid)) && is_uuid(identity.substr(kUuid + 1))) {
    user = identity.substr(0, kUuid);
    meeting = identity.substr(kUuid + 1);
  }
  if (from) source = network_of(*from);
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
