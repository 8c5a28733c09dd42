// SPDX-License-Identifier: MIT
// Allocate: RFC 8656 section 7, clause by clause.
#include <set>

#include "tests/turn/allocate_requests.hpp"

namespace {

using namespace lectern_test;

// RFC 8656 7.2: XOR-RELAYED-ADDRESS, LIFETIME and XOR-MAPPED-ADDRESS in the success response
void tells_relayed_address_lifetime_and_mapped_address() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const Answer answer = alice.request(Method::allocate, udp);
  CHECK_EQ(answer.outcome(), success());
  const auto relayed = answer.address(Attr::xor_relayed_address);
  CHECK(relayed && relayed->ip == base::IpAddress::v4(198, 51, 100, 1) && relayed->port >= 49152);
  CHECK_EQ(answer.address(Attr::xor_mapped_address), endpoint("192.0.2.1:4000"));
  CHECK_EQ(answer.u32(Attr::lifetime), 600u);
  CHECK(answer.view().integrity_matches(alice.key()));
  CHECK_EQ(t.opened.size(), 1u);
  CHECK_EQ(t.shared.ports.owner(t.opened[0]), turn::WorkerIndex{0});
}

// "the success reply leaves only after the relay socket is bound"
void no_success_before_the_socket_is_bound() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  const auto request = alice.signed_request(Method::allocate, udp, nonce);
  t.replies.clear();
  (void)t.server.handle_client(alice.leg(), request, t.now(), t.effects);
  CHECK_EQ(t.effects.size(), 1u);
  CHECK(std::holds_alternative<turn::OpenRelay>(t.effects.io().at(0)));
  // retransmitted meanwhile: still one socket, and no answer
  (void)t.server.handle_client(alice.leg(), request, t.now(), t.effects);
  CHECK_EQ(t.effects.size(), 1u);
  t.execute();
  CHECK_EQ(t.replies.size(), 1u);
  CHECK_EQ(t.replies[0].outcome(), success());
}

// RFC 8656 section 7.2: a retransmission gets the same answer, another request on the 5-tuple 437
// RFC 8656 7.2: a retransmission gets the same answer
void a_retransmission_gets_the_same_bytes() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce = alice.bare(Method::allocate, udp).text(Attr::nonce);
  const auto request = alice.signed_request(Method::allocate, udp, nonce);
  const auto first = alice.raw(request);
  t.advance(20s);
  const auto again = alice.raw(request);
  CHECK_EQ(first->outcome(), success());
  CHECK_BYTES(again->bytes(), first->bytes());
  CHECK_EQ(t.opened.size(), 1u);
}

// RFC 8656 7.2: 437 for another Allocate on a 5-tuple in use
void another_allocate_on_the_five_tuple_is_437() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.allocate(), error(437));
  // the same client and port over TCP is another 5-tuple
  CHECK_EQ(t.client("192.0.2.1:4000", turn::Transport::tcp).allocate(), success());
}

// RFC 8656 7.2: 400 without REQUESTED-TRANSPORT, 442 for what is not supported
// RFC 8656 18.8: REQUESTED-TRANSPORT
void requested_transport_is_required_and_known() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(alice.request(Method::allocate).outcome(), error(400));
  CHECK_EQ(
      alice.request(Method::allocate, [](Builder& b) { b.text(Attr::requested_transport, "\x11"); })
          .outcome(),
      error(400));
  for (const unsigned protocol : {0u, 16u, 18u, 132u, 255u}) {
    CHECK_EQ(alice
                 .request(Method::allocate,
                          [&](Builder& b) { b.u32(Attr::requested_transport, protocol << 24); })
                 .outcome(),
             error(442));
  }
  CHECK_EQ(t.server.allocation_count(), 0u);
}

// RFC 8489 6.3.1: 420 for unknown comprehension-required attributes
void unknown_required_attributes_are_420_after_authentication() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto fill = [](Builder& b) { b.u32(static_cast<Attr>(0x7001), 0); };
  CHECK_EQ(alice.bare(Method::allocate, fill).outcome(), error(401));
  const Answer answer = allocate_with(alice, fill);
  CHECK_EQ(answer.outcome(), error(420));
  CHECK(answer.view().integrity_matches(alice.key()));
}

