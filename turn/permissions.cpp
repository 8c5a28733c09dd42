// SPDX-License-Identifier: MIT
#include "turn/permissions.hpp"

#include <algorithm>

namespace turn {

bool Permissions::install(const base::IpAddress& ip, base::Instant expires, base::Instant now,
                          std::size_t limit) {
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.ip == ip; });
  if (at != entries_.end()) {
    at->expires = expires;
    return true;
  }
  if (entries_.size() >= limit)
    std::erase_if(entries_, [now](const Entry& e) { return e.expires <= now; });
  if (entries_.size() >= limit) return false;
  entries_.push_back(Entry{ip, expires});
  return true;
}

std::size_t Permissions::missing(const std::vector<base::IpAddress>& ips, base::Instant now) const {
  return static_cast<std::size_t>(std::count_if(
      ips.begin(), ips.end(), [&](const base::IpAddress& ip) { return !allows(ip, now); }));
}

void Permissions::erase(base::Family family) {
  std::erase_if(entries_, [family](const Entry& e) { return e.ip.family() == family; });
}

std::size_t Permissions::count(base::Instant now) const noexcept {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [now](const Entry& e) { return e.expires > now; }));
}

}  // namespace turn
