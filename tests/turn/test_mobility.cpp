// SPDX-License-Identifier: MIT
// RFC 8016: an allocation goes with its client to another address.
#include "turn/mobility/tickets.hpp"

#include <array>

#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

constexpr std::string_view kPeer = "203.0.113.5:9";

ByteVector ticket_in(const Answer& answer) {
  const auto view = answer.view();
  const auto value = view.find(Attr::mobility_ticket);
  return value ? ByteVector(value->begin(), value->end()) : ByteVector{};
}
Answer allocate_mobile(Client& client) {
  return client.request(Method::allocate, [](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24).flag(Attr::mobility_ticket);
  });
}
Answer refresh_with(Client& client, const ByteVector& ticket,
                    std::optional<std::uint32_t> lifetime = std::nullopt) {
  return client.request(Method::refresh, [&](Builder& b) {
    if (lifetime) b.u32(Attr::lifetime, *lifetime);
    b.bytes(Attr::mobility_ticket, ticket);
  });
}

// Alice with a channel and a ticket; `moved` is the same client behind another address.
struct Scene {
  explicit Scene(turn::Config config = RelayTest::test_config(),
                 Transport transport = Transport::udp)
      : t(std::move(config)),
        alice(t.client("192.0.2.1:4000", transport)),
        moved(t.client("192.0.2.99:5000", transport)) {
    ticket = ticket_in(allocate_mobile(alice));
    CHECK_EQ(alice.bind_channel(0x4000, kPeer), success());
    id = alice.allocation();
  }
  // Where data from the peer goes.
  std::optional<base::Endpoint> told() {
    std::array<std::byte, turn::kHeadRoom + 1 + turn::kTailRoom> room{};
    const auto framed = t.server.handle_peer(id, peer(kPeer), room, 1, t.clock.now());
    return framed ? std::optional{framed->to.tuple.client} : std::nullopt;
  }
  RelayTest t;
  Client alice;
  Client moved;
  ByteVector ticket;
  turn::AllocationId id;
};

// RFC 8016 3.1.2: an empty MOBILITY-TICKET in Allocate is answered with a ticket
void a_ticket_is_given_to_who_asks() {
  Scene s;
  CHECK(!s.ticket.empty());
  auto plain = s.t.client("192.0.2.1:4001");
  const Answer answer = plain.request(
      Method::allocate, [](Builder& b) { b.u32(Attr::requested_transport, 17u << 24); });
  CHECK(!answer.has(Attr::mobility_ticket));
  auto odd = s.t.client("192.0.2.1:4002");
  CHECK_EQ(odd.request(Method::allocate,
                       [](Builder& b) {
                         b.u32(Attr::requested_transport, 17u << 24).u32(Attr::mobility_ticket, 1);
                       })
               .outcome(),
           error(400));
}

// RFC 8016 3.1.2: 405 where mobility is not allowed
// RFC 8016 3.4: error code 405 (Mobility Forbidden)
void mobility_off_is_405() {
  auto config = RelayTest::test_config();
  config.mobility = false;
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(allocate_mobile(alice).outcome(), error(405));
  CHECK_EQ(alice.allocate(), success());
  CHECK_EQ(refresh_with(alice, ByteVector(30)).outcome(), error(405));
}

// RFC 8016 3.2.2: a Refresh from another 5-tuple takes the allocation along, with a new ticket
void the_allocation_goes_along() {
  Scene s;
  const Answer answer = refresh_with(s.moved, s.ticket);
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(answer.u32(Attr::lifetime), 600u);
  CHECK(!ticket_in(answer).empty());
  CHECK(ticket_in(answer) != s.ticket);
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  CHECK(s.moved.channel_data(0x4000, "x").kind == Forward::Kind::to_peer);
  CHECK_EQ(s.t.server.sessions(s.t.clock.now()).at(0).client, endpoint("192.0.2.99:5000"));
  CHECK_EQ(s.moved.permit("203.0.113.6:9"), success());
  CHECK_EQ(s.moved.refresh(0), success());
  CHECK_EQ(s.t.server.allocation_count(), 0u);
  CHECK_EQ(s.t.shared.quotas.in_use(), 0u);
}

