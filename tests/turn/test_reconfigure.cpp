// SPDX-License-Identifier: MIT
// A new configuration under running allocations: what holds at once, what only for new ones, what
// is cut off.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

void reconfigure(RelayTest& t, const turn::Config& config) {
  t.server.reconfigure(config, t.effects);
  t.execute();
}

base::Cidr prefix(std::string_view text) { return *base::Cidr::parse(text); }

Client as_issued(RelayTest& t, std::string_view from, const base::Secret& secret) {
  const auto issued = turn::issue_credential(secret, "ada", t.clock.wall_now() + 1h);
  Client client = t.client(from);
  return client.as(issued.username, issued.password);
}

void secrets_are_rotated_under_running_allocations() {
  auto config = RelayTest::test_config();
  config.secrets = {base::Secret{"old"}};
  RelayTest t{config};
  Client first = as_issued(t, "192.0.2.1:1", base::Secret{"old"});
  CHECK_EQ(first.allocate(), success());

  config.secrets = {base::Secret{"new"}, base::Secret{"old"}};
  reconfigure(t, config);
  CHECK_EQ(first.refresh(), success());
  Client second = as_issued(t, "192.0.2.1:2", base::Secret{"new"});
  CHECK_EQ(second.allocate(), success());
  CHECK_EQ(as_issued(t, "192.0.2.1:3", base::Secret{"old"}).allocate(), success());

  config.secrets = {base::Secret{"new"}};
  reconfigure(t, config);
  CHECK_EQ(first.refresh(), success());  // its credentials are those that made the allocation
  CHECK_EQ(first.permit("203.0.113.5:9"), success());
  CHECK_EQ(second.refresh(), success());
  CHECK_EQ(as_issued(t, "192.0.2.1:4", base::Secret{"old"}).allocate(), error(401));
  CHECK_EQ(as_issued(t, "192.0.2.1:5", base::Secret{"new"}).allocate(), success());
  CHECK_EQ(t.server.allocation_count(), 4u);
}

void static_users_come_and_go_beside_them() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  Client alice = t.client("192.0.2.1:1").allocated();
  config.users.clear();
  config.users.emplace("bob", base::Secret{"builder"});
  reconfigure(t, config);
  CHECK_EQ(alice.refresh(), success());
  CHECK_EQ(t.client("192.0.2.1:2").allocate(), error(401));
  CHECK_EQ(t.client("192.0.2.1:3").as("bob", "builder").allocate(), success());
  CHECK_EQ(as_issued(t, "192.0.2.1:4", base::Secret{"s3cret"}).allocate(), success());
  // The user hash finds the new name, too.
  CHECK_EQ(t.client("192.0.2.1:5").as("bob", "builder").with_sha256(true).allocate(), success());
}

void a_peer_that_is_denied_now_is_cut_off() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  Client alice = t.client("192.0.2.1:1").allocated();
  Client bob = t.client("192.0.2.1:2").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.6:9"), success());
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.130:9"), success());
  CHECK_EQ(alice.permit(bob.relayed().print()), success());

  config.deny_peers.push_back(prefix("203.0.113.0/25"));
  reconfigure(t, config);
  CHECK(alice.send("203.0.113.5:9", "x").kind == Forward::Kind::none);
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::none);
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "x"));
  CHECK(!t.from_peer(alice, "203.0.113.6:9", "x"));
  CHECK_EQ(alice.permit("203.0.113.5:9"), error(403));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.6:9"), error(403));
  // The others stay, also the way between two relayed addresses.
  CHECK(alice.channel_data(0x4001, "x").kind == Forward::Kind::to_peer);
  CHECK(alice.send(bob.relayed().print(), "x").kind == Forward::Kind::hairpin);

  config.deny_peers.clear();
  reconfigure(t, config);
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
}

