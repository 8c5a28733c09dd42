// SPDX-License-Identifier: MIT
// ConnectionBind in the core (RFC 6062 section 5.4): who may bind what, and on which worker.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using turn::ConnectionId;

// alice with a TCP allocation and a connection that waits to be bound.
struct Waiting {
  Waiting() : alice(t.client("192.0.2.1:4000", Transport::tcp)) {
    alice.allocated_tcp();
    CHECK_EQ(alice.connect("203.0.113.5:80"), silence());
    id = t.connects.at(0).connection;
    t.server.peer_connected(id, t.now(), t.effects);
    t.execute();
  }
  Client stream(std::string_view from, Transport transport = Transport::tcp) {
    return t.client(from, transport);
  }

  RelayTest t;
  Client alice;
  ConnectionId id;
};

// RFC 6062 5.4: ConnectionBind makes the client's connection the data connection, once
void a_waiting_connection_is_bound_once() {
  for (const Transport transport : {Transport::tcp, Transport::tls}) {
    Waiting w;
    auto data = w.stream("192.0.2.1:4001", transport);
    CHECK_EQ(data.connection_bind(w.id), success());
    CHECK_EQ(w.t.bound.size(), 1u);
    CHECK(w.t.bound[0].connection == w.id);
    CHECK_EQ(w.t.bound[0].client.socket, data.leg().socket);
    CHECK_EQ(w.stream("192.0.2.1:4002").connection_bind(w.id), error(400));
    w.t.advance(31s);  // the 30 seconds are over for waiting ones only
    CHECK(w.t.closed_peers.empty());
    w.t.server.peer_closed(w.id);
    CHECK_EQ(w.stream("192.0.2.1:4003").connection_bind(w.id), error(400));
    CHECK_EQ(w.t.bound.size(), 1u);
  }
}

// RFC 6062 5.4: over anything but TCP or TLS it is 400
void datagrams_bind_nothing() {
  Waiting w;
  CHECK_EQ(w.stream("192.0.2.1:4001", Transport::udp).connection_bind(w.id), error(400));
  CHECK_EQ(w.stream("192.0.2.1:4001", Transport::dtls).connection_bind(w.id), error(400));
  CHECK(w.t.bound.empty());
}

// RFC 6062 5.4: without CONNECTION-ID, or with one that is not pending, it is 400
void what_is_not_waiting_is_400() {
  Waiting w;
  auto data = w.stream("192.0.2.1:4001");
  CHECK_EQ(data.request(Method::connection_bind).outcome(), error(400));
  CHECK_EQ(
      data.request(Method::connection_bind, [](Builder& b) { b.text(Attr::connection_id, "abc"); })
          .outcome(),
      error(400));
  CHECK_EQ(data.connection_bind(ConnectionId{w.id.value() ^ 1}), error(400));
  CHECK_EQ(w.alice.connect("203.0.113.5:81"), silence());
  CHECK_EQ(data.connection_bind(w.t.connects.at(1).connection), error(400));  // still on its way
  CHECK_EQ(data.connection_bind(w.id), success());  // the same connection may try again
}

void a_control_connection_stays_one() {
  Waiting w;
  CHECK_EQ(w.alice.connection_bind(w.id), error(400));
  auto other = w.stream("192.0.2.1:4001").allocated();
  CHECK_EQ(other.connection_bind(w.id), error(400));
  CHECK(w.t.bound.empty());
}

// RFC 6062 4.3: the client binds with the credentials of the allocation
void only_the_user_of_the_allocation_binds() {
  Waiting w;
  CHECK_EQ(w.stream("192.0.2.2:4001").as("bob", "builder").connection_bind(w.id), error(441));
  CHECK_EQ(w.stream("192.0.2.1:4001").as("alice", "wrong").connection_bind(w.id), error(401));
  CHECK_EQ(w.stream("192.0.2.1:4001")
               .bare(Method::connection_bind,
                     [&](Builder& b) { b.u32(Attr::connection_id, w.id.value()); })
               .outcome(),
           error(401));
  CHECK(w.t.bound.empty());
  CHECK_EQ(w.stream("192.0.2.1:4001").connection_bind(w.id), success());
}

