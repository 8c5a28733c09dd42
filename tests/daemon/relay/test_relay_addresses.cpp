// SPDX-License-Identifier: MIT
// Where the relay relays from, for what the kernel says.
#include "daemon/relay/relay_addresses.hpp"

#include <algorithm>

#include "tests/daemon/relay/addresses.hpp"
#include "tests/support/check.hpp"

using namespace lecternd;
using lectern_test::ip;
using lectern_test::machine_with;
using lectern_test::printed;
using net::KernelView;
using turn::PeerMode;

namespace {

std::string by_default(const KernelView& view, PeerMode peers = PeerMode::public_) {
  return printed(choose_relay_addresses({}, peers, view).use);
}

// The address that was added last.
net::KernelAddress& last(KernelView& view) { return view.addresses.back(); }

}  // namespace

static void public_addresses_come_first_then_the_route() {
  KernelView view = machine_with({"10.0.0.5", "8.8.4.4", "fe80::1", "2a00:1450::1"});
  view.source_v4 = ip("10.0.0.5");
  CHECK_EQ(by_default(view), "8.8.4.4 2a00:1450::1");
  view = machine_with({"10.0.0.5", "192.168.1.1"});
  view.source_v4 = ip("10.0.0.5");
  CHECK_EQ(by_default(view), "10.0.0.5");
  // Behind a NAT of IPv4 with public IPv6, as clouds have it: who asks for IPv4 gets some.
  view = machine_with({"10.0.0.5", "2a00:1450::1"});
  view.source_v4 = ip("10.0.0.5");
  CHECK_EQ(by_default(view), "2a00:1450::1 10.0.0.5");
  CHECK_EQ(by_default(machine_with({"2a00:1450::1"})), "2a00:1450::1");
}

static void a_lan_relays_on_unique_local_addresses() {
  KernelView view = machine_with({"fd00::5"});
  CHECK_EQ(by_default(view, PeerMode::lan), "fd00::5");
  CHECK_EQ(by_default(view), "fd00::5");  // there is nothing else
  view = machine_with({"8.8.4.4", "fd00::5"});
  view.source_v6 = ip("fd00::5");
  CHECK_EQ(by_default(view, PeerMode::lan), "8.8.4.4 fd00::5");
  CHECK_EQ(by_default(view, PeerMode::only), "8.8.4.4 fd00::5");
  CHECK_EQ(by_default(view), "8.8.4.4");
}

static void a_network_without_a_way_out_is_used() {
  KernelView view = machine_with({"192.168.1.5", "169.254.1.1", "fe80::1"});
  CHECK_EQ(by_default(view), "192.168.1.5");
  // A bridge that nothing is connected to, as Docker makes one, is no network.
  view.links[1].carrier = false;
  CHECK_EQ(by_default(view), "");
}

static void an_address_of_the_other_family_may_come_later() {
  const std::vector<base::IpAddress> before{ip("fd00::5")};
  const KernelView view = machine_with({"fd00::5", "fd00::6", "10.0.0.5", "10.0.0.6"});
  CHECK_EQ(printed(choose_relay_addresses({}, PeerMode::public_, view, before).use),
           "fd00::5 10.0.0.5 10.0.0.6");
}

static void a_route_that_is_away_for_a_moment_changes_nothing() {
  KernelView view = machine_with({"10.0.0.5", "172.17.0.1"});
  view.source_v4 = ip("10.0.0.5");
  const auto before = choose_relay_addresses({}, PeerMode::public_, view).use;
  CHECK_EQ(printed(before), "10.0.0.5");
  view.source_v4.reset();
  CHECK_EQ(printed(choose_relay_addresses({}, PeerMode::public_, view, before).use), "10.0.0.5");
  CHECK_EQ(by_default(view), "10.0.0.5 172.17.0.1");
  // The address goes, too.
  view = machine_with({"172.17.0.1"});
  CHECK_EQ(printed(choose_relay_addresses({}, PeerMode::public_, view, before).use), "172.17.0.1");
  // The loopback is never kept.
  CHECK_EQ(
      printed(
          choose_relay_addresses({}, PeerMode::public_, machine_with({}), {ip("127.0.0.1")}).use),
      "");
}

