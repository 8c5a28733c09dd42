// SPDX-License-Identifier: MIT
// ADDITIONAL-ADDRESS-FAMILY: one allocation with a relayed address of each family (RFC 8656
// sections 7.2 and 8).
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

constexpr std::uint32_t kV4 = 1u << 24;
constexpr std::uint32_t kV6 = 2u << 24;
constexpr std::string_view kPeer4 = "203.0.113.5:9";
constexpr std::string_view kPeer6 = "[2001:db8:2::5]:9";

Answer allocate_with(Client& client, const Client::Fill& fill) {
  return client.request(Method::allocate, [&](Builder& b) {
    b.u32(Attr::requested_transport, 17u << 24);
    fill(b);
  });
}
Answer allocate_dual(Client& client) {
  return allocate_with(client, [](Builder& b) { b.u32(Attr::additional_address_family, kV6); });
}
std::vector<base::Endpoint> relayed_of(const Answer& answer) {
  std::vector<base::Endpoint> all;
  const auto view = answer.view();
  view.for_each(Attr::xor_relayed_address, [&](base::Bytes value) {
    all.push_back(stun::decode_xor_address(value, view.transaction_id()).value());
  });
  return all;
}
Outcome refresh_family(Client& client, std::uint32_t family, std::uint32_t lifetime) {
  return client
      .request(Method::refresh,
               [&](Builder& b) {
                 b.u32(Attr::requested_address_family, family).u32(Attr::lifetime, lifetime);
               })
      .outcome();
}

// A dual allocation with a permission, a channel and room to lose one family.
struct Scene {
  RelayTest t;
  Client alice = t.client("192.0.2.1:4000");
  std::vector<base::Endpoint> relayed = relayed_of(allocate_dual(alice));
  Scene() {
    CHECK_EQ(alice.bind_channel(0x4000, kPeer4), success());
    CHECK_EQ(alice.bind_channel(0x4001, kPeer6), success());
  }
  std::size_t taken() {
    return t.shared.ports.total_ports() - t.shared.ports.free_ports(t.clock.now());
  }
};

// RFC 8656 7.2: check 9, both families can be had: two XOR-RELAYED-ADDRESS in one success response
void both_addresses_in_one_allocation() {
  Scene s;
  CHECK_EQ(s.relayed.size(), 2u);
  CHECK(s.relayed[0].ip.is_v4() && s.relayed[1].ip.is_v6());
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  CHECK_EQ(s.t.shared.quotas.in_use(), 1u);
  CHECK_EQ(s.taken(), 2u);
  CHECK(s.t.server.sessions(s.t.clock.now()).at(0).relayed_second == s.relayed[1]);
}

// RFC 8656 7.2: a retransmission is answered with both addresses again
void a_retransmission_gets_the_same_bytes() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto nonce =
      alice.bare(Method::allocate, [](Builder& b) { b.u32(Attr::requested_transport, 17u << 24); })
          .text(Attr::nonce);
  const auto request = alice.signed_request(
      Method::allocate,
      [](Builder& b) {
        b.u32(Attr::requested_transport, 17u << 24).u32(Attr::additional_address_family, kV6);
      },
      nonce);
  const auto first = alice.raw(request);
  const auto again = alice.raw(request);
  CHECK_EQ(relayed_of(*first).size(), 2u);
  CHECK_BYTES(again->bytes(), first->bytes());
}

// RFC 8656 11.2: the datagram leaves by the relayed address of its peer's family
// RFC 8656 12.6: ChannelData as well
void data_takes_the_relay_of_the_peers_family() {
  Scene s;
  for (const auto peer : {kPeer4, kPeer6}) {
    CHECK(s.alice.send(peer, "x").kind == Forward::Kind::to_peer);
    CHECK_EQ(s.t.from_peer(s.alice, peer, "back")->payload(), "back");
  }
  CHECK_EQ(s.alice.channel_data(0x4001, "x").peer, peer(kPeer6));
  // to our own relayed addresses: the source is the one of that family
  auto bob = s.t.client("192.0.2.2:4000").as("bob", "builder");
  const auto bobs = relayed_of(allocate_dual(bob));
  for (const std::size_t family : {0u, 1u}) {
    CHECK_EQ(s.alice.permit(bobs[family].print()), success());
    const auto forward = s.alice.send(bobs[family].print(), "hi");
    CHECK(forward.kind == Forward::Kind::hairpin);
    CHECK_EQ(forward.source.value(), s.relayed[family]);
  }
}