// RFC 8016 3.2.2: the old 5-tuple is good until the client is heard on the new one
void data_follows_when_the_client_is_heard() {
  for (const int how : {0, 1, 2}) {
    Scene s;
    CHECK_EQ(refresh_with(s.moved, s.ticket).outcome(), success());
    CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
    CHECK(s.alice.channel_data(0x4000, "still").kind == Forward::Kind::to_peer);
    CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
    if (how == 0) (void)s.moved.channel_data(0x4000, "here");
    if (how == 1) (void)s.moved.send(kPeer, "here");
    if (how == 2) CHECK_EQ(s.moved.permit(kPeer), success());
    CHECK_EQ(s.told(), endpoint("192.0.2.99:5000"));
    // and the old one is nobody's any more
    CHECK(s.alice.channel_data(0x4000, "x").kind == Forward::Kind::none);
    CHECK_EQ(s.alice.refresh(), error(437));
  }
}

// RFC 8016 3.2.2: a retransmitted Refresh gets the same ticket
void a_retransmission_gets_the_same_bytes() {
  Scene s;
  const auto nonce = s.alice.nonce();
  const auto request = s.moved.signed_request(
      Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, s.ticket); }, nonce);
  const auto first = s.moved.raw(request);
  const auto again = s.moved.raw(request);
  CHECK_EQ(first->outcome(), success());
  CHECK_BYTES(again->bytes(), first->bytes());
  CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
}

// RFC 8016 3.2.2: the ticket before is good as long as the answer with the new one may have been
//   lost, and no longer
void an_old_ticket_is_good_until_the_new_one_has_arrived() {
  Scene s;
  CHECK_EQ(refresh_with(s.moved, s.ticket).outcome(),
           success());  // the answer is lost, and the client moves on
  auto third = s.t.client("192.0.2.100:6000");
  const Answer answer = refresh_with(third, s.ticket);
  CHECK_EQ(answer.outcome(), success());
  CHECK(s.moved.channel_data(0x4000, "x").kind ==
        Forward::Kind::none);  // the way in between is forgotten
  CHECK(third.channel_data(0x4000, "x").kind == Forward::Kind::to_peer);
  auto thief = s.t.client("192.0.2.101:6000");
  CHECK_EQ(refresh_with(thief, s.ticket).outcome(), error(400));
  CHECK_EQ(refresh_with(thief, ticket_in(answer)).outcome(), success());
}

// RFC 8016 3.2.2: only the user who made the allocation
void another_users_ticket_is_441() {
  Scene s;
  auto bob = s.t.client("192.0.2.50:1").as("bob", "builder");
  CHECK_EQ(refresh_with(bob, s.ticket).outcome(), error(441));
  CHECK_EQ(refresh_with(bob, s.ticket, 0).outcome(), error(441));
  auto mallory = s.t.client("192.0.2.51:1").as("alice", "guess");
  CHECK_EQ(refresh_with(mallory, s.ticket).outcome(), error(401));
  auto stranger = s.t.client("192.0.2.52:1");
  CHECK_EQ(
      stranger.bare(Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, s.ticket); })
          .outcome(),
      error(401));
  CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
  CHECK_EQ(s.alice.refresh(), success());
}

// RFC 8016 3.2.2: a ticket that the server did not make is 400
void a_forged_ticket_is_400() {
  Scene s;
  for (std::size_t i = 0; i < s.ticket.size(); ++i) {
    auto altered = s.ticket;
    altered[i] ^= std::byte{1};
    CHECK_EQ(refresh_with(s.moved, altered).outcome(), error(400));
  }
  CHECK_EQ(refresh_with(s.moved, {}).outcome(), error(400));
  CHECK_EQ(refresh_with(s.moved, ByteVector(500)).outcome(), error(400));
  CHECK_EQ(refresh_with(s.alice, ByteVector(30)).outcome(), error(400));
}

void a_ticket_of_what_is_gone_is_437() {
  Scene s;
  CHECK_EQ(s.alice.refresh(0), success());
  CHECK_EQ(refresh_with(s.moved, s.ticket).outcome(), error(437));
  // the place is used again: still another allocation
  auto next = s.t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(refresh_with(s.moved, s.ticket).outcome(), error(437));
  // and a 5-tuple with an allocation of its own takes no other one along
  Scene two;
  two.moved.allocated();
  CHECK_EQ(refresh_with(two.moved, two.ticket).outcome(), error(437));
  CHECK_EQ(two.t.server.allocation_count(), 2u);
}

void a_refused_refresh_moves_nothing() {
  Scene s;
  const Answer answer = s.moved.request(Method::refresh, [&](Builder& b) {
    b.bytes(Attr::mobility_ticket, s.ticket).u32(Attr::requested_address_family, 2u << 24);
  });
  CHECK_EQ(answer.outcome(), error(443));
  CHECK(s.moved.channel_data(0x4000, "x").kind == Forward::Kind::none);
  CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
}

