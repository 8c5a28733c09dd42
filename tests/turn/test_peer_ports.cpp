// SPDX-License-Identifier: MIT
// Ports that allow_ports opens of the relay's own addresses and of addresses that are denied: a
// media server on the relay's own machine.
#include "tests/turn/names.hpp"
#include "tests/turn/tcp_relay_test.hpp"

namespace {

using namespace lectern_test;
using turn::Forward;

constexpr std::string_view kBridge = "198.51.100.1:10000";  // on the relay's own address

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }

turn::Config config_with(std::vector<turn::PeerPorts> ports) {
  auto config = RelayTest::test_config();
  config.allow_peers.clear();
  config.allow_ports = std::move(ports);
  config.listener_ports = {443, 3478};
  for (const char* own : {"198.51.100.1", "10.0.0.5", "127.0.0.1"})
    config.own_addresses.push_back(base::Cidr::host(ip(own)));
  return config;
}

turn::Config with_bridge() { return config_with({{ip("198.51.100.1"), 10000, 10000}}); }

void a_bridge_on_the_relays_address_is_reached_both_ways() {
  RelayTest t{with_bridge()};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit(kBridge), success());
  const Forward sent = alice.send(kBridge, "hello");
  CHECK(sent.kind == Forward::Kind::to_peer);
  CHECK_EQ(sent.peer.value().print(), kBridge);
  CHECK_EQ(t.from_peer(alice, kBridge, "answer")->payload(), "answer");
  CHECK_EQ(alice.bind_channel(0x4000, kBridge), success());
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::to_peer);
  CHECK_EQ(t.from_peer(alice, kBridge, "x")->channel(), std::uint16_t{0x4000});
}

void no_other_port_of_that_address_is_open() {
  RelayTest t{config_with({{ip("198.51.100.1"), 400, 60000}})};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit(kBridge), success());
  // Ports outside of the range, our listeners, and the relay's own ports
  for (const std::string_view closed :
       {"198.51.100.1:399", "198.51.100.1:60001", "198.51.100.1:443", "198.51.100.1:3478"}) {
    CHECK(alice.send(closed, "x").kind == Forward::Kind::none);
    CHECK(!t.from_peer(alice, closed, "x"));
  }
  CHECK(alice.send("198.51.100.1:50000", "x").kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::own_port), 5u);
  CHECK_EQ(t.dropped(turn::Drop::from_own_address), 4u);
  CHECK_EQ(alice.bind_channel(0x4000, "198.51.100.1:399"), error(403));
  CHECK_EQ(alice.bind_channel(0x4000, "198.51.100.1:443"), error(403));
  CHECK_EQ(alice.bind_channel(0x4000, "198.51.100.1:3478"), error(403));
  // A relayed address that may come to life later
  CHECK_EQ(alice.bind_channel(0x4001, "198.51.100.1:50000"), success());
}

// Nothing is opened: what will not carry data is refused at once.
void without_an_entry_own_ports_are_403() {
  RelayTest t{config_with({})};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, kBridge), error(403));
  CHECK_EQ(alice.permit("198.51.100.1:1"), success());  // relayed addresses are there
  CHECK(alice.send(kBridge, "x").kind == Forward::Kind::none);
  CHECK_EQ(alice.permit("10.0.0.5:10000"), error(403));
  auto bob = tcp_client(t).allocated_tcp();
  CHECK_EQ(bob.connect(kBridge), error(403));
}

// Behind a 1:1 NAT both forms mean the address, and data takes the local way.
void a_bridge_behind_a_mapped_address() {
  const auto local = ip("10.0.0.5"), external = ip("198.51.100.77");
  for (const base::IpAddress& named : {local, external}) {
    RelayTest t{config_with({{named, 10000, 10000}}), {{local, external}}};
    auto alice = t.client("192.0.2.1:4000").allocated();
    CHECK_EQ(alice.bind_channel(0x4000, "198.51.100.77:10000"), success());
    CHECK_EQ(alice.channel_data(0x4000, "x").peer.value().print(), "10.0.0.5:10000");
    CHECK_EQ(alice.send("198.51.100.77:10000", "x").peer.value().print(), "10.0.0.5:10000");
    CHECK_EQ(t.from_peer(alice, "10.0.0.5:10000", "x")->channel(), std::uint16_t{0x4000});
  }
}

void ports_of_an_address_that_is_denied() {
  RelayTest t{config_with({{ip("10.0.0.5"), 10000, 10001}, {ip("10.9.9.9"), 443, 443}})};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("10.0.0.5:1"), success());
  CHECK(alice.send("10.0.0.5:10001", "x").kind == Forward::Kind::to_peer);
  CHECK(alice.send("10.0.0.5:10002", "x").kind == Forward::Kind::none);
  CHECK(t.from_peer(alice, "10.0.0.5:10000", "x").has_value());
  CHECK(!t.from_peer(alice, "10.0.0.5:53", "x"));
  CHECK_EQ(t.dropped(turn::Drop::no_permission), 2u);
  CHECK_EQ(alice.bind_channel(0x4000, "10.0.0.5:10002"), error(403));
  CHECK_EQ(alice.bind_channel(0x4000, "10.9.9.9:443"), success());  // another machine's
  CHECK_EQ(alice.permit("10.0.0.6:1"), error(403));
}

// An address of this host that allow_peers names is open, but for our listeners.
void listeners_stay_closed_on_an_address_that_is_open() {
  auto config = config_with({});
  config.allow_peers = {*base::Cidr::parse("10.0.0.5")};
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("10.0.0.5:1"), success());
  CHECK(alice.send("10.0.0.5:10001", "x").kind == Forward::Kind::to_peer);
  CHECK(alice.send("10.0.0.5:443", "x").kind == Forward::Kind::none);
  CHECK_EQ(alice.bind_channel(0x4000, "10.0.0.5:443"), error(403));
}

void connections_take_the_same_ports() {
  RelayTest t{with_bridge()};
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kBridge), silence());
  CHECK_EQ(t.connects.at(0).peer.value().print(), kBridge);
  CHECK(t.own_connects.empty());
  CHECK_EQ(alice.connect("198.51.100.1:10001"), error(403));
  CHECK_EQ(alice.connect("198.51.100.1:443"), error(403));
  CHECK_EQ(alice.permit(kBridge), success());
  CHECK(accept(t, alice, kBridge).has_value());
  CHECK(!accept(t, alice, "198.51.100.1:10001"));
}

void a_reload_closes_the_ports_again() {
  RelayTest t{with_bridge()};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, kBridge), success());
  turn::Effects effects;
  t.server.reconfigure(config_with({}), effects);
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::no_channel), 1u);
  CHECK_EQ(alice.bind_channel(0x4000, kBridge), error(403));
  t.server.reconfigure(with_bridge(), effects);
  CHECK_EQ(alice.bind_channel(0x4000, kBridge), success());
}

}  // namespace

int main() {
  return lectern_test::run(
      "peer_ports",
      {TEST(a_bridge_on_the_relays_address_is_reached_both_ways),
       TEST(no_other_port_of_that_address_is_open), TEST(without_an_entry_own_ports_are_403),
       TEST(a_bridge_behind_a_mapped_address), TEST(ports_of_an_address_that_is_denied),
       TEST(listeners_stay_closed_on_an_address_that_is_open),
       TEST(connections_take_the_same_ports), TEST(a_reload_closes_the_ports_again)});
}
