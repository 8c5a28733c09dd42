// SPDX-License-Identifier: MIT
// Operators and a running relay: they look at its sessions, end some, drain it, and keep records.
#include <mutex>

#include "net/udp_socket.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace {

using base::Endpoint;
using base::IpAddress;
using lectern_test::TurnClient;
using stun::Method;
using turn::EndReason;
using turn::SessionId;
using Over = TurnClient::Over;

const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);

// Filled by relay threads.
struct Records {
  void add(turn::SessionRecord record) {
    const std::scoped_lock lock(mutex);
    list.push_back(std::move(record));
  }
  std::vector<turn::SessionRecord> all() {
    const std::scoped_lock lock(mutex);
    return list;
  }
  std::mutex mutex;
  std::vector<turn::SessionRecord> list;
};

struct Running : lectern_test::RunningRelay {
  explicit Running(Records& records) : RunningRelay(settings(records)) {}
  static turn::io::Settings settings(Records& records) {
    auto settings = lectern_test::plain_settings();
    settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
    settings.workers = 2;
    settings.on_session_ended = [&records](turn::SessionRecord record) {
      records.add(std::move(record));
    };
    return settings;
  }
};

SessionId id_of(const turn::SessionInfo& session) { return SessionId::parse(session.id).value(); }

// RFC 8656 5: the next request about an ended allocation is answered with 437
void a_kicked_session_is_gone_and_recorded() {
  Records records;
  Running server{records};
  TurnClient alice{server.at, Over::udp}, bob{server.at, Over::tcp};
  alice.allocate();
  bob.allocate();
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  CHECK_EQ(alice.permit(peer.local()), 0);
  alice.send(alice.send_indication(peer.local(), "four"));
  std::vector<SessionId> ids;
  for (const auto& session : server.relay->sessions()) {
    if (session.client == alice.local()) ids.push_back(id_of(session));
  }
  CHECK_EQ(ids.size(), 1u);
  server.wait_until([&] { return server.relay->session(ids[0])->session.to_peers.packets == 1; });
  CHECK_EQ(server.relay->session(ids[0])->peers.size(), 1u);
  CHECK_EQ(server.relay->kick({ids[0], ids[0], SessionId{9, {0, 0}}, SessionId{0, {999999, 0}}}),
           1u);
  CHECK(!server.relay->session(ids[0]));
  CHECK(!server.relay->session({9, {0, 0}}));
  CHECK_EQ(alice.request(Method::refresh), 437);
  CHECK_EQ(bob.request(Method::refresh), 0);
  CHECK_EQ(server.relay->sessions().size(), 1u);
  const auto all = records.all();
  CHECK_EQ(all.size(), 1u);
  CHECK(all[0].reason == EndReason::kicked);
  CHECK_EQ(all[0].session.client, alice.local());
  CHECK_EQ(all[0].session.to_peers.bytes, 4u);
  CHECK_EQ(all[0].session.peers, 1u);
  CHECK(server.has_logged("kicked"));
  CHECK_EQ(server.metric("lectern_turn_sessions_ended_total{reason=\"kicked\"}"), 1.0);
  CHECK_EQ(server.metric("lectern_turn_allocations{transport=\"tcp\",family=\"ipv4\"}"), 1.0);
  CHECK_EQ(server.metric("lectern_turn_worker_allocations"), 1.0);
  CHECK_EQ(server.metric("lectern_turn_session_seconds_count"), 1.0);
}

// More than a slice for each worker.
void a_long_list_is_whole() {
  Records records;
  Running server{records};
  std::vector<std::unique_ptr<TurnClient>> clients;
  for (int i = 0; i < 700; ++i) {
    clients.push_back(std::make_unique<TurnClient>(server.at, Over::udp));
    clients.back()->allocate();
  }
  CHECK_EQ(server.relay->sessions().size(), 700u);
  CHECK_EQ(server.relay->in_use(), 700u);
  std::vector<SessionId> ids;
  for (const auto& session : server.relay->sessions()) ids.push_back(id_of(session));
  CHECK_EQ(server.relay->kick(ids), 700u);
  CHECK_EQ(server.relay->in_use(), 0u);
  CHECK_EQ(records.all().size(), 700u);
}

// RFC 8656 7.2: check 11, 508 where the server is unwilling
void a_draining_relay_takes_nobody_and_keeps_everybody() {
  Records records;
  Running server{records};
  TurnClient alice{server.at, Over::udp}, bob{server.at, Over::udp};
  alice.allocate();
  server.relay->set_draining(true);
  CHECK(server.relay->draining());
  CHECK_EQ(bob.request(Method::allocate,
                       [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 17u << 24); }),
           508);
  CHECK_EQ(alice.request(Method::refresh), 0);
  CHECK_EQ(server.metric("lectern_turn_allocations_refused_total{reason=\"draining\"}"), 1.0);
  server.relay->set_draining(false);
  bob.allocate();
  CHECK_EQ(server.relay->in_use(), 2u);
  server.relay->stop(EndReason::drained);
  for (const auto& record : records.all()) CHECK(record.reason == EndReason::drained);
  CHECK_EQ(records.all().size(), 2u);
}

// The relay starts without an address, gets one, loses it and gets another.
void addresses_come_and_go_under_a_running_relay() {
  Records records;
  auto settings = lectern_test::plain_settings();
  settings.relay_addresses.clear();
  settings.on_session_ended = [&](turn::SessionRecord record) { records.add(std::move(record)); };
  lectern_test::RunningRelay server{std::move(settings)};
  const auto udp = [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 17u << 24); };
  TurnClient alice{server.at, Over::udp};
  CHECK_EQ(alice.request(Method::allocate, udp), 508);
  const auto first = base::IpAddress::v4(127, 0, 0, 1), second = base::IpAddress::v4(127, 0, 0, 2);
  server.relay->set_addresses({first}, {});
  CHECK_EQ(alice.allocate().relayed().ip, first);
  server.relay->set_addresses({second}, {});
  server.relay->addresses_lost({first});
  server.wait_until([&] { return server.relay->sessions().empty(); });
  CHECK_EQ(alice.request(Method::refresh), 437);
  CHECK(records.all().at(0).reason == EndReason::address_lost);
  CHECK_EQ(server.metric("lectern_turn_sessions_ended_total{reason=\"address-lost\"}"), 1.0);
  CHECK_EQ(alice.allocate().relayed().ip, second);
}

}  // namespace

int main() {
  return lectern_test::run("operation",
                           {TEST(a_kicked_session_is_gone_and_recorded), TEST(a_long_list_is_whole),
                            TEST(a_draining_relay_takes_nobody_and_keeps_everybody),
                            TEST(addresses_come_and_go_under_a_running_relay)});
}