// RFC 8656 7.2: the lifetime is at least the default and at most the maximum
void lifetimes_are_between_default_and_maximum() {
  struct Row {
    std::optional<std::uint32_t> asked;
    std::uint32_t granted;
  };
  for (const Row& row : {Row{std::nullopt, 600}, Row{0, 600}, Row{1, 600}, Row{777, 777},
                         Row{3600, 3600}, Row{3601, 3600}, Row{0xffffffff, 3600}}) {
    RelayTest t;
    auto alice = t.client("192.0.2.1:4000");
    const Answer answer = allocate_with(alice, [&](Builder& b) {
      if (row.asked) b.u32(Attr::lifetime, *row.asked);
    });
    CHECK_EQ(answer.u32(Attr::lifetime), row.granted);
    t.advance(std::chrono::seconds{row.granted} - 1s);
    CHECK_EQ(t.server.allocation_count(), 1u);
    t.advance(1s);
    CHECK_EQ(t.server.allocation_count(), 0u);
    CHECK_EQ(t.closed.size(), 1u);
    CHECK(t.ended.at(0).reason == turn::EndReason::expired);
    CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports());
  }
}

// RFC 8656 18.2: LIFETIME has four bytes
void a_lifetime_of_wrong_length_is_400() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(allocate_with(alice, [](Builder& b) { b.text(Attr::lifetime, "abc"); }).outcome(),
           error(400));
}

// RFC 8656 7.2: EVEN-PORT: an even port, and with R the next one reserved
// RFC 8656 18.7: EVEN-PORT and its R bit
void even_port_is_even_and_reserves_the_next() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const Answer first = allocate_even(alice, true);
  CHECK_EQ(first.outcome(), success());
  CHECK_EQ(alice.relayed().port % 2, 0);
  auto alice_rtcp = t.client("192.0.2.1:4001");
  const Answer second = allocate_token(alice_rtcp, token_of(first));
  CHECK_EQ(second.outcome(), success());
  CHECK_EQ(alice_rtcp.relayed().port, alice.relayed().port + 1);
  // a token is valid once, for the user that reserved it, for thirty seconds
  auto third = t.client("192.0.2.1:4002");
  CHECK_EQ(allocate_token(third, token_of(first)).outcome(), error(508));
}

// RFC 8656 7.2: a reservation lasts 30 seconds
// RFC 8656 18.10: RESERVATION-TOKEN
void a_token_is_the_users_own_and_expires() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const std::uint64_t token = token_of(allocate_even(alice, true));
  auto bob = t.client("192.0.2.2:4000").as("bob", "builder");
  CHECK_EQ(allocate_token(bob, token).outcome(), error(508));
  t.advance(31s);
  auto late = t.client("192.0.2.1:4001");
  CHECK_EQ(allocate_token(late, token).outcome(), error(508));
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
}

// RFC 8656 7.2: RESERVATION-TOKEN with EVEN-PORT or REQUESTED-ADDRESS-FAMILY is 400
void tokens_contradict_even_port_and_family() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const std::byte even{0};
  CHECK_EQ(allocate_with(alice,
                         [&](Builder& b) {
                           b.u64(Attr::reservation_token, 1).bytes(Attr::even_port, {&even, 1});
                         })
               .outcome(),
           error(400));
  CHECK_EQ(allocate_with(
               alice,
               [](Builder& b) {
                 b.u64(Attr::reservation_token, 1).u32(Attr::requested_address_family, 1u << 24);
               })
               .outcome(),
           error(400));
  CHECK_EQ(allocate_with(alice, [](Builder& b) { b.u32(Attr::reservation_token, 1); }).outcome(),
           error(400));
  CHECK_EQ(allocate_token(alice, 12345).outcome(), error(508));
}

// coturn 4.6.1 loses a port in each such cycle
void a_hundred_even_ports_leak_none() {
  for (const bool reserve : {false, true}) {
    RelayTest t{RelayTest::test_config(), RelayTest::test_addresses(), 50000, 50009};
    for (int i = 0; i < 100; ++i) {
      auto alice = t.client("192.0.2.1:" + std::to_string(4000 + i));
      CHECK_EQ(allocate_even(alice, reserve).outcome(), success());
      CHECK_EQ(alice.refresh(0), success());
      if (reserve) t.advance(31s);
    }
    CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports());
  }
}

