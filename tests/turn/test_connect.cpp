// SPDX-License-Identifier: MIT
// TCP allocations and Connect, in the core (RFC 6062 sections 5.1 and 5.2).
#include "tests/turn/names.hpp"
#include "tests/turn/tcp_relay_test.hpp"

namespace {

using namespace lectern_test;
using turn::ConnectionId;
using turn::RelayTransport;

// RFC 6062 5.1: REQUESTED-TRANSPORT TCP allocates a TCP relayed transport address
// RFC 6062 5.1: the server accepts connections on it from then on
void a_tcp_allocation_opens_a_tcp_relayed_address() {
  RelayTest t;
  for (const Transport transport : {Transport::tcp, Transport::tls}) {
    auto alice = t.client("192.0.2.1:4000", transport).allocated_tcp();
    CHECK(t.opened_for.back() == RelayTransport::tcp);
    CHECK(!t.shared.ports.owner(t.opened.back()));
    CHECK_EQ(t.shared.ports.owner(t.opened.back(), RelayTransport::tcp), turn::WorkerIndex{0});
    CHECK_EQ(alice.refresh(0), success());
    CHECK(!t.shared.ports.owner(t.opened.back(), RelayTransport::tcp));
  }
}

// RFC 6062 5.1: a client connection that is neither TCP nor TLS is refused with 400
void a_tcp_allocation_wants_a_stream() {
  RelayTest t;
  CHECK_EQ(t.client("192.0.2.1:4000").allocate_tcp(), error(400));
  CHECK_EQ(t.client("192.0.2.1:4000", Transport::dtls).allocate_tcp(), error(400));
  CHECK_EQ(t.server.allocation_count(), 0u);
}

// RFC 6062 5.1: DONT-FRAGMENT, EVEN-PORT and RESERVATION-TOKEN are refused with 400
// RFC 6062 5.1: RESERVATION-TOKEN is not in the success response
void what_is_about_datagrams_contradicts_tcp() {
  RelayTest t;
  const auto with = [&](const Client::Fill& more) {
    return tcp_client(t).request(Method::allocate, [&](Builder& b) {
      b.u32(Attr::requested_transport, kTcpTransport);
      if (more) more(b);
    });
  };
  CHECK_EQ(with([](Builder& b) { b.flag(Attr::dont_fragment); }).outcome(), error(400));
  CHECK_EQ(with([](Builder& b) { b.text(Attr::even_port, "\x80"); }).outcome(), error(400));
  CHECK_EQ(with([](Builder& b) { b.u64(Attr::reservation_token, 1); }).outcome(), error(400));
  const Answer fine = with({});
  CHECK_EQ(fine.outcome(), success());
  CHECK(!fine.has(Attr::reservation_token));
}

// RFC 6062 5.1: a server that does not support TCP relaying answers 442
void switched_off_it_is_442() {
  auto config = RelayTest::test_config();
  config.tcp_relay = false;
  RelayTest t{config};
  CHECK_EQ(tcp_client(t).allocate_tcp(), error(442));
  CHECK_EQ(tcp_client(t).allocate(), success());
}

// RFC 6062 5.2: Connect without an allocation is 437
void connect_wants_an_allocation() {
  RelayTest t;
  CHECK_EQ(tcp_client(t).connect(kTcpPeer), error(437));
  CHECK_EQ(t.client("192.0.2.1:4000").connect(kTcpPeer), error(437));
}

void connect_wants_a_tcp_allocation() {
  RelayTest t;
  CHECK_EQ(tcp_client(t).allocated().connect(kTcpPeer), error(403));
  CHECK_EQ(t.client("192.0.2.1:4000").allocated().connect(kTcpPeer), error(403));
  CHECK(t.connects.empty());
}

// RFC 6062 5.2: XOR-PEER-ADDRESS that is missing or invalid is 400
void connect_wants_a_peer() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.request(Method::connect).outcome(), error(400));
  CHECK_EQ(alice.request(Method::connect, [](Builder& b) { b.text(Attr::xor_peer_address, "abc"); })
               .outcome(),
           error(400));
  CHECK_EQ(alice.connect("203.0.113.5:0"), error(400));
  CHECK_EQ(alice.connect("[2001:db8:2::5]:80"), error(443));
}

// RFC 6062 5.2: what local policy forbids is 403
void denied_peers_are_not_connected_to_in_any_encoding() {
  RelayTest t{RelayTest::test_config()};
  auto v4 = tcp_client(t).allocated_tcp();
  for (const auto* denied :
       {"127.0.0.1:22", "0.0.0.0:80", "0.1.2.3:80", "10.1.2.3:80", "172.16.0.1:80",
        "192.168.1.1:80", "100.64.0.1:80", "169.254.169.254:80", "192.0.0.1:80", "198.18.0.1:80",
        "224.0.0.1:80", "240.0.0.1:80", "255.255.255.255:80"}) {
    CHECK_EQ(v4.connect(denied), error(403));
  }
  auto v6 = t.client("[2001:db8:2::9]:4000", Transport::tcp);
  CHECK_EQ(v6.request(Method::allocate,
                      [](Builder& b) {
                        b.u32(Attr::requested_transport, kTcpTransport)
                            .u32(Attr::requested_address_family, 2u << 24);
                      })
               .outcome(),
           success());
  for (const auto* denied :
       {"[::1]:22", "[::]:80", "[::127.0.0.1]:22", "[::ffff:127.0.0.1]:22",
        "[::ffff:0:127.0.0.1]:22", "[64:ff9b::7f00:1]:22", "[64:ff9b:1::7f00:1]:22",
        "[2002:7f00:1::1]:22", "[2001:0:7f00:1::1]:22", "[fe80::1]:80", "[fec0::1]:80",
        "[fc00::1]:80", "[fd12::1]:80", "[ff02::1]:80"}) {
    CHECK_EQ(v6.connect(denied), error(403));
  }
  CHECK(t.connects.empty());
  CHECK_EQ(t.server.connection_count(), 0u);
}

