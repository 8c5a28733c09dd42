// SPDX-License-Identifier: MIT
// RelaySockets: the UDP sockets of the allocations' relayed addresses, found by allocation and
// address family. An allocation has at most one relay socket of each family. The loop's thread
// only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/ready_set.hpp"
#include "net/udp_socket.hpp"
#include "turn/io/datagram_endpoints.hpp"
#include "turn/port_pool.hpp"
#include "turn/types.hpp"

namespace turn::io {

class RelaySockets {
 public:
  // The references outlive this object. `host` is told when datagrams from peers have come.
  RelaySockets(net::ReadySet& ready, RelayHost& host, int descriptor_ceiling) noexcept
      : ready_(ready), host_(host), descriptor_ceiling_(descriptor_ceiling) {}

  // Binds a socket to `local`. With `next_too` it fails unless the next port can be bound, too.
  base::Status open(AllocationId allocation, const base::Endpoint& local, bool next_too);
  // Checks that `fd` is a socket bound to `place`, for keep(); nullopt: it is not.
  static std::optional<net::UdpSocket> adopt(const PortPool::Place& place, base::UniqueFd fd);
  void keep(AllocationId allocation, net::UdpSocket socket);

  // The allocation's relay socket of the same family as `family_of`; nullptr: there is none.
  RelaySocket* find(AllocationId allocation, const base::IpAddress& family_of) noexcept {
    const std::size_t at = place(allocation, family_of);
    RelaySocket* const relay = at < relays_.size() ? relays_[at].get() : nullptr;
    return relay != nullptr && relay->allocation() == allocation ? relay : nullptr;
  }
  // Does nothing where there is none.
  void close(AllocationId allocation, const base::IpAddress& family_of) noexcept;
  // Closes the socket object and returns a descriptor that stays open; empty: the process has no
  // descriptor left.
  base::UniqueFd hand_over(AllocationId allocation, const base::IpAddress& family_of) noexcept;
  // Gives back the memory that closed sockets have left in the table.
  void shrink();

 private:
  static std::size_t place(AllocationId allocation, const base::IpAddress& family_of) noexcept {
    return std::size_t{allocation.slot} * 2 + (family_of.is_v6() ? 1 : 0);
  }

  net::ReadySet& ready_;
  RelayHost& host_;
  const int descriptor_ceiling_;
  std::vector<std::unique_ptr<RelaySocket>> relays_;  // by place()
};

}  // namespace turn::io