// RFC 8016 3.2.2: lifetime zero with the ticket deletes the allocation from the new address
void deletion_from_the_new_address() {
  Scene s;
  const Answer answer = refresh_with(s.moved, s.ticket, 0);
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(answer.u32(Attr::lifetime), 0u);
  CHECK(!answer.has(Attr::mobility_ticket));
  CHECK_EQ(s.t.server.allocation_count(), 0u);
}

// RFC 8016 3.2: the break of a connection does not end a mobile allocation; its lifetime does
void a_client_over_tcp_comes_back() {
  Scene s{RelayTest::test_config(), Transport::tcp};
  s.t.server.client_gone(s.alice.leg().tuple, s.t.now(), s.t.effects);
  s.t.execute();
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  CHECK(!s.told());
  CHECK_EQ(s.t.dropped(turn::Drop::client_away), 1u);
  const Answer answer = refresh_with(s.moved, s.ticket);
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(s.told(), endpoint("192.0.2.99:5000"));
  // away again, and never back
  s.t.server.client_gone(s.moved.leg().tuple, s.t.now(), s.t.effects);
  s.t.execute();
  s.t.advance(600s);
  CHECK_EQ(s.t.server.allocation_count(), 0u);
  CHECK(s.t.ended.at(0).reason == turn::EndReason::expired);
}

void either_of_two_ways_may_break() {
  for (const bool old_breaks : {true, false}) {
    Scene s{RelayTest::test_config(), Transport::tls};
    CHECK_EQ(refresh_with(s.moved, s.ticket).outcome(), success());
    s.t.server.client_gone((old_breaks ? s.alice : s.moved).leg().tuple, s.t.now(), s.t.effects);
    CHECK_EQ(s.told(), old_breaks ? endpoint("192.0.2.99:5000") : endpoint("192.0.2.1:4000"));
    CHECK_EQ((old_breaks ? s.moved : s.alice).refresh(0), success());
    CHECK_EQ(s.t.server.allocation_count(), 0u);
  }
}

void quotas_count_it_once_wherever_it_is() {
  auto config = RelayTest::test_config();
  config.user_quota = 1;
  config.source_quota = 1;
  Scene s{config};
  for (int i = 0; i < 20; ++i) {
    auto next = s.t.client("192.0.2." + std::to_string(100 + i) + ":7000");
    const Answer answer = refresh_with(next, s.ticket);
    CHECK_EQ(answer.outcome(), success());
    (void)next.channel_data(0x4000, "x");
    s.ticket = ticket_in(answer);
    CHECK_EQ(next.allocate(), error(437));
  }
  CHECK_EQ(s.t.client("192.0.2.200:1").allocate(), error(486));
  CHECK_EQ(s.t.shared.quotas.in_use(), 1u);
  s.t.advance(600s);
  CHECK_EQ(s.t.shared.quotas.holders(), 0u);
}

// coturn before 4.15 kept a session for each
void a_flood_of_resumptions_leaves_nothing() {
  Scene s;
  for (int i = 0; i < 3000; ++i) {
    auto stranger =
        s.t.client("192.0.2." + std::to_string(i % 250) + ":" + std::to_string(10000 + i));
    CHECK_EQ(
        stranger
            .bare(Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, s.ticket); })
            .outcome(),
        error(401));
  }
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  CHECK_EQ(s.told(), endpoint("192.0.2.1:4000"));
}

void with_sha256_and_an_expired_credential() {
  RelayTest t;
  const auto issued =
      turn::issue_credential(base::Secret{"s3cret"}, "u-1", t.clock.wall_now() + 300s);
  auto carol = t.client("192.0.2.1:1").as(issued.username, issued.password).with_sha256();
  const auto ticket = ticket_in(allocate_mobile(carol));
  t.advance(301s);
  auto moved = t.client("192.0.2.2:1").as(issued.username, issued.password).with_sha256();
  const Answer answer = refresh_with(moved, ticket);
  CHECK_EQ(answer.outcome(), success());
  CHECK(answer.view().integrity_sha256_matches(moved.key()));
}