// RFC 6062 5.2: the server connects from the relayed transport address to the peer
// RFC 6062 5.2: the success response carries the CONNECTION-ID and comes when the connection is
//   there
// RFC 6062 6.2.1: CONNECTION-ID
void connect_answers_when_the_connection_is_there() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  CHECK_EQ(t.connects.size(), 1u);
  CHECK_EQ(t.connects[0].local, alice.relayed());
  CHECK_EQ(t.connects[0].peer, peer(kTcpPeer));
  const Answer answer = connected(t, t.connects[0].connection);
  CHECK_EQ(answer.outcome(), success());
  CHECK(answer.view().method() == Method::connect);
  CHECK_EQ(answer.u32(Attr::connection_id), t.connects[0].connection.value());
  CHECK(answer.view().integrity_matches(alice.key()));
  CHECK(t.reply_legs[0].tuple == alice.leg().tuple);
  // told twice, it is no second connection
  t.replies.clear();
  t.server.peer_connected(t.connects[0].connection, t.now(), t.effects);
  t.server.peer_connect_failed(t.connects[0].connection, t.now(), t.effects);
  t.execute();
  CHECK(t.replies.empty());
  CHECK_EQ(t.server.connection_count(), 1u);
}

// RFC 8489 9.2.4: the response is protected as its request was, also one that comes later
void the_answer_is_signed_as_the_request() {
  RelayTest t;
  auto alice = tcp_client(t).with_sha256().allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  const Answer answer = connected(t, t.connects.at(0).connection);
  CHECK_EQ(answer.outcome(), success());
  CHECK(answer.view().integrity_sha256_matches(alice.key()));
  CHECK(!answer.view().has_integrity());
}

// RFC 6062 5.2: a second Connect to the same peer is 446, on its way as well as pending or active
void one_connection_a_peer() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  const ConnectionId id = t.connects[0].connection;
  CHECK_EQ(alice.connect(kTcpPeer), error(446));
  CHECK_EQ(connected(t, id).outcome(), success());
  CHECK_EQ(alice.connect(kTcpPeer), error(446));
  auto data = tcp_client(t, "192.0.2.1:4001");
  CHECK_EQ(data.connection_bind(id), success());
  CHECK_EQ(alice.connect(kTcpPeer), error(446));
  CHECK_EQ(alice.connect("203.0.113.5:81"), silence());
  auto bob = tcp_client(t, "192.0.2.2:4000").allocated_tcp();
  CHECK_EQ(bob.connect(kTcpPeer), silence());  // another allocation's matter
  t.server.peer_closed(id);
  CHECK_EQ(alice.connect(kTcpPeer), silence());
}

// RFC 6062 5.2: a connection attempt that fails is 447
void a_failed_connection_is_447() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  t.replies.clear();
  t.server.peer_connect_failed(t.connects[0].connection, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.replies.size(), 1u);
  CHECK_EQ(t.replies[0].outcome(), error(447));
  CHECK(t.replies[0].view().integrity_matches(alice.key()));
  CHECK_EQ(t.server.connection_count(), 0u);
  CHECK_EQ(t.shared.connections.in_use(), 0u);
  CHECK_EQ(alice.connect(kTcpPeer), silence());
}

// RFC 6062 5.2: a connection attempt times out with 447, not before 30 seconds
void a_connection_that_takes_too_long_is_447() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  t.replies.clear();
  t.advance(29999ms);
  CHECK(t.replies.empty());
  t.advance(1ms);
  CHECK_EQ(t.replies.size(), 1u);
  CHECK_EQ(t.replies[0].outcome(), error(447));
  CHECK_EQ(t.closed_peers.size(), 1u);
  CHECK(t.closed_peers[0] == t.connects[0].connection);
  CHECK_EQ(t.server.connection_count(), 0u);
}

// RFC 6062 5.2: a peer data connection without ConnectionBind is closed after 30 seconds
void a_connection_nobody_binds_is_closed() {
  RelayTest t;
  auto alice = tcp_client(t).allocated_tcp();
  CHECK_EQ(alice.connect(kTcpPeer), silence());
  t.advance(10s);
  (void)connected(t, t.connects[0].connection);
  t.advance(29999ms);
  CHECK(t.closed_peers.empty());
  CHECK_EQ(t.server.next_deadline(), t.clock.now() + 1ms);
  t.advance(1ms);
  CHECK_EQ(t.closed_peers.size(), 1u);
  CHECK_EQ(t.shared.connections.in_use(), 0u);
  auto data = tcp_client(t, "192.0.2.1:4001");
  CHECK_EQ(data.connection_bind(t.connects[0].connection), error(400));
}

}  // namespace

int main() {
  return lectern_test::run(
      "connect",
      {TEST(a_tcp_allocation_opens_a_tcp_relayed_address), TEST(a_tcp_allocation_wants_a_stream),
       TEST(what_is_about_datagrams_contradicts_tcp), TEST(switched_off_it_is_442),
       TEST(connect_wants_an_allocation), TEST(connect_wants_a_tcp_allocation),
       TEST(connect_wants_a_peer), TEST(denied_peers_are_not_connected_to_in_any_encoding),
       TEST(connect_answers_when_the_connection_is_there),
       TEST(the_answer_is_signed_as_the_request), TEST(one_connection_a_peer),
       TEST(a_failed_connection_is_447), TEST(a_connection_that_takes_too_long_is_447),
       TEST(a_connection_nobody_binds_is_closed)});
}
