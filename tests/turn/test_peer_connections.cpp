// SPDX-License-Identifier: MIT
// Connections that peers and our own relayed addresses make to a TCP allocation, and how they end,
// in the core (RFC 6062 sections 5.3 and 5.5).
#include "tests/turn/names.hpp"
#include "tests/turn/tcp_relay_test.hpp"

namespace {

using namespace lectern_test;
using turn::RelayTransport;

// RFC 6062 5.3: a peer without a permission is closed at once, and nothing is sent to the client
void a_peer_without_permission_is_closed() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK(!accept(t, alice, kTcpPeer));
  CHECK(t.replies.empty());
  CHECK_EQ(t.dropped(turn::Drop::no_permission), 1u);
  CHECK_EQ(alice.permit(kTcpPeer), success());
  t.advance(301s);  // the permission's time is over
  CHECK(!accept(t, alice, kTcpPeer));
  CHECK(t.replies.empty());
}

// RFC 6062 5.3: ConnectionAttempt goes to the control connection with XOR-PEER-ADDRESS and
//   CONNECTION-ID
void a_permitted_peer_is_told_to_the_client() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.permit("203.0.113.5:1"), success());
  const auto id = accept(t, alice, "203.0.113.5:40000");
  CHECK(id.has_value());
  CHECK_EQ(t.replies.size(), 1u);
  const auto view = t.replies[0].view();
  CHECK(view.message_class() == stun::Class::indication);
  CHECK(view.method() == Method::connection_attempt);
  CHECK_EQ(t.replies[0].address(Attr::xor_peer_address), endpoint("203.0.113.5:40000"));
  CHECK_EQ(t.replies[0].u32(Attr::connection_id), id->value());
  CHECK(t.reply_legs[0].tuple == alice.leg().tuple);
  auto data = tcp_client(t, "192.0.2.1:4001");
  CHECK_EQ(data.connection_bind(*id), success());
}

// RFC 6062 5.3: an accepted connection without ConnectionBind is closed after 30 seconds
void an_accepted_connection_nobody_binds_is_closed() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.permit(kTcpPeer), success());
  const auto id = accept(t, alice, kTcpPeer);
  t.advance(29999ms);
  CHECK(t.closed_peers.empty());
  t.advance(1ms);
  CHECK_EQ(t.closed_peers.size(), 1u);
  CHECK(t.closed_peers[0] == *id);
}

// RFC 6062 5.5: connections end with their allocation
void an_allocation_takes_its_connections_along() {
  const std::vector<std::function<void(RelayTest&, Client&)>> ends{
      [](RelayTest&, Client& alice) { CHECK_EQ(alice.refresh(0), success()); },
      [](RelayTest& t, Client&) { t.advance(600s); },
      [](RelayTest& t, Client& alice) {
        t.server.client_gone(alice.leg().tuple, t.now(), t.effects);
      },
      [](RelayTest& t, Client&) { t.server.close_all(t.now(), t.effects); }};
  for (const auto& end : ends) {
    RelayTest t;
    auto alice = tcp_client(t).allocated_tcp();
    CHECK_EQ(alice.connect("203.0.113.5:80"), silence());
    CHECK_EQ(alice.connect("203.0.113.5:81"), silence());
    CHECK_EQ(alice.permit(kTcpPeer), success());
    (void)connected(t, t.connects[0].connection);
    const auto accepted = accept(t, alice, "203.0.113.5:999");
    auto data = tcp_client(t, "192.0.2.1:4001");
    CHECK_EQ(data.connection_bind(*accepted), success());
    end(t, alice);
    t.execute();
    CHECK_EQ(t.closed_peers.size(), 3u);
    CHECK_EQ(t.closed.size(), 1u);
    CHECK_EQ(t.server.connection_count(), 0u);
    CHECK_EQ(t.shared.connections.in_use(), 0u);
    CHECK(!t.server.next_deadline());
    // late reports of the shell about them
    t.replies.clear();
    t.server.peer_connected(t.connects[1].connection, t.now(), t.effects);
    t.server.peer_connect_failed(t.connects[1].connection, t.now(), t.effects);
    t.server.peer_moved(*accepted, 1, 1);
    t.server.peer_closed(*accepted);
    t.execute();
    CHECK(t.replies.empty());
  }
}

