// SPDX-License-Identifier: MIT
// The view of operators: lists in slices, one session in full, kick, and the counters behind the
// metrics.
#include <set>

#include "tests/turn/names.hpp"
#include "turn/session_id.hpp"

namespace {

using namespace lectern_test;
using turn::Drop;
using turn::EndReason;
using turn::Refused;
using turn::SessionId;
using turn::SessionPeer;
using turn::Stats;

constexpr const char* kPeer = "203.0.113.5:9";

void an_id_is_printed_and_read_again() {
  const SessionId id{3, {17, 4000000000}};
  CHECK_EQ(id.print(), "3-17-4000000000");
  CHECK(SessionId::parse(id.print()) == id);
  for (const char* wrong : {"", "3", "3-17", "3-17-", "3-17-x", "3-17-4 ", "-3-17-4", "3-17-4-5",
                            "70000-1-1", "3-17-99999999999", "3--1"}) {
    CHECK(!SessionId::parse(wrong));
  }
}

void slices_give_each_session_once() {
  RelayTest t;
  for (int i = 0; i < 25; ++i) t.client("192.0.2.1:" + std::to_string(4000 + i)).allocated();
  for (int i = 0; i < 25; i += 5)
    CHECK_EQ(t.client("192.0.2.1:" + std::to_string(4000 + i)).refresh(0), success());
  std::set<std::string> ids;
  std::uint32_t from = 0;
  int slices = 0;
  for (bool last = false; !last; ++slices) {
    const auto slice = t.server.sessions(from, 4, t.clock.now());
    CHECK(slice.sessions.size() <= 4);
    for (const auto& session : slice.sessions) CHECK(ids.insert(session.id).second);
    from = slice.next;
    last = slice.last;
  }
  CHECK_EQ(ids.size(), 20u);
  CHECK_EQ(slices, 7);
  CHECK(t.server.sessions(1000000, 4, t.clock.now()).last);
}

void one_session_names_its_peers_and_what_was_dropped() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.7:1"), success());
  t.advance(100s);
  CHECK_EQ(alice.bind_channel(0x4001, kPeer), success());
  (void)alice.send("203.0.113.99:1", "nobody");
  (void)t.from_peer(alice, "203.0.113.98:1", "nobody");
  (void)alice.channel_data(0x4002, "unbound");
  const auto found = t.server.session(alice.allocation(), t.clock.now());
  CHECK(found.has_value());
  CHECK_EQ(found->session.dropped, 3u);
  CHECK_EQ(found->session.peers, 2u);
  CHECK_EQ(found->peers.size(), 3u);
  CHECK(found->peers[0].kind == SessionPeer::Kind::permission);
  CHECK_EQ(found->peers[0].peer, endpoint("203.0.113.7:0"));
  CHECK_EQ(found->peers[0].expires_in.count(), 200);
  CHECK(found->peers[2].kind == SessionPeer::Kind::channel);
  CHECK_EQ(found->peers[2].peer, endpoint(kPeer));
  CHECK_EQ(found->peers[2].channel, 0x4001);
  CHECK_EQ(found->peers[2].expires_in.count(), 600);
  // Refreshed, they are the same peers.
  CHECK_EQ(alice.bind_channel(0x4001, kPeer), success());
  CHECK_EQ(t.server.session(alice.allocation(), t.clock.now())->session.peers, 2u);
  CHECK(!t.server.session({7, 0}, t.clock.now()));
  CHECK(!t.server.session({0, 1}, t.clock.now()));
}

// RFC 8656 5: a request about an allocation that is no more is answered with 437
void a_kicked_session_ends_at_once() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  auto bob = t.client("192.0.2.2:4000").allocated();
  const auto id = alice.allocation();
  CHECK(t.server.kick(id, t.now(), t.effects));
  t.execute();
  CHECK_EQ(t.ended.size(), 1u);
  CHECK(t.ended[0].reason == EndReason::kicked);
  CHECK_EQ(t.ended[0].session.client, endpoint("192.0.2.1:4000"));
  CHECK_EQ(t.closed.size(), 1u);
  CHECK_EQ(alice.refresh(600), error(437));
  CHECK_EQ(alice.permit(kPeer), error(437));
  CHECK_EQ(bob.refresh(600), success());
  CHECK(!t.server.kick(id, t.now(), t.effects));
  // The place is used again under another name.
  alice.allocated();
  CHECK(!t.server.kick(id, t.now(), t.effects));
  CHECK_EQ(t.shared.quotas.in_use(), 2u);
  CHECK_EQ(t.stats.ended[static_cast<std::size_t>(EndReason::kicked)].value(), 1u);
}