// Several workers: the ticket names the worker that has the allocation.
void another_worker_passes_it_on() {
  for (const auto transport : {Transport::udp, Transport::tcp}) {
    Scene s{RelayTest::test_config(), transport};
    s.t.shared.workers = 2;
    turn::Server second{s.t.shared, s.t.random, s.t.stats, 1};
    turn::Effects effects;
    const auto request = s.moved.signed_request(
        Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, s.ticket); },
        s.alice.nonce());
    (void)second.handle_client(s.moved.leg(), request, s.t.now(), effects);
    CHECK_EQ(effects.size(), 1u);
    turn::Leg leg = s.moved.leg();
    leg.moved = true;
    leg.via = 1;
    if (transport == Transport::udp) {
      CHECK_EQ(std::get<turn::PassOn>(effects.handoffs().at(0)).to, 0);
    } else {
      CHECK_EQ(std::get<turn::MoveClient>(effects.handoffs().at(0)).to, 0);
    }
    // there, it is answered, and a datagram's way is told
    (void)s.t.server.handle_client(leg, request, s.t.now(), s.t.effects);
    bool told = false;
    for (const turn::IoEffect& effect : s.t.effects.io()) {
      if (const auto* moved = std::get_if<turn::ClientMoved>(&effect))
        told = moved->client.via == 1;
    }
    CHECK_EQ(told, transport == Transport::udp);
    s.t.execute();
    CHECK_EQ(s.t.replies.back().outcome(), success());
    // a request is not handed on twice, and not with a forged ticket
    effects.clear();
    (void)second.handle_client(leg, request, s.t.now(), effects);
    CHECK_EQ(effects.size(), 1u);
    CHECK_EQ(effects.replies().size(), 1u);
    effects.clear();
    auto forged = s.ticket;
    forged[0] ^= std::byte{1};
    const auto bad = s.moved.signed_request(
        Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, forged); },
        s.alice.nonce());
    (void)second.handle_client(s.moved.leg(), bad, s.t.now(), effects);
    CHECK_EQ(effects.size(), 1u);
    CHECK_EQ(effects.replies().size(), 1u);
  }
}

void tickets_tell_nothing_and_are_this_processs() {
  SeededRandom random{1}, other{2};
  const turn::Tickets tickets{random}, foreign{other};
  const turn::Ticket ticket{3, {7, 2}, 1};
  const auto sealed = tickets.seal(ticket);
  CHECK(tickets.open(sealed) == ticket);
  CHECK(tickets.seal(ticket) == sealed);
  CHECK(!foreign.open(sealed));
  const auto next = tickets.seal({3, {7, 2}, 2});
  std::size_t same = 0;
  for (std::size_t i = 0; i < sealed.size(); ++i) same += sealed[i] == next[i] ? 1u : 0u;
  CHECK(same < 8);
  // short and printable, for coturn's client
  CHECK_EQ(sealed.size(), 32u);
  for (const char c : sealed) CHECK(c > ' ' && c < 127);
}

// RFC 8016 section 3.2.2: the retransmission gets the same answer also when the new path is in use.
void a_late_retransmission_gets_the_same_bytes() {
  Scene s;
  const auto request = s.moved.signed_request(
      Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, s.ticket); },
      s.alice.nonce());
  const auto first = s.moved.raw(request);
  CHECK_EQ(first->outcome(), success());
  CHECK(s.moved.channel_data(0x4000, "here").kind == Forward::Kind::to_peer);
  const auto again = s.moved.raw(request);
  CHECK_BYTES(again->bytes(), first->bytes());
  // From elsewhere it is an old ticket.
  CHECK_EQ(s.t.client("192.0.2.77:1").raw(request)->outcome(), error(400));
}

}  // namespace

int main() {
  return lectern_test::run(
      "mobility",
      {TEST(a_ticket_is_given_to_who_asks), TEST(mobility_off_is_405),
       TEST(the_allocation_goes_along), TEST(data_follows_when_the_client_is_heard),
       TEST(a_retransmission_gets_the_same_bytes),
       TEST(an_old_ticket_is_good_until_the_new_one_has_arrived), TEST(another_users_ticket_is_441),
       TEST(a_forged_ticket_is_400), TEST(a_ticket_of_what_is_gone_is_437),
       TEST(a_refused_refresh_moves_nothing), TEST(deletion_from_the_new_address),
       TEST(a_client_over_tcp_comes_back), TEST(either_of_two_ways_may_break),
       TEST(quotas_count_it_once_wherever_it_is), TEST(a_flood_of_resumptions_leaves_nothing),
       TEST(with_sha256_and_an_expired_credential), TEST(another_worker_passes_it_on),
       TEST(tickets_tell_nothing_and_are_this_processs),
       TEST(a_late_retransmission_gets_the_same_bytes)});
}