void connections_are_counted_per_allocation_user_and_in_total() {
  auto config = RelayTest::test_config();
  config.max_connections = 3;
  config.user_connections = 4;
  config.total_connections = 5;
  RelayTest t{config};
  const auto peer_at = [](int port) { return "203.0.113.5:" + std::to_string(port); };
  auto first = tcp_client(t).allocated_tcp();
  for (int i = 0; i < 3; ++i) CHECK_EQ(first.connect(peer_at(80 + i)), silence());
  CHECK_EQ(first.connect(peer_at(90)), error(508));
  auto second = tcp_client(t, "192.0.2.1:5000").allocated_tcp();
  CHECK_EQ(second.connect(peer_at(80)), silence());
  CHECK_EQ(second.connect(peer_at(81)), error(486));
  auto bob = tcp_client(t, "192.0.2.2:4000").as("bob", "builder").allocated_tcp();
  CHECK_EQ(bob.permit(kTcpPeer), success());
  CHECK(accept(t, bob, peer_at(1)).has_value());
  CHECK_EQ(bob.connect(peer_at(80)), error(508));
  CHECK(!accept(t, bob, peer_at(2)));  // closed without a word
  CHECK(t.replies.empty());
  CHECK_EQ(t.dropped(turn::Drop::too_many_connections), 1u);
  CHECK_EQ(first.refresh(0), success());
  CHECK_EQ(bob.connect(peer_at(80)), silence());
}

// Two clients behind us meet inside the process, whatever the policy says about our own address.
void our_own_tcp_relayed_addresses_are_reached_inside() {
  const auto local = base::IpAddress::v4(10, 0, 0, 5),
             external = base::IpAddress::v4(198, 51, 100, 1);
  RelayTest t{RelayTest::test_config(), {{local, external}}};
  auto alice = tcp_client(t).allocated_tcp();
  auto bob = tcp_client(t, "192.0.2.2:4000").as("bob", "builder").allocated_tcp();
  CHECK_EQ(bob.relayed().ip, external);
  for (const auto& address : {external, local}) {
    CHECK_EQ(alice.connect(base::Endpoint{address, bob.relayed().port}.print()), silence());
    CHECK_EQ(t.own_connects.size(), 1u);
    const turn::ConnectOwn own = t.own_connects[0];
    CHECK_EQ(own.source, turn::PeerEndpoint{alice.relayed()});
    CHECK_EQ(own.target.port, bob.relayed().port);
    CHECK_EQ(own.owner, turn::WorkerIndex{0});
    // bob's side is a connection like any other
    CHECK(!t.server.peer_accepted(own.target, own.source, t.now(), t.effects));
    CHECK_EQ(bob.permit(alice.relayed().print()), success());
    t.replies.clear();
    const auto id = t.server.peer_accepted(own.target, own.source, t.now(), t.effects);
    t.execute();
    CHECK(id.has_value());
    CHECK_EQ(t.replies.at(0).address(Attr::xor_peer_address), alice.relayed());
    CHECK_EQ(connected(t, own.connection).outcome(), success());
    CHECK_EQ(alice.connect(bob.relayed().print()), error(446));
    t.server.peer_closed(own.connection);
    t.server.peer_closed(*id);
    CHECK_EQ(bob.refresh(0), success());
    bob = tcp_client(t, "192.0.2.2:4000").as("bob", "builder").allocated_tcp();
    t.own_connects.clear();
  }
  CHECK(t.connects.empty());
}

