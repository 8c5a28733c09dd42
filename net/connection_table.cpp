// SPDX-License-Identifier: MIT
#include "net/connection_table.hpp"

#include <algorithm>
#include <array>

namespace net {
namespace {

// One IPv6 customer has a /64 and can use every address of it.
base::IpAddress key_of(const base::IpAddress& client) noexcept {
  if (client.is_v4()) return client;
  std::array<std::byte, 16> prefix{};
  std::copy_n(client.bytes().begin(), 8, prefix.begin());
  return base::IpAddress::from_bytes(prefix);
}

}  // namespace

std::shared_ptr<ConnectionTable> ConnectionTable::make(std::size_t total, std::size_t per_address,
                                                       bool exempt_loopback) {
  return std::shared_ptr<ConnectionTable>(new ConnectionTable(total, per_address, exempt_loopback));
}

std::shared_ptr<ConnectionTable::Ticket> ConnectionTable::admit() {
  const bool room = counts_.with([this](Counts& counts) {
    if (counts.total >= total_) return false;
    ++counts.total;
    return true;
  });
  return room ? std::make_shared<Ticket>(shared_from_this()) : nullptr;
}

std::size_t ConnectionTable::size() const {
  return counts_.with([](const Counts& counts) { return counts.total; });
}

bool ConnectionTable::Ticket::claim(const base::IpAddress& client) {
  if (table_->exempt_loopback_ && client.is_loopback()) return true;
  key_ = key_of(client);
  claimed_ = table_->counts_.with([this](Counts& counts) {
    const auto at = counts.by_address.find(key_);
    if ((at == counts.by_address.end() ? 0 : at->second) >= table_->per_address_) return false;
    ++counts.by_address[key_];
    return true;
  });
  return claimed_;
}

ConnectionTable::Ticket::~Ticket() {
  table_->counts_.with([this](Counts& counts) {
    --counts.total;
    if (!claimed_) return;
    const auto at = counts.by_address.find(key_);
    if (at != counts.by_address.end() && --at->second == 0) counts.by_address.erase(at);
  });
}

}  // namespace net
