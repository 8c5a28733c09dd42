// SPDX-License-Identifier: MIT
// ConnectionTable: counts connections and bounds those of a site (IpAddress::site()). A Ticket is
// one connection; it may travel to another thread, and the connection counts until it dies. Any
// thread. The owner bounds the total, by FairPlaces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"

namespace net {

class ConnectionTable : public std::enable_shared_from_this<ConnectionTable> {
 public:
  class Ticket {
   public:
    explicit Ticket(std::shared_ptr<ConnectionTable> table) noexcept : table_(std::move(table)) {}
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    // Counts the connection for the site of `client`. False: that site already has its share. Call
    // it at most once per ticket.
    bool claim(const base::IpAddress& client);

   private:
    std::shared_ptr<ConnectionTable> table_;
    bool claimed_ = false;
    base::IpAddress site_;
  };

  // With `exempt_loopback`, 127/8 and ::1 are not counted per site.
  static std::shared_ptr<ConnectionTable> make(std::size_t per_site, bool exempt_loopback);

  std::shared_ptr<Ticket> admit();
  std::size_t size() const;

 private:
  struct Counts {
    std::size_t total = 0;
    std::unordered_map<base::IpAddress, std::size_t> by_site;
  };
  ConnectionTable(std::size_t per_site, bool exempt_loopback) noexcept
      : per_site_(per_site), exempt_loopback_(exempt_loopback) {}

  const std::size_t per_site_;
  const bool exempt_loopback_;
  base::Guarded<Counts> counts_;
};

}  // namespace net
