// SPDX-License-Identifier: MIT
// Permissions: the peer addresses that may exchange data with an allocation, and until when (RFC
// 8656 section 9). A flat, bounded list, because it is short and every packet reads it. One thread.
#pragma once

#include <cstddef>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"

namespace turn {

class Permissions {
 public:
  bool allows(const base::IpAddress& ip, base::Instant now) const noexcept {
    for (const Entry& entry : entries_) {
      if (entry.ip == ip) return entry.expires > now;
    }
    return false;
  }
  // Installs or refreshes a permission. False: `limit` permissions live already.
  bool install(const base::IpAddress& ip, base::Instant expires, base::Instant now,
               std::size_t limit);
  // How many of `ips` are not installed yet.
  std::size_t missing(const std::vector<base::IpAddress>& ips, base::Instant now) const;
  // Restores a permission that another process had installed.
  void restore(const base::IpAddress& ip, base::Instant expires) {
    entries_.push_back({ip, expires});
  }
  void erase(base::Family family);
  // Erases each permission for whose address `unwanted(ip)` is true.
  template <class F>
  void erase_if(F&& unwanted) {
    std::erase_if(entries_, [&](const Entry& e) { return unwanted(e.ip); });
  }
  std::size_t count(base::Instant now) const noexcept;
  // Calls f(const IpAddress&, Instant expires) for each living permission.
  template <class F>
  void for_each(base::Instant now, F&& f) const {
    for (const Entry& entry : entries_) {
      if (entry.expires > now) f(entry.ip, entry.expires);
    }
  }

 private:
  struct Entry {
    base::IpAddress ip;
    base::Instant expires;
  };
  std::vector<Entry> entries_;
};

}  // namespace turn
