// SPDX-License-Identifier: MIT
// Permissions: which peer addresses may send to an allocation and be sent to, until when (RFC 8656
// section 9). A flat, bounded list: few entries, looked at by every packet. One thread.
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
  // Installs or refreshes; false where `limit` living ones are there already.
  bool install(const base::IpAddress& ip, base::Instant expires, base::Instant now,
               std::size_t limit);
  // How many of `ips` are not installed yet: asked before any of a request is installed.
  std::size_t missing(const std::vector<base::IpAddress>& ips, base::Instant now) const;
  // What was installed in another process.
  void restore(const base::IpAddress& ip, base::Instant expires) {
    entries_.push_back({ip, expires});
  }
  void erase(base::Family family);
  // Those of whom `unwanted(ip)` is true.
  template <class F>
  void erase_if(F&& unwanted) {
    std::erase_if(entries_, [&](const Entry& e) { return unwanted(e.ip); });
  }
  std::size_t count(base::Instant now) const noexcept;
  // Calls f(const IpAddress&, Instant expires) for each that lives.
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
