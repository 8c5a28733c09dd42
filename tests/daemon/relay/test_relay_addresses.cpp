// SPDX-License-Identifier: MIT
// Where the relay relays from by default.
#include "daemon/relay/relay_addresses.hpp"

#include "tests/daemon/relay/addresses.hpp"
#include "tests/support/check.hpp"

using namespace lecternd;
using base::IpAddress;
using lectern_test::ip;
using lectern_test::printed;

namespace {

const std::vector<IpAddress> kOwn{ip("127.0.0.1"), ip("10.0.0.5"), ip("8.8.4.4"), ip("fe80::1"),
                                  ip("2a00:1450::1")};

}  // namespace

static void public_addresses_come_first_then_the_route_then_loopback() {
  CHECK_EQ(printed(default_relay_addresses(kOwn, ip("10.0.0.5"))), "8.8.4.4 2a00:1450::1");
  CHECK_EQ(printed(default_relay_addresses({ip("127.0.0.1"), ip("10.0.0.5"), ip("192.168.1.1")},
                                           ip("10.0.0.5"))),
           "10.0.0.5");
  CHECK_EQ(printed(default_relay_addresses({ip("127.0.0.1")}, std::nullopt)), "127.0.0.1");
  // Behind a NAT of IPv4 with public IPv6, as clouds have it: who asks for IPv4 gets some.
  CHECK_EQ(printed(default_relay_addresses({ip("10.0.0.5"), ip("2a00:1450::1")}, ip("10.0.0.5"))),
           "2a00:1450::1 10.0.0.5");
  CHECK_EQ(printed(default_relay_addresses({ip("2a00:1450::1")}, std::nullopt)), "2a00:1450::1");
}

int main() {
  return lectern_test::run("relay_addresses",
                           {TEST(public_addresses_come_first_then_the_route_then_loopback)});
}