static void loopback_is_for_a_machine_that_has_nothing_else() {
  KernelView view = machine_with({});
  CHECK_EQ(by_default(view), "");  // eth0 gets its address later
  CHECK(!choose_relay_addresses({}, PeerMode::public_, view).offline);
  view.links[1].up = view.links[1].carrier = false;
  CHECK_EQ(by_default(view), "");
  view.links[1].tunnel = true;  // tunl0, which the kernel makes by itself
  CHECK_EQ(by_default(view), "127.0.0.1");
  view.links.pop_back();
  const auto offline = choose_relay_addresses({}, PeerMode::public_, view);
  CHECK(offline.offline);
  CHECK_EQ(printed(offline.use), "127.0.0.1");
  CHECK_EQ(by_default(KernelView{}), "");  // nothing is known
}

static void addresses_that_do_not_last_are_left_out() {
  KernelView view = machine_with({"2a00:1450::1", "2a00:1450::2"});
  last(view).temporary = true;
  CHECK_EQ(by_default(view), "2a00:1450::1");
  last(view).temporary = false;
  last(view).deprecated = true;
  CHECK_EQ(by_default(view), "2a00:1450::1");
  last(view).deprecated = false;
  last(view).tentative = true;
  CHECK_EQ(by_default(view), "2a00:1450::1");
  last(view).tentative = false;
  last(view).duplicate = true;
  CHECK_EQ(by_default(view), "2a00:1450::1");
  last(view).duplicate = false;
  CHECK_EQ(by_default(view), "2a00:1450::1 2a00:1450::2");
  view = machine_with({"fd00::5"});
  last(view).temporary = true;
  view.source_v6 = ip("fd00::5");
  CHECK_EQ(by_default(view, PeerMode::lan), "");
}

static void configured_addresses_are_used_when_they_are_there() {
  KernelView view = machine_with({"8.8.4.4", "10.0.0.5", "2a00:1450::1"});
  const auto choose = [&](const std::vector<base::IpAddress>& wanted) {
    return choose_relay_addresses(wanted, PeerMode::public_, view);
  };
  CHECK_EQ(printed(choose({ip("10.0.0.5")}).use), "10.0.0.5");
  CHECK_EQ(printed(choose({ip("127.0.0.9")}).use), "127.0.0.9");
  const auto late = choose({ip("10.0.0.5"), ip("203.0.113.7")});
  CHECK_EQ(printed(late.use), "10.0.0.5");
  CHECK_EQ(printed(late.missing), "203.0.113.7");
  CHECK_EQ(printed(choose({ip("203.0.113.7")}).use), "");  // never another one
  // An administrator may want what would be left out by default, if sockets can be bound to it.
  last(view).deprecated = last(view).temporary = true;
  CHECK_EQ(printed(choose({ip("2a00:1450::1")}).use), "2a00:1450::1");
  last(view).tentative = true;
  CHECK_EQ(printed(choose({ip("2a00:1450::1")}).missing), "2a00:1450::1");
}

static void own_are_addresses_and_local_routes() {
  KernelView view = machine_with({"10.0.0.5", "fe80::1"});
  view.links[1].up = false;  // what the kernel has is its own, whatever the interface does
  view.local_routes.push_back(*base::Cidr::parse("10.0.0.5"));
  view.local_routes.push_back(*base::Cidr::parse("198.51.100.0/24"));
  std::string text;
  for (const base::Cidr& one : own_addresses(view)) text += one.print() + " ";
  CHECK_EQ(text, "127.0.0.0/8 10.0.0.5/32 198.51.100.0/24 127.0.0.1/32 ::1/128 fe80::1/128 ");
}

int main() {
  return lectern_test::run(
      "relay_addresses",
      {TEST(public_addresses_come_first_then_the_route),
       TEST(a_lan_relays_on_unique_local_addresses), TEST(a_network_without_a_way_out_is_used),
       TEST(an_address_of_the_other_family_may_come_later),
       TEST(a_route_that_is_away_for_a_moment_changes_nothing),
       TEST(loopback_is_for_a_machine_that_has_nothing_else),
       TEST(addresses_that_do_not_last_are_left_out),
       TEST(configured_addresses_are_used_when_they_are_there),
       TEST(own_are_addresses_and_local_routes)});
}
