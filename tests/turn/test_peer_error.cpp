// SPDX-License-Identifier: MIT
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;
using stun::Icmp;

struct Scene {
  RelayTest t;
  Client alice = t.client("192.0.2.1:4000").allocated();
  Scene() {
    CHECK_EQ(alice.permit("203.0.113.5:1"), success());
    CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.6:9"), success());
  }
  // The message to the client, with its bytes.
  std::optional<Answer> told(std::string_view to, Icmp icmp) {
    const auto framed =
        t.server.handle_peer_error(alice.allocation(), peer(to), icmp, t.clock.now());
    if (!framed) return std::nullopt;
    CHECK(framed->to.tuple == alice.leg().tuple);
    return Answer{framed->message};
  }
};

std::optional<Icmp> icmp_of(const Answer& indication) {
  const auto value = indication.view().find(Attr::icmp);
  return value ? stun::decode_icmp(*value) : std::nullopt;
}

// RFC 8656 11.5: a Data indication with XOR-PEER-ADDRESS and ICMP, and without DATA, tells the
//   client of an ICMP error
// RFC 8656 18.13: type, code, and the next hop's MTU or zero
void an_error_is_told_with_the_peer_it_is_about() {
  Scene s;
  const auto told = s.told("203.0.113.5:7", {3, 3, 99});
  CHECK(told.has_value());
  const auto view = told->view();
  CHECK(view.message_class() == stun::Class::indication);
  CHECK(view.method() == stun::Method::data);
  CHECK_EQ(told->address(Attr::xor_peer_address), endpoint("203.0.113.5:7"));
  CHECK(!told->has(Attr::data));
  CHECK((icmp_of(*told) == Icmp{3, 3, 0}));
  CHECK((icmp_of(s.told("203.0.113.5:7", {3, 4, 1400}).value()) == Icmp{3, 4, 1400}));
  CHECK((icmp_of(s.told("203.0.113.5:7", {11, 0, 5}).value()) == Icmp{11, 0, 0}));
  CHECK(s.told("203.0.113.5:7", {3, 3, 0})->view().transaction_id() != view.transaction_id());
  CHECK_EQ(s.t.stats.peer_errors.value(), 4u);
}

// RFC 8656 11.5: also where the peer has a channel
void a_channel_changes_nothing() {
  Scene s;
  const auto told = s.told("203.0.113.6:9", {3, 1, 0});
  CHECK(told.has_value());
  CHECK_EQ(told->address(Attr::xor_peer_address), endpoint("203.0.113.6:9"));
}

// RFC 8656 11.5: types 3 and 11 of ICMPv4, others are dropped
void other_types_are_not_told() {
  Scene s;
  for (unsigned type = 0; type < 256; ++type) {
    const bool told = s.told("203.0.113.5:7", {static_cast<std::uint8_t>(type), 0, 0}).has_value();
    CHECK_EQ(told, type == 3 || type == 11);
  }
}

// RFC 8656 11.5: types 1, 2 and 3 of ICMPv6; 2 carries the MTU
void icmpv6_has_types_of_its_own() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(alice
               .request(stun::Method::allocate,
                        [](stun::Builder& b) {
                          b.u32(Attr::requested_transport, 17u << 24)
                              .u32(Attr::requested_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  CHECK_EQ(alice.permit("[2001:db8:2::5]:1"), success());
  for (unsigned type = 0; type < 256; ++type) {
    const auto framed =
        t.server.handle_peer_error(alice.allocation(), peer("[2001:db8:2::5]:7"),
                                   {static_cast<std::uint8_t>(type), 0, 1280}, t.clock.now());
    CHECK_EQ(framed.has_value(), type >= 1 && type <= 3);
    if (framed) CHECK_EQ(icmp_of(Answer{framed->message})->data, type == 2 ? 1280u : 0u);
  }
}

// RFC 8656 11.5: the permission for the address that the datagram went to decides, whoever reports
//   the error
void only_what_the_client_may_send_to_is_told() {
  Scene s;
  CHECK(!s.told("203.0.113.99:7", {3, 3, 0}));
  s.t.advance(std::chrono::seconds{301});
  CHECK(!s.told("203.0.113.5:7", {3, 3, 0}));  // the permission has run out
  CHECK(!s.t.server.handle_peer_error({}, peer("203.0.113.5:7"), {3, 3, 0}, s.t.clock.now()));
}

}  // namespace

int main() {
  return lectern_test::run(
      "peer_error",
      {TEST(an_error_is_told_with_the_peer_it_is_about), TEST(a_channel_changes_nothing),
       TEST(other_types_are_not_told), TEST(icmpv6_has_types_of_its_own),
       TEST(only_what_the_client_may_send_to_is_told)});
}
