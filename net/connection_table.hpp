// SPDX-License-Identifier: MIT
// ConnectionTable: how many connections there are, in all and per client address. A Ticket is one
// connection's place; it may travel to another thread and gives the place back when it dies. Any
// thread.
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
    // Counts the connection for `client`; false: that address has its share. Once a ticket.
    bool claim(const base::IpAddress& client);

   private:
    std::shared_ptr<ConnectionTable> table_;
    bool claimed_ = false;
    base::IpAddress key_;
  };

  // `exempt_loopback`: 127/8 and ::1 are not counted per address.
  static std::shared_ptr<ConnectionTable> make(std::size_t total, std::size_t per_address,
                                               bool exempt_loopback);

  // Null: the table is full.
  std::shared_ptr<Ticket> admit();
  std::size_t size() const;

 private:
  struct Counts {
    std::size_t total = 0;
    std::unordered_map<base::IpAddress, std::size_t> by_address;
  };
  ConnectionTable(std::size_t total, std::size_t per_address, bool exempt_loopback) noexcept
      : total_(total), per_address_(per_address), exempt_loopback_(exempt_loopback) {}

  const std::size_t total_;
  const std::size_t per_address_;
  const bool exempt_loopback_;
  base::Guarded<Counts> counts_;
};

}  // namespace net
