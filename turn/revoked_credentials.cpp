// SPDX-License-Identifier: MIT
#include "turn/revoked_credentials.hpp"

#include <algorithm>

#include "base/relay_identity.hpp"

namespace turn {

void RevokedCredentials::revoke(std::string_view subject, base::WallTime last, base::WallTime now) {
  table_.with([&](Table& table) {
    if (const auto known = table.find(subject); known != table.end()) {
      known->second = std::max(known->second, last);
      return;
    }
    make_room(table, now);
    table.emplace(subject, last);
    count_.store(table.size(), std::memory_order_relaxed);
  });
}

void RevokedCredentials::make_room(Table& table, base::WallTime now) const {
  if (table.size() < most_) return;
  std::erase_if(table, [&](const auto& entry) { return entry.second <= now; });
  while (!table.empty() && table.size() >= most_) {
    table.erase(std::min_element(table.begin(), table.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
}

std::optional<base::WallTime> RevokedCredentials::last_refused(std::string_view identity) const {
  if (size() == 0) return std::nullopt;
  const auto who = base::RelayIdentity::parse(identity);
  return table_.with([&](const Table& table) {
    std::optional<base::WallTime> last;
    for (const std::string_view subject : {who.user, who.meeting}) {
      const auto found = table.find(subject);
      if (found != table.end() && (!last || found->second > *last)) last = found->second;
    }
    return last;
  });
}

bool RevokedCredentials::refuses(std::string_view identity, base::WallTime expires) const {
  const auto last = last_refused(identity);
  return last && expires <= *last;
}

}  // namespace turn