void no_other_own_port_is_reached() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  auto udp = t.client("192.0.2.2:4000").as("bob", "builder").allocated();
  CHECK_EQ(alice.permit(udp.relayed().print()), success());    // granted, as for UDP …
  CHECK_EQ(alice.connect(udp.relayed().print()), error(403));  // … but UDP's ports are not TCP's,
  CHECK_EQ(alice.connect("198.51.100.1:22"), error(403));    // listeners are no relayed addresses,
  CHECK_EQ(alice.connect("198.51.100.1:3478"), error(403));  // the relay's own least of all,
  auto gone = tcp_client(t, "192.0.2.3:4000").allocated_tcp();
  CHECK_EQ(gone.refresh(0), success());
  CHECK_EQ(alice.connect(gone.relayed().print()), error(403));  // nor are dead ones
  CHECK(t.own_connects.empty());
  CHECK(t.connects.empty());
  // and a program of this host that connects to a relayed address through the kernel is no peer
  CHECK(!accept(t, alice, "198.51.100.1:5555"));
  CHECK_EQ(t.dropped(turn::Drop::from_own_address), 1u);
}

// RFC 6062 3.1: Send, Data and channels are not used with TCP allocations
void datagrams_have_no_way_through_a_tcp_allocation() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.permit(kTcpPeer), success());
  CHECK(alice.send(kTcpPeer, "x").kind == turn::Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::tcp_allocation), 1u);
  CHECK_EQ(alice.bind_channel(0x4000, kTcpPeer), error(403));
  CHECK(alice.channel_data(0x4000, "x").kind == turn::Forward::Kind::none);
  CHECK(!t.from_peer(alice, kTcpPeer, "x"));
  auto bob = t.client("192.0.2.2:4000").as("bob", "builder").allocated();
  CHECK_EQ(bob.permit(alice.relayed().print()), success());
  CHECK(bob.send(alice.relayed().print(), "x").kind == turn::Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::own_port), 1u);
}

void a_session_counts_what_its_connections_carry() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  (void)connected(t, t.connects[0].connection);
  t.server.peer_moved(t.connects[0].connection, 100, 7);
  t.server.peer_moved(t.connects[0].connection, 1, 0);
  CHECK_EQ(alice.refresh(0), success());
  CHECK_EQ(t.ended.at(0).session.to_peers.bytes, 101u);
  CHECK_EQ(t.ended.at(0).session.to_client.bytes, 7u);
  CHECK_EQ(t.stats.to_peers.bytes(), 101u);
  CHECK_EQ(t.stats.peer_connections_opened.value(), 1u);
  CHECK_EQ(t.stats.peer_connections_closed.value(), 1u);
}

void both_families_of_a_dual_allocation_have_connections() {
  RelayTest t;
  auto alice = tcp_client(t);
  CHECK_EQ(alice
               .request(Method::allocate,
                        [](Builder& b) {
                          b.u32(Attr::requested_transport, kTcpTransport)
                              .u32(Attr::additional_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  CHECK_EQ(t.opened_for.size(), 2u);
  CHECK(t.opened_for[0] == RelayTransport::tcp && t.opened_for[1] == RelayTransport::tcp);
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  CHECK_EQ(alice.connect("[2001:db8:2::5]:80"), silence());
  CHECK_EQ(t.connects.at(1).local.ip.print(), "2001:db8:1::1");
  // one family ends, with its connections
  CHECK_EQ(alice
               .request(Method::refresh,
                        [](Builder& b) {
                          b.u32(Attr::lifetime, 0).u32(Attr::requested_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  CHECK_EQ(t.closed_peers.size(), 1u);
  CHECK(t.closed_peers[0] == t.connects[1].connection);
  CHECK_EQ(t.server.connection_count(), 1u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "peer_connections",
      {TEST(a_peer_without_permission_is_closed), TEST(a_permitted_peer_is_told_to_the_client),
       TEST(an_accepted_connection_nobody_binds_is_closed),
       TEST(an_allocation_takes_its_connections_along),
       TEST(connections_are_counted_per_allocation_user_and_in_total),
       TEST(our_own_tcp_relayed_addresses_are_reached_inside), TEST(no_other_own_port_is_reached),
       TEST(datagrams_have_no_way_through_a_tcp_allocation),
       TEST(a_session_counts_what_its_connections_carry),
       TEST(both_families_of_a_dual_allocation_have_connections)});
}