// RFC 8656 7.2: check 9, partly possible: ADDRESS-ERROR-CODE 440 for the family that is not
//   supported
void one_family_only_is_a_success_that_says_so() {
  for (const std::size_t there : {0u, 1u}) {
    RelayTest t{RelayTest::test_config(), {RelayTest::test_addresses()[there]}};
    auto alice = t.client("192.0.2.1:4000");
    const Answer answer = allocate_dual(alice);
    CHECK_EQ(answer.outcome(), success());
    const auto relayed = relayed_of(answer);
    CHECK_EQ(relayed.size(), 1u);
    CHECK_EQ(relayed[0].ip.is_v6(), there == 1);
    const auto view = answer.view();
    const auto missing = stun::decode_address_error(view.find(Attr::address_error_code).value());
    CHECK(missing && missing->code == 440);
    CHECK(missing->family == (there == 0 ? base::Family::v6 : base::Family::v4));
    CHECK_EQ(alice.permit(there == 0 ? kPeer6 : kPeer4), error(443));
    CHECK_EQ(alice.permit(there == 0 ? kPeer4 : kPeer6), success());
  }
}

// RFC 8656 7.2: check 9, no port left in one family: ADDRESS-ERROR-CODE 508; in neither: 508
void exhausted_ports_are_508_for_one_or_for_both() {
  RelayTest t{RelayTest::test_config(), RelayTest::test_addresses(), 50000, 50000};
  auto first = t.client("192.0.2.1:1").allocated();  // takes the only IPv4 port
  auto second = t.client("192.0.2.1:2");
  const Answer answer = allocate_dual(second);
  CHECK_EQ(answer.outcome(), success());
  const auto view = answer.view();
  const auto missing = stun::decode_address_error(view.find(Attr::address_error_code).value());
  CHECK(missing && missing->code == 508 && missing->family == base::Family::v4);
  auto third = t.client("192.0.2.1:3");
  CHECK_EQ(allocate_dual(third).outcome(), error(508));
  CHECK_EQ(t.shared.quotas.in_use(), 2u);
}

void a_socket_that_cannot_be_bound_costs_its_family_only() {
  RelayTest t;
  t.system = [](const turn::OpenRelay& open) {
    return open.local.ip.is_v6() ? std::optional{turn::SystemFailure::no_descriptor} : std::nullopt;
  };
  auto alice = t.client("192.0.2.1:4000");
  const Answer answer = allocate_dual(alice);
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(relayed_of(answer).size(), 1u);
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
  RelayTest none;
  none.refuse_binds = 1000;
  auto bob = none.client("192.0.2.1:4000");
  CHECK_EQ(allocate_dual(bob).outcome(), error(508));
  CHECK_EQ(none.shared.ports.free_ports(none.clock.now()), none.shared.ports.total_ports());
  CHECK_EQ(none.shared.quotas.in_use(), 0u);
  CHECK(!none.server.next_deadline());
}

// RFC 8656 7.2: check 6, REQUESTED- and ADDITIONAL-ADDRESS-FAMILY together: 400
// RFC 8656 7.2: check 5, RESERVATION-TOKEN and ADDITIONAL-ADDRESS-FAMILY together: 400
// RFC 8656 7.2: check 8, EVEN-PORT with R and ADDITIONAL-ADDRESS-FAMILY together: 400
// RFC 8656 7.2: check 9, ADDITIONAL-ADDRESS-FAMILY of 0x01: 400
void contradictions_are_400() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const std::byte reserve{0x80}, even{0};
  const auto refused = [&](const Client::Fill& fill) {
    CHECK_EQ(allocate_with(alice, fill).outcome(), error(400));
  };
  refused([](Builder& b) {
    b.u32(Attr::requested_address_family, kV4).u32(Attr::additional_address_family, kV6);
  });
  refused([](Builder& b) {
    b.u64(Attr::reservation_token, 1).u32(Attr::additional_address_family, kV6);
  });
  refused([&](Builder& b) {
    b.bytes(Attr::even_port, {&reserve, 1}).u32(Attr::additional_address_family, kV6);
  });
  refused([](Builder& b) { b.u32(Attr::additional_address_family, kV4); });
  refused([](Builder& b) { b.u32(Attr::additional_address_family, 3u << 24); });
  refused([](Builder& b) { b.text(Attr::additional_address_family, "\x02"); });
  CHECK_EQ(t.server.allocation_count(), 0u);
  const Answer answer = allocate_with(alice, [&](Builder& b) {
    b.bytes(Attr::even_port, {&even, 1}).u32(Attr::additional_address_family, kV6);
  });
  for (const auto& relayed : relayed_of(answer)) CHECK_EQ(relayed.port % 2, 0);
  CHECK_EQ(relayed_of(answer).size(), 2u);
}