// RFC 6062 5.2: a data connection to a peer that is not allowed any more ends
void connections_to_such_a_peer_are_closed() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  Client alice = t.client("192.0.2.1:1", turn::Transport::tcp).allocated_tcp();
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK_EQ(alice.connect("203.0.113.5:9"), silence());
  CHECK_EQ(alice.connect("203.0.113.200:9"), silence());
  config.deny_peers.push_back(prefix("203.0.113.0/25"));
  reconfigure(t, config);
  CHECK_EQ(t.closed_peers.size(), 1u);
  CHECK_EQ(t.replies.back().outcome(), error(403));  // of the Connect that was on its way
  CHECK_EQ(t.server.connection_count(), 1u);
  CHECK_EQ(t.shared.connections.in_use(), 1u);
}

void quotas_hold_for_what_comes_next() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  Client a = t.client("192.0.2.1:1").allocated(), b = t.client("192.0.2.1:2").allocated();
  config.user_quota = 1;
  t.shared.quotas.set_limits(turn::Shared::allocation_limits(config));
  reconfigure(t, config);
  CHECK_EQ(t.client("192.0.2.1:3").allocate(), error(486));
  CHECK_EQ(a.refresh(), success());
  CHECK_EQ(b.refresh(), success());
  CHECK_EQ(a.refresh(0), success());
  CHECK_EQ(b.refresh(0), success());
  CHECK_EQ(t.client("192.0.2.1:4").allocate(), success());
}

void rates_hold_at_once_and_only_where_they_differ() {
  auto config = RelayTest::test_config();
  config.challenge_rate = 1;
  config.stranger_burst = 1;
  RelayTest t{config};
  const auto ask = [&] { return t.client("192.0.2.1:1").bare(Method::allocate).outcome(); };
  CHECK_EQ(ask(), error(401));
  CHECK_EQ(ask(), silence());
  reconfigure(t, config);  // nothing differs: no new burst
  CHECK_EQ(ask(), silence());
  config.challenge_rate = 0;
  reconfigure(t, config);
  for (int i = 0; i < 10; ++i) CHECK_EQ(ask(), error(401));
}

void mobility_alternates_and_tcp_hold_at_once() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  config.mobility = false;
  config.tcp_relay = false;
  config.alternates = {turn::Alternate{endpoint("198.51.100.9:3478"), false, {}}};
  config.alternate_use = turn::AlternateUse::always;
  Client alice = t.client("192.0.2.1:1").allocated();
  reconfigure(t, config);
  CHECK_EQ(t.client("192.0.2.1:2").allocate(), error(300));
  CHECK_EQ(alice.refresh(), success());
  CHECK_EQ(t.client("192.0.2.1:3", turn::Transport::tcp).allocate_tcp(), error(442));
}

// The keys of running allocations are made with the realm.
void the_realm_stays() {
  auto config = RelayTest::test_config();
  RelayTest t{config};
  Client alice = t.client("192.0.2.1:1").allocated();
  config.realm = "other";
  reconfigure(t, config);
  CHECK_EQ(t.client("192.0.2.1:2").bare(Method::allocate).text(Attr::realm), "lectern");
  CHECK_EQ(alice.refresh(), success());
}

// A new external address: running allocations keep the old address, new allocations get the new
// one, and both reach each other.
void an_address_changes_under_running_allocations() {
  const auto local = base::IpAddress::v4(10, 0, 0, 5);
  const auto first = base::IpAddress::v4(198, 51, 100, 1),
             second = base::IpAddress::v4(198, 51, 100, 2);
  RelayTest t{RelayTest::test_config(), {{local, first}}};
  Client alice = t.client("192.0.2.1:1").allocated();
  CHECK_EQ(alice.relayed().ip, first);
  t.shared.ports.readdress({{local, second}});
  Client bob = t.client("192.0.2.1:2").allocated();
  CHECK_EQ(bob.relayed().ip, second);
  CHECK(alice.relayed().port != bob.relayed().port);  // one socket address each
  CHECK_EQ(alice.permit(bob.relayed().print()), success());
  CHECK_EQ(bob.bind_channel(0x4000, alice.relayed().print()), success());
  const auto to_bob = t.hairpin(alice.send(bob.relayed().print(), "hello"));
  CHECK(to_bob.has_value());
  CHECK_EQ(to_bob->channel(), std::optional<std::uint16_t>{0x4000});
  const auto to_alice = t.hairpin(bob.channel_data(0x4000, "hello"));
  CHECK(to_alice.has_value());
  CHECK_EQ(to_alice->from(), std::optional{bob.relayed()});
  CHECK_EQ(alice.refresh(), success());

  // No allocation has the old address any more: from the next look on it is not ours.
  CHECK_EQ(alice.refresh(0), success());
  t.shared.ports.readdress({{local, second}});
  CHECK(!t.shared.ports.own_address(first));
  CHECK(t.shared.ports.own_address(second).has_value());
  CHECK(t.shared.ports.own_address(local).has_value());
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
}