// A time-limited credential is checked when the allocation is made: what belongs to that goes on.
void an_expired_credential_binds_what_is_its_own() {
  RelayTest t;
  const auto expiry =
      std::chrono::duration_cast<std::chrono::seconds>(t.clock.wall_now().time_since_epoch())
          .count() +
      60;
  const std::string name = std::to_string(expiry) + ":carol";
  const std::string password = turn::timed_password(base::Secret{"s3cret"}, name);
  auto carol = t.client("192.0.2.3:4000", Transport::tcp).as(name, password).allocated_tcp();
  t.advance(120s);
  CHECK_EQ(carol.connect("203.0.113.5:80"), silence());
  t.server.peer_connected(t.connects.at(0).connection, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.client("192.0.2.3:4001", Transport::tcp)
               .as(name, password)
               .connection_bind(t.connects[0].connection),
           success());
}

// The id says which worker has the connection; the client's connection follows, once, before
// anything is proven.
void a_connection_of_another_worker_is_handed_on_once() {
  Waiting w;
  w.t.shared.workers = 4;
  auto data = w.stream("192.0.2.1:4001");
  const ConnectionId elsewhere{3u << turn::kConnectionIdBits | 77};
  CHECK_EQ(data.connection_bind(elsewhere), silence());
  CHECK_EQ(w.t.moved.size(), 1u);
  CHECK_EQ(w.t.moved[0].to, turn::WorkerIndex{3});
  CHECK_EQ(w.t.moved[0].client.socket, data.leg().socket);
  turn::Leg leg = data.leg();
  leg.moved = true;
  Client arrived{w.t, leg};
  CHECK_EQ(arrived.connection_bind(elsewhere), error(400));
  CHECK_EQ(arrived.connection_bind(w.id), success());
  // no such worker
  CHECK_EQ(w.stream("192.0.2.1:4002").connection_bind(ConnectionId{4u << turn::kConnectionIdBits}),
           error(400));
  CHECK_EQ(w.stream("192.0.2.1:4002", Transport::udp).connection_bind(elsewhere), error(400));
  CHECK_EQ(w.t.moved.size(), 1u);
}

void ids_carry_their_worker_and_differ() {
  RelayTest t;
  turn::PeerConnections connections{5};
  std::vector<ConnectionId> ids;
  for (std::uint16_t i = 0; i < 1000; ++i) {
    const auto& added =
        connections.add(turn::AllocationId{i % 3u, 1}, peer("203.0.113.5:" + std::to_string(i + 1)),
                        t.clock.now() + 30s, t.random);
    CHECK_EQ(turn::worker_of(added.id), turn::WorkerIndex{5});
    CHECK(std::find(ids.begin(), ids.end(), added.id) == ids.end());
    ids.push_back(added.id);
  }
  CHECK_EQ(connections.count(turn::AllocationId{0, 1}), 334u);
  CHECK_EQ(connections.count(turn::AllocationId{0, 2}), 0u);
  CHECK(connections.find(turn::AllocationId{0, 1}, peer("203.0.113.5:1")) != nullptr);
  CHECK(connections.find(turn::AllocationId{1, 1}, peer("203.0.113.5:1")) == nullptr);
  for (const ConnectionId id : ids) connections.erase(id);
  connections.erase(ids[0]);
  CHECK_EQ(connections.size(), 0u);
  CHECK(!connections.next_deadline());
}

}  // namespace

int main() {
  return lectern_test::run("connection_bind",
                           {TEST(a_waiting_connection_is_bound_once), TEST(datagrams_bind_nothing),
                            TEST(what_is_not_waiting_is_400), TEST(a_control_connection_stays_one),
                            TEST(only_the_user_of_the_allocation_binds),
                            TEST(an_expired_credential_binds_what_is_its_own),
                            TEST(a_connection_of_another_worker_is_handed_on_once),
                            TEST(ids_carry_their_worker_and_differ)});
}