std::uint64_t living(const RelayTest& t, Transport transport, std::uint8_t family) {
  const auto& population = t.stats.population[static_cast<std::size_t>(transport)][family];
  return population.in.value() - population.out.value();
}

void allocations_are_counted_by_transport_and_family() {
  RelayTest t;
  auto udp = t.client("192.0.2.1:4000").allocated();
  auto tls = t.client("192.0.2.2:4000", Transport::tls).allocated();
  auto both = t.client("192.0.2.3:4000");
  const auto answer = both.request(Method::allocate, [](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).u32(Attr::additional_address_family, 2u << 24);
  });
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(living(t, Transport::udp, Stats::kV4), 1u);
  CHECK_EQ(living(t, Transport::tls, Stats::kV4), 1u);
  CHECK_EQ(living(t, Transport::udp, Stats::kBoth), 1u);
  // Its IPv6 half goes.
  const auto half = both.request(Method::refresh, [](Builder& b) {
    b.u32(Attr::lifetime, 0).u32(Attr::requested_address_family, 2u << 24);
  });
  CHECK_EQ(half.outcome(), success());
  CHECK_EQ(living(t, Transport::udp, Stats::kBoth), 0u);
  CHECK_EQ(living(t, Transport::udp, Stats::kV4), 2u);
  t.server.close_all(t.now(), t.effects, EndReason::drained);
  t.execute();
  CHECK(t.ended.at(0).reason == EndReason::drained);
  for (const auto transport : {Transport::udp, Transport::tls}) {
    for (const auto family : {Stats::kV4, Stats::kV6, Stats::kBoth})
      CHECK_EQ(living(t, transport, family), 0u);
  }
}

void payload_is_counted_by_transport_and_family() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000", Transport::tls).allocated();
  CHECK_EQ(alice.permit(kPeer), success());
  (void)alice.send(kPeer, "four");
  (void)t.from_peer(alice, kPeer, "seven..");
  CHECK_EQ(t.stats.to_peers.of(Transport::tls, base::Family::v4).bytes.value(), 4u);
  CHECK_EQ(t.stats.to_clients.of(Transport::tls, base::Family::v4).bytes.value(), 7u);
  CHECK_EQ(t.stats.to_peers.packets(), 1u);
  CHECK_EQ(t.stats.to_clients.packets(), 1u);
}

void refusals_are_counted_by_their_reason() {
  auto config = RelayTest::test_config();
  config.user_quota = 2;
  config.total_quota = 3;
  RelayTest t{config};
  t.client("192.0.2.1:4000").allocated();
  t.client("192.0.2.1:4001").allocated();
  CHECK_EQ(t.client("192.0.2.1:4002").allocate(), error(486));
  const auto refused = [&](Refused reason) {
    return t.stats.refused[static_cast<std::size_t>(reason)].value();
  };
  CHECK_EQ(refused(Refused::user_quota), 1u);
  CHECK_EQ(refused(Refused::total_quota), 0u);
  t.shared.draining = true;
  CHECK_EQ(t.client("192.0.2.1:4002").allocate(), error(508));
  CHECK_EQ(refused(Refused::draining), 1u);
}

void lengths_fall_into_their_buckets() {
  turn::SessionLengths lengths;
  for (const std::uint64_t length : {0, 1, 2, 60, 61, 90000}) lengths.add(length);
  CHECK_EQ(lengths.counts[0].value(), 2u);  // up to 1 s
  CHECK_EQ(lengths.counts[1].value(), 1u);  // up to 10 s
  CHECK_EQ(lengths.counts[2].value(), 1u);  // up to 60 s
  CHECK_EQ(lengths.counts[3].value(), 1u);
  CHECK_EQ(lengths.counts[8].value(), 1u);  // longer than a day
  CHECK_EQ(lengths.seconds.value(), 90124u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "sessions",
      {TEST(an_id_is_printed_and_read_again), TEST(slices_give_each_session_once),
       TEST(one_session_names_its_peers_and_what_was_dropped), TEST(a_kicked_session_ends_at_once),
       TEST(allocations_are_counted_by_transport_and_family),
       TEST(payload_is_counted_by_transport_and_family), TEST(refusals_are_counted_by_their_reason),
       TEST(lengths_fall_into_their_buckets)});
}
