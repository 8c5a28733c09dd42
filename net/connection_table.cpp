// SPDX-License-Identifier: MIT
#include "net/connection_table.hpp"

namespace net {

std::shared_ptr<ConnectionTable> ConnectionTable::make(std::size_t per_site, bool exempt_loopback) {
  return std::shared_ptr<ConnectionTable>(new ConnectionTable(per_site, exempt_loopback));
}

std::shared_ptr<ConnectionTable::Ticket> ConnectionTable::admit() {
  counts_.with([](Counts& counts) { ++counts.total; });
  return std::make_shared<Ticket>(shared_from_this());
}

std::size_t ConnectionTable::size() const {
  return counts_.with([](const Counts& counts) { return counts.total; });
}

bool ConnectionTable::Ticket::claim(const base::IpAddress& client) {
  if (table_->exempt_loopback_ && client.is_loopback()) return true;
  site_ = client.site();
  claimed_ = table_->counts_.with([this](Counts& counts) {
    const auto at = counts.by_site.find(site_);
    if ((at == counts.by_site.end() ? 0 : at->second) >= table_->per_site_) return false;
    ++counts.by_site[site_];
    return true;
  });
  return claimed_;
}

ConnectionTable::Ticket::~Ticket() {
  table_->counts_.with([this](Counts& counts) {
    --counts.total;
    if (!claimed_) return;
    const auto at = counts.by_site.find(site_);
    if (at != counts.by_site.end() && --at->second == 0) counts.by_site.erase(at);
  });
}

}  // namespace net
