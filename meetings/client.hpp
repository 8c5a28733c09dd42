// SPDX-License-Identifier: MIT
// Client: where a request of a person comes from. The address pays for it; the device and the
// network are what a new sign-in session remembers, so that its owner recognises it. A value; any
// thread.
#pragma once

#include <string>
#include <utility>

#include "base/endpoint.hpp"

namespace meetings {

struct Client {
  Client(base::IpAddress from, std::string with = {}) : address(from), device(std::move(with)) {}

  // "192.0.2.0/24" or "2001:db8:1::/48": tells the home from the school, but names no host. The
  // store keeps no more of the address than this.
  std::string network() const { return base::Cidr{address, address.is_v4() ? 24u : 48u}.print(); }

  base::IpAddress address;
  std::string device;  // a few words for people, "Firefox on Linux"; empty: unknown
};

}  // namespace meetings
