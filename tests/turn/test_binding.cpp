// SPDX-License-Identifier: MIT
// Binding: the smallest correct answer, and messages that get no answer.
#include <array>

#include "tests/turn/hex.hpp"
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// RFC 8489 12: XOR-MAPPED-ADDRESS in the answer to Binding
// RFC 8489 14.2: XOR-MAPPED-ADDRESS of IPv4
void answers_a_bare_request_with_32_bytes() {
  RelayTest t;
  const Answer answer = t.client("192.0.2.1:4000").bare(Method::binding);
  CHECK_EQ(answer.outcome(), success());
  CHECK_EQ(answer.bytes().size(), 32u);  // header and XOR-MAPPED-ADDRESS
  CHECK_EQ(answer.address(Attr::xor_mapped_address), endpoint("192.0.2.1:4000"));
}

// RFC 8489 14.2: XOR-MAPPED-ADDRESS of IPv6
void answers_ipv6_with_44_bytes() {
  RelayTest t;
  const Answer answer = t.client("[2001:db8:2::7]:4000").bare(Method::binding);
  CHECK_EQ(answer.bytes().size(), 44u);
  CHECK_EQ(answer.address(Attr::xor_mapped_address), endpoint("[2001:db8:2::7]:4000"));
}

// RFC 8489 7: FINGERPRINT
void fingerprint_is_answered_by_fingerprint() {
  RelayTest t;
  const Answer answer = t.client("192.0.2.1:4000").with_fingerprint().bare(Method::binding);
  CHECK(answer.view().has_fingerprint());
  CHECK(answer.view().fingerprint_matches());
  CHECK_EQ(answer.bytes().size(), 40u);
}

// RFC 8489 6.3: a wrong FINGERPRINT is dropped silently
void a_wrong_fingerprint_gets_no_answer() {
  RelayTest t;
  std::array<std::byte, 64> room;
  stun::Builder builder{room, stun::Class::request, Method::binding, {}};
  builder.fingerprint();
  ByteVector message(builder.message().begin(), builder.message().end());
  message.back() ^= std::byte{1};
  CHECK(!t.client("192.0.2.1:4000").raw(message));
  CHECK_EQ(t.dropped(turn::Drop::bad_fingerprint), 1u);
}

// RFC 8489 section 6.3.1: 420 with the list
// RFC 8489 6.3.1: 420 with UNKNOWN-ATTRIBUTES
// RFC 8489 14.13: UNKNOWN-ATTRIBUTES
void unknown_required_attributes_are_listed() {
  RelayTest t;
  const Answer answer = t.client("192.0.2.1:4000").bare(Method::binding, [](stun::Builder& b) {
    b.u32(static_cast<Attr>(0x7f01), 1).u32(static_cast<Attr>(0x8f01), 1);
  });
  CHECK_EQ(answer.outcome(), error(420));
  const auto view = answer.view();
  const auto listed = view.find(Attr::unknown_attributes).value();
  CHECK_EQ(listed.size(), 2u);
  CHECK_EQ(base::load_be16(listed.data()), 0x7f01);
}

// RFC 8489 6.3.2: indications get no answer
void what_is_no_request_gets_no_answer() {
  RelayTest t;
  auto client = t.client("192.0.2.1:4000");
  std::array<std::byte, 64> room;
  for (const auto c : {stun::Class::indication, stun::Class::success, stun::Class::error}) {
    stun::Builder builder{room, c, Method::binding, {}};
    CHECK(!client.raw(builder.message()));
  }
  stun::Builder unknown{room, stun::Class::request, static_cast<Method>(0x123), {}};
  CHECK(!client.raw(unknown.message()));
  CHECK(!client.raw({}));
  CHECK(!client.raw(base::as_bytes("\x80 is neither STUN nor ChannelData")));
  CHECK(!client.raw(base::as_bytes("GET / HTTP/1.1\r\n\r\n")));
  CHECK_EQ(t.dropped(turn::Drop::not_for_servers), 2u);
  CHECK_EQ(t.dropped(turn::Drop::unknown_method), 1u);
  CHECK_EQ(t.dropped(turn::Drop::not_turn), 2u);
}

void strangers_of_one_network_are_limited() {
  auto config = RelayTest::test_config();
  config.binding_rate = 10;
  config.stranger_burst = 5;
  RelayTest t{config};
  int answered = 0;
  for (int i = 0; i < 50; ++i) {
    const auto port = std::to_string(1000 + i);
    if (t.client("192.0.2." + std::to_string(i) + ":" + port).bare(Method::binding).outcome() ==
        success())
      ++answered;
  }
  CHECK_EQ(answered, 5);
  CHECK_EQ(t.dropped(turn::Drop::rate_limited), 45u);
  // another /24 is not punished, streams cannot be forged, and time heals
  CHECK_EQ(t.client("203.0.113.1:1").bare(Method::binding).outcome(), success());
  CHECK_EQ(t.client("192.0.2.1:1", turn::Transport::tcp).bare(Method::binding).outcome(),
           success());
  t.advance(std::chrono::milliseconds{250});
  CHECK_EQ(t.client("192.0.2.1:1").bare(Method::binding).outcome(), success());
  CHECK_EQ(t.client("192.0.2.1:1").bare(Method::binding).outcome(), success());
  CHECK_EQ(t.client("192.0.2.1:1").bare(Method::binding).outcome(), silence());
}

// RFC 5780 6.1: without a second address CHANGE-REQUEST is refused with 420
void discovery_without_a_second_address_is_420() {
  RelayTest t;
  auto client = t.client("192.0.2.1:4000");
  const Answer answer =
      client.bare(Method::binding, [](Builder& b) { b.u32(Attr::change_request, 6); });
  CHECK_EQ(answer.outcome(), error(420));
  const auto view = answer.view();
  const auto expected = hex("00 03");
  CHECK_BYTES(view.find(Attr::unknown_attributes).value(), expected);
}

}  // namespace

int main() {
  return lectern_test::run(
      "binding",
      {TEST(answers_a_bare_request_with_32_bytes), TEST(answers_ipv6_with_44_bytes),
       TEST(fingerprint_is_answered_by_fingerprint), TEST(a_wrong_fingerprint_gets_no_answer),
       TEST(unknown_required_attributes_are_listed), TEST(what_is_no_request_gets_no_answer),
       TEST(strangers_of_one_network_are_limited),
       TEST(discovery_without_a_second_address_is_420)});
}
