// SPDX-License-Identifier: MIT
#include "turn/quota.hpp"

namespace turn {

Quotas::Verdict Quotas::take(std::string_view identity) {
  return counts_.with([&](Counts& counts) {
    if (total_ != 0 && counts.total >= total_) return Verdict::total_exceeded;
    auto at = counts.by_identity.find(identity);
    if (per_user_ != 0 && at != counts.by_identity.end() && at->second >= per_user_) return Verdict::user_exceeded;
    if (at == counts.by_identity.end()) at = counts.by_identity.emplace(std::string{identity}, 0).first;
    ++at->second;
    ++counts.total;
    return Verdict::taken;
  });
}

void Quotas::give_back(std::string_view identity) {
  counts_.with([&](Counts& counts) {
    const auto at = counts.by_identity.find(identity);
    if (at == counts.by_identity.end()) return;
    --counts.total;
    if (--at->second == 0) counts.by_identity.erase(at);
  });
}

std::uint32_t Quotas::in_use() const {
  return counts_.with([](const Counts& counts) { return counts.total; });
}

}  // namespace turn