// RFC 8656 7.2: 508 when no relayed address can be had
void all_ports_taken_is_508_and_a_freed_one_serves_again() {
  RelayTest t{RelayTest::test_config(), RelayTest::test_addresses(), 50000, 50003};
  std::set<std::uint16_t> ports;
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(t.client("192.0.2.1:" + std::to_string(4000 + i)).allocated());
    ports.insert(clients.back().relayed().port);
  }
  CHECK_EQ(ports.size(), 4u);
  CHECK_EQ(t.client("192.0.2.1:5000").allocate(), error(508));
  CHECK_EQ(clients[2].refresh(0), success());
  auto next = t.client("192.0.2.1:5000").allocated();
  CHECK_EQ(next.relayed().port, clients[2].relayed().port);
}

// RFC 8656 7.2: the relayed address is of the family asked for, IPv4 by default, 440 where there is
//   none
// RFC 6156 4.2: REQUESTED-ADDRESS-FAMILY and 440
void families_by_request() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(allocate_family(alice, 2).outcome(), success());
  CHECK(alice.relayed().ip.is_v6());
  auto bob = t.client("[2001:db8:2::1]:4000");
  CHECK_EQ(bob.allocate(), success());
  CHECK(bob.relayed().ip.is_v4());  // without the attribute: IPv4
  auto carol = t.client("192.0.2.3:4000");
  CHECK_EQ(allocate_family(carol, 3).outcome(), error(440));
  CHECK_EQ(allocate_with(carol, [](Builder& b) { b.text(Attr::requested_address_family, "\x01"); })
               .outcome(),
           error(400));

  RelayTest v4_only{RelayTest::test_config(), {RelayTest::test_addresses()[0]}};
  auto dave = v4_only.client("192.0.2.1:4000");
  CHECK_EQ(allocate_family(dave, 2).outcome(), error(440));
  RelayTest v6_only{RelayTest::test_config(), {RelayTest::test_addresses()[1]}};
  CHECK_EQ(v6_only.client("192.0.2.1:4000").allocate(), error(440));
}

// RFC 8656 7.2: 486 over the quota of a user
void quotas_count_by_identity_behind_the_expiry() {
  auto config = RelayTest::test_config();
  config.user_quota = 2;
  RelayTest t{config};
  const auto client_of = [&](int port, int lifetime_hours) {
    const auto issued =
        turn::issue_credential(base::Secret{"s3cret"}, "carol.meeting",
                               t.clock.wall_now() + std::chrono::hours{lifetime_hours});
    return t.client("192.0.2.1:" + std::to_string(port)).as(issued.username, issued.password);
  };
  auto first = client_of(1, 1);
  CHECK_EQ(first.allocate(), success());
  CHECK_EQ(client_of(2, 2).allocate(), success());
  CHECK_EQ(client_of(3, 3).allocate(), error(486));
  CHECK_EQ(t.client("192.0.2.1:4").allocate(), success());  // alice is somebody else
  CHECK_EQ(first.refresh(0), success());
  CHECK_EQ(client_of(3, 3).allocate(), success());
}

// Usernames EXPIRY and EXPIRY: name nobody, so two of them share a quota only where they are equal.
void names_without_an_identity_count_by_the_whole_name() {
  auto config = RelayTest::test_config();
  config.user_quota = 1;
  RelayTest t{config};
  int port = 0;
  const auto client_of = [&](const std::string& username) {
    return t.client("192.0.2.1:" + std::to_string(++port))
        .as(username, turn::timed_password(base::Secret{"s3cret"}, username));
  };
  const auto in_an_hour = base::unix_seconds(t.clock.wall_now() + std::chrono::hours{1});
  for (int person = 0; person < 3; ++person) {
    const std::string expiry = std::to_string(in_an_hour + person);
    for (const std::string& username : {expiry, expiry + ":"}) {
      CHECK_EQ(client_of(username).allocate(), success());
      CHECK_EQ(client_of(username).allocate(), error(486));
      CHECK_EQ(t.server.sessions(t.clock.now()).back().identity, username);
    }
  }
  CHECK_EQ(client_of(std::to_string(in_an_hour - 3600)).allocate(), error(401));  // is over
  CHECK_EQ(client_of("nobody:" + std::to_string(in_an_hour)).allocate(), error(401));
}

