// SPDX-License-Identifier: MIT
// IP addresses from text and as text, and views of the kernel, for the tests of where the relay
// relays from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "net/kernel_view.hpp"

namespace lectern_test {

inline base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }

// The addresses with a blank between two of them.
inline std::string printed(const std::vector<base::IpAddress>& list) {
  std::string out;
  for (const base::IpAddress& one : list) out += (out.empty() ? "" : " ") + one.print();
  return out;
}

// A machine with its loopback, and with eth0 (link 2), which is connected and has these addresses.
inline net::KernelView machine_with(const std::vector<std::string_view>& addresses) {
  net::KernelView view;
  view.links = {{.index = 1, .name = "lo", .loopback = true, .up = true, .carrier = true},
                {.index = 2, .name = "eth0", .up = true, .carrier = true}};
  view.addresses = {{.ip = ip("127.0.0.1"), .link = 1}, {.ip = ip("::1"), .link = 1}};
  view.local_routes = {*base::Cidr::parse("127.0.0.0/8")};
  for (const std::string_view one : addresses) view.addresses.push_back({.ip = ip(one), .link = 2});
  return view;
}

}  // namespace lectern_test