void addresses_that_come_and_go_cost_nothing() {
  const auto local = base::IpAddress::v4(10, 0, 0, 5);
  RelayTest t{RelayTest::test_config(), {{local, local}}};
  for (unsigned i = 0; i < 1000; ++i) {
    const auto external = base::IpAddress::v4(198, 51, static_cast<std::uint8_t>(i / 250),
                                              static_cast<std::uint8_t>(i % 250));
    t.shared.ports.readdress({{local, external}});
    CHECK_EQ(t.shared.ports.own_address(external), std::optional<std::uint16_t>{0});
  }
}

// The host loses an address: its sockets carry nothing any more.
void allocations_end_with_their_address() {
  const auto v4 = base::IpAddress::v4(198, 51, 100, 1);
  const auto v6 = *base::IpAddress::parse("2001:db8::1");
  RelayTest t{RelayTest::test_config(), {{v4, v4}, {v6, v6}}};
  Client alice = t.client("192.0.2.1:1").allocated();
  Client both = t.client("192.0.2.1:2");
  const auto add_v6 = [](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).u32(Attr::additional_address_family, 2u << 24);
  };
  CHECK_EQ(both.request(Method::allocate, add_v6).outcome(), success());
  CHECK_EQ(both.permit("203.0.113.5:9"), success());
  t.shared.ports.readdress({{v6, v6}});
  t.server.address_lost(v4, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.ended.size(), 1u);
  CHECK(t.ended.at(0).reason == turn::EndReason::address_lost);
  CHECK_EQ(alice.refresh(), error(437));
  // The other one goes on with its IPv6 address.
  CHECK_EQ(both.refresh(), success());
  CHECK_EQ(both.permit("203.0.113.5:9"), error(443));
  CHECK_EQ(both.permit("[2001:db8:2::5]:9"), success());
  // IPv4 is not supported now, and without any address there is no room: that will pass.
  Client late = t.client("192.0.2.1:3");
  CHECK_EQ(late.allocate(), error(440));
  t.shared.ports.readdress({});
  t.server.address_lost(v6, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK_EQ(late.allocate(), error(508));
  CHECK_EQ(late.request(Method::allocate, add_v6).outcome(), error(508));
  CHECK_EQ(t.stats.refused[static_cast<std::size_t>(turn::Refused::no_port)].value(), 2u);
  t.shared.ports.readdress({{v4, v4}});
  CHECK_EQ(late.allocate(), success());
}

}  // namespace

int main() {
  return lectern_test::run(
      "reconfigure",
      {TEST(secrets_are_rotated_under_running_allocations),
       TEST(static_users_come_and_go_beside_them), TEST(a_peer_that_is_denied_now_is_cut_off),
       TEST(connections_to_such_a_peer_are_closed), TEST(quotas_hold_for_what_comes_next),
       TEST(rates_hold_at_once_and_only_where_they_differ),
       TEST(mobility_alternates_and_tcp_hold_at_once), TEST(the_realm_stays),
       TEST(an_address_changes_under_running_allocations), TEST(allocations_end_with_their_address),
       TEST(addresses_that_come_and_go_cost_nothing)});
}
