// SPDX-License-Identifier: MIT
// KernelView: the addresses of this machine as the kernel tells them by rtnetlink(7): interfaces,
// their addresses, the local routes, and the source addresses of the default routes. This file is
// the value and the reading of the kernel's messages; net/address_monitor asks the kernel. Pure;
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"

namespace net {

struct KernelLink {
  unsigned index = 0;
  std::string name;
  bool loopback = false;
  bool up = false;      // an administrator has switched it on
  bool tunnel = false;  // a kernel module makes such devices by itself: tunl0, sit0, gre0
  bool carrier = false;

  friend bool operator==(const KernelLink&, const KernelLink&) = default;
};

struct KernelAddress {
  base::IpAddress ip;
  unsigned link = 0;        // KernelLink::index
  bool deprecated = false;  // its preferred lifetime is over: not for new communication
  bool temporary = false;   // RFC 8981: it changes every day
  bool tentative = false;   // duplicate address detection has not ended: it cannot be bound
  bool duplicate = false;   // another host has it: it cannot be bound

  bool can_be_bound() const noexcept { return !tentative && !duplicate; }
  friend bool operator==(const KernelAddress&, const KernelAddress&) = default;
};

struct KernelView {
  std::vector<KernelLink> links;
  std::vector<KernelAddress> addresses;
  // The destinations that this host takes for its own (types `local` and `anycast` of the table
  // `local`): its addresses, and prefixes that an administrator has added.
  std::vector<base::Cidr> local_routes;
  // The address that packets to the outside leave from; nullopt without such a route.
  std::optional<base::IpAddress> source_v4;
  std::optional<base::IpAddress> source_v6;

  // Whether a socket can be bound to `ip`.
  bool has(const base::IpAddress& ip) const noexcept;
  const KernelLink* link_of(const KernelAddress& address) const noexcept;

  friend bool operator==(const KernelView&, const KernelView&) = default;
};

// One answer of the kernel is one or more datagrams.
struct NetlinkRead {
  bool done = false;         // this was the last datagram of the answer
  bool interrupted = false;  // something changed meanwhile: ask again
  int error = 0;             // errno; 0: none
};

// Reads one datagram of an answer to the question `sequence` and adds what it says to `view`.
// Ignores answers to other questions, and everything that it does not know or that is cut off.
NetlinkRead read_answer(base::Bytes datagram, std::uint32_t sequence, KernelView& view);

// The source address in the answer to "which route goes to this address?".
std::optional<base::IpAddress> read_route_source(base::Bytes datagram, std::uint32_t sequence);

// Whether a notification of the kernel can mean another KernelView. A router has thousands of
// routes that change all the time and that do not matter here.
bool matters(base::Bytes notification);

}  // namespace net