// RFC 8656 8.1: without REQUESTED-ADDRESS-FAMILY a Refresh is for all addresses, with it for one
void each_family_has_its_own_lifetime() {
  Scene s;
  s.t.advance(300s);
  CHECK_EQ(refresh_family(s.alice, kV6, 1200), success());
  s.t.advance(300s);  // the IPv4 address expires
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  CHECK_EQ(s.taken(), 1u);
  CHECK_EQ(s.alice.permit(kPeer4), error(443));
  CHECK_EQ(s.alice.permit(kPeer6), success());
  CHECK(s.alice.send(kPeer4, "x").kind == Forward::Kind::none);
  CHECK_EQ(s.t.from_peer(s.alice, kPeer6, "still")->payload(), "still");
  CHECK(s.t.ended.empty());
  CHECK_EQ(refresh_family(s.alice, kV4, 600), error(443));
  CHECK_EQ(s.alice.refresh(1800), success());
  s.t.advance(1799s);
  CHECK_EQ(s.t.server.allocation_count(), 1u);
  s.t.advance(1s);
  CHECK_EQ(s.t.server.allocation_count(), 0u);
  CHECK_EQ(s.taken(), 0u);
  CHECK_EQ(s.t.ended.size(), 1u);
}

// RFC 8656 8.1: deleting one address takes its permissions and channels, and not those of the other
//   family
void one_family_can_be_deleted() {
  for (const bool v4 : {true, false}) {
    Scene s;
    CHECK_EQ(refresh_family(s.alice, v4 ? kV4 : kV6, 0), success());
    CHECK_EQ(s.taken(), 1u);
    CHECK(s.alice.channel_data(v4 ? 0x4000 : 0x4001, "x").kind == Forward::Kind::none);
    CHECK(s.alice.channel_data(v4 ? 0x4001 : 0x4000, "x").kind == Forward::Kind::to_peer);
    CHECK_EQ(refresh_family(s.alice, v4 ? kV4 : kV6, 0), error(443));
    CHECK_EQ(refresh_family(s.alice, v4 ? kV6 : kV4, 0), success());
    CHECK_EQ(s.t.server.allocation_count(), 0u);
    CHECK_EQ(s.taken(), 0u);
  }
}

// RFC 8656 8.2: without REQUESTED-ADDRESS-FAMILY a lifetime of zero deletes the allocation with
//   both addresses
void deletion_gives_both_back() {
  Scene s;
  CHECK_EQ(s.alice.refresh(0), success());
  CHECK_EQ(s.taken(), 0u);
  CHECK_EQ(s.t.closed.size(), 2u);
  CHECK_EQ(s.t.shared.quotas.in_use(), 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "dual allocation",
      {TEST(both_addresses_in_one_allocation), TEST(a_retransmission_gets_the_same_bytes),
       TEST(data_takes_the_relay_of_the_peers_family),
       TEST(one_family_only_is_a_success_that_says_so),
       TEST(exhausted_ports_are_508_for_one_or_for_both),
       TEST(a_socket_that_cannot_be_bound_costs_its_family_only), TEST(contradictions_are_400),
       TEST(each_family_has_its_own_lifetime), TEST(one_family_can_be_deleted),
       TEST(deletion_gives_both_back)});
}
