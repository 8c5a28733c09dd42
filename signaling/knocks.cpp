// SPDX-License-Identifier: MIT
#include "signaling/knocks.hpp"

#include <algorithm>
#include <utility>

namespace signaling {
namespace {

constexpr std::chrono::nanoseconds kNow{0};

void leave(std::unordered_map<meetings::UserId, std::size_t>& by_host,
           const meetings::UserId& host) {
  const auto found = by_host.find(host);
  if (--found->second == 0) by_host.erase(found);
}

}  // namespace

Knocks::Verdict Knocks::take(const meetings::Notice& notice, base::Instant now) {
  auto found = meetings_.find(notice.meeting_id);
  if (found == meetings_.end()) {
    if (meetings_.size() >= kMostMeetings) give_way();
    Meeting meeting;
    if (!notice.to.empty()) meeting.host = notice.to.front();
    ++by_host_[meeting.host];
    found = meetings_.emplace(notice.meeting_id, std::move(meeting)).first;
  }
  Meeting& meeting = found->second;
  meeting.knocked = ++knocks_;
  if (meeting.bucket.wait(kRate, now) > kNow) {
    meeting.newest = notice;
    return Verdict::hold;
  }
  (void)meeting.bucket.take(kRate, now);
  meeting.newest.reset();
  return Verdict::tell;
}

void Knocks::give_way() {
  const auto most =
      std::max_element(by_host_.begin(), by_host_.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  auto victim = meetings_.end();
  for (auto each = meetings_.begin(); each != meetings_.end(); ++each) {
    // Hosts with as many are equals: the longest silence counts.
    if (by_host_.at(each->second.host) < most->second) continue;
    if (victim == meetings_.end() || each->second.knocked < victim->second.knocked) victim = each;
  }
  if (victim->second.newest) ++lost_;
  leave(by_host_, victim->second.host);
  meetings_.erase(victim);
}

std::vector<meetings::Notice> Knocks::due(base::Instant now) {
  std::vector<meetings::Notice> out;
  for (auto& [id, meeting] : meetings_) {
    if (!meeting.newest || meeting.bucket.wait(kRate, now) > kNow) continue;
    (void)meeting.bucket.take(kRate, now);
    out.push_back(std::move(*meeting.newest));
    meeting.newest.reset();
  }
  std::erase_if(meetings_, [&](auto& entry) {
    const Meeting& meeting = entry.second;
    const bool over = !meeting.newest && meeting.bucket.wait(kRate, now, kRate.burst) <= kNow;
    if (over) leave(by_host_, meeting.host);
    return over;
  });
  return out;
}

}  // namespace signaling
