// SPDX-License-Identifier: MIT
// ChannelBind: RFC 8656 section 12.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// RFC 8656 12: a channel lasts ten minutes
// RFC 8656 12.2: a binding installs a permission
void binds_for_ten_minutes_and_permits_for_five() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", "hello")->channel() == 0x4000);
  t.advance(301s);
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "no permission any more"));
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", "hello")->channel() == 0x4000);
  t.advance(298s);
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::to_peer);
  t.advance(1s);
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::no_channel), 1u);
  CHECK(t.from_peer(alice, "203.0.113.5:9", "hello")->from() == endpoint("203.0.113.5:9"));
}

// RFC 8656 12.2: binding again refreshes binding and permission
void binding_again_refreshes_both() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  t.advance(299s);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  t.advance(299s);
  CHECK(t.from_peer(alice, "203.0.113.5:9", "x")->channel() == 0x4000);
  t.advance(300s);
  CHECK(alice.channel_data(0x4000, "x").kind == Forward::Kind::to_peer);
}

// RFC 8656 12.2: 400 for a number bound to another peer and a peer bound to another number
void refuses_a_number_of_another_peer_and_a_peer_of_another_number() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.6:9"), error(400));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:10"), error(400));
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.5:9"), error(400));
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.5:10"), success());
  t.advance(601s);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.6:9"), success());
  // the expired partner does not come back with it
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK(!t.from_peer(alice, "203.0.113.5:9", "x")->channel());
}

// RFC 8656 ends at 0x4FFF; RFC 5766's clients use up to 0x7FFF
// RFC 8656 12: channel numbers; those of RFC 5766 are accepted
void numbers_from_4000_to_7fff() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  for (const int number : {0x0000, 0x3fff, 0x8000, 0xffff}) {
    CHECK_EQ(alice.bind_channel(static_cast<std::uint16_t>(number), "203.0.113.5:9"), error(400));
  }
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:1"), success());
  CHECK_EQ(alice.bind_channel(0x4fff, "203.0.113.5:2"), success());
  CHECK_EQ(alice.bind_channel(0x5000, "203.0.113.5:3"), success());
  CHECK_EQ(alice.bind_channel(0x7fff, "203.0.113.5:4"), success());
}

// RFC 8656 12.2: 400 without CHANNEL-NUMBER or XOR-PEER-ADDRESS
void both_attributes_are_required() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto bind_with = [&](const Client::Fill& fill) {
    return alice.request(Method::channel_bind, fill).outcome();
  };
  CHECK_EQ(bind_with([](Builder& b) { b.u32(Attr::channel_number, 0x40000000); }), error(400));
  CHECK_EQ(bind_with([](Builder& b) {
             b.xor_address(Attr::xor_peer_address, endpoint("203.0.113.5:9"));
           }),
           error(400));
  CHECK_EQ(bind_with([](Builder& b) {
             b.text(Attr::channel_number, "@@")
                 .xor_address(Attr::xor_peer_address, endpoint("203.0.113.5:9"));
           }),
           error(400));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:0"), error(400));
  CHECK_EQ(t.client("192.0.2.9:1").bind_channel(0x4000, "203.0.113.5:9"), error(437));
}

// RFC 8656 12.2: 508 when no more channels can be had
void their_number_is_bounded() {
  auto config = RelayTest::test_config();
  config.max_channels = 2;
  RelayTest t{config};
  auto alice = t.client("192.0.2.1:4000").allocated(3600);
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:1"), success());
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.5:2"), success());
  CHECK_EQ(alice.bind_channel(0x4002, "203.0.113.5:3"), error(508));
  CHECK_EQ(alice.bind_channel(0x4001, "203.0.113.5:2"), success());
  t.advance(601s);
  CHECK_EQ(alice.bind_channel(0x4002, "203.0.113.5:3"), success());
}

}  // namespace

int main() {
  return lectern_test::run(
      "channel_bind",
      {TEST(binds_for_ten_minutes_and_permits_for_five), TEST(binding_again_refreshes_both),
       TEST(refuses_a_number_of_another_peer_and_a_peer_of_another_number),
       TEST(numbers_from_4000_to_7fff), TEST(both_attributes_are_required),
       TEST(their_number_is_bounded)});
}