// RFC 8656 7.2: 508 over the capacity
void the_total_quota_is_508() {
  auto config = RelayTest::test_config();
  config.total_quota = 1;
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:1").allocated();
  CHECK_EQ(t.client("192.0.2.2:1").as("bob", "builder").allocate(), error(508));
  t.advance(601s);
  CHECK_EQ(t.client("192.0.2.2:1").as("bob", "builder").allocate(), success());
}

void external_addresses_are_told_and_local_ones_bound() {
  const auto local = base::IpAddress::v4(10, 0, 0, 5);
  const auto external = base::IpAddress::v4(198, 51, 100, 77);
  RelayTest t{RelayTest::test_config(), {{local, external}}};
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.relayed().ip, external);
  CHECK_EQ(t.shared.ports.local(t.opened[0]).ip, local);
}

// RFC 8656 5: no request is served without authentication
void without_credentials_nothing_is_relayed() {
  turn::Config config;
  config.challenge_rate = 0;
  RelayTest t{config};
  auto stranger = t.client("192.0.2.1:4000");
  CHECK_EQ(stranger.bare(Method::allocate, udp).outcome(), error(403));
  CHECK(!stranger.bare(Method::allocate, udp).has(Attr::nonce));
  CHECK_EQ(stranger.raw(stranger.signed_request(Method::allocate, udp, "nonce"))->outcome(),
           error(403));
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK_EQ(stranger.bare(Method::binding).outcome(), success());
}

// RFC 8656 7.2: an allocation over TCP ends with its connection
void a_closed_connection_ends_its_allocation() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000", turn::Transport::tls).allocated();
  t.server.client_gone(alice.leg().tuple, t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK(t.ended.at(0).reason == turn::EndReason::disconnected);
  CHECK_EQ(t.closed.size(), 1u);
  t.server.client_gone(alice.leg().tuple, t.now(), t.effects);  // nothing there: nothing happens
  CHECK(t.effects.empty());
}

// RFC 8656 section 18.10: a token has eight bytes.
void tokens_and_even_ports_have_one_length() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  for (const std::size_t size : {0u, 7u, 9u, 16u}) {
    const ByteVector value(size);
    CHECK_EQ(allocate_with(alice, [&](Builder& b) { b.bytes(Attr::reservation_token, value); })
                 .outcome(),
             error(400));
    if (size == 0) continue;
    CHECK_EQ(allocate_with(alice, [&](Builder& b) { b.bytes(Attr::even_port, value); }).outcome(),
             error(400));
  }
}

}  // namespace

int main() {
  return lectern_test::run("allocate",
                           {TEST(tells_relayed_address_lifetime_and_mapped_address),
                            TEST(no_success_before_the_socket_is_bound),
                            TEST(a_retransmission_gets_the_same_bytes),
                            TEST(another_allocate_on_the_five_tuple_is_437),
                            TEST(requested_transport_is_required_and_known),
                            TEST(unknown_required_attributes_are_420_after_authentication),
                            TEST(lifetimes_are_between_default_and_maximum),
                            TEST(a_lifetime_of_wrong_length_is_400),
                            TEST(even_port_is_even_and_reserves_the_next),
                            TEST(a_token_is_the_users_own_and_expires),
                            TEST(tokens_contradict_even_port_and_family),
                            TEST(a_hundred_even_ports_leak_none),
                            TEST(all_ports_taken_is_508_and_a_freed_one_serves_again),
                            TEST(families_by_request),
                            TEST(quotas_count_by_identity_behind_the_expiry),
                            TEST(names_without_an_identity_count_by_the_whole_name),
                            TEST(the_total_quota_is_508),
                            TEST(external_addresses_are_told_and_local_ones_bound),
                            TEST(without_credentials_nothing_is_relayed),
                            TEST(a_closed_connection_ends_its_allocation),
                            TEST(tokens_and_even_ports_have_one_length)});
}
