// SPDX-License-Identifier: MIT
// Send, Data and ChannelData, and the hairpin between two of our own relayed addresses.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

std::string text_of(const Forward& forward) { return std::string{base::as_text(forward.payload)}; }

// RFC 8656 11.2: a Send indication becomes a datagram from the relayed address
void send_goes_to_the_peer_from_the_allocation() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:1"), success());
  const Forward forward = alice.send("203.0.113.5:9", "media");
  CHECK(forward.kind == Forward::Kind::to_peer);
  CHECK(forward.allocation == alice.allocation());
  CHECK(forward.peer == peer("203.0.113.5:9"));
  CHECK_EQ(text_of(forward), "media");
  CHECK(!forward.dont_fragment);
  CHECK(alice.send("203.0.113.5:9", "media", true).dont_fragment);
  CHECK_EQ(text_of(alice.send("203.0.113.5:9", "")), "");
}

// RFC 8656 12.6: ChannelData becomes a datagram to the bound peer
void channel_data_goes_to_the_bound_peer() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4abc, "203.0.113.5:9"), success());
  const Forward forward = alice.channel_data(0x4abc, "media");
  CHECK(forward.kind == Forward::Kind::to_peer);
  CHECK(forward.peer == peer("203.0.113.5:9"));
  CHECK_EQ(text_of(forward), "media");
  CHECK(alice.channel_data(0x4abd, "media").kind == Forward::Kind::none);
  // another client's channel is not ours
  auto bob = t.client("192.0.2.2:4000").as("bob", "builder").allocated();
  CHECK(bob.channel_data(0x4abc, "media").kind == Forward::Kind::none);
  CHECK(t.client("192.0.2.3:1").channel_data(0x4abc, "media").kind == Forward::Kind::none);
}

// Cisco Expressway leaked memory for a DATA length beyond the message; coturn #2016 relayed to the
// second of two peers
// RFC 8656 11.2: a Send indication without XOR-PEER-ADDRESS or DATA is dropped
void broken_indications_are_dropped() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:1"), success());
  ByteVector room(512);
  const auto sent = [&](const Client::Fill& fill) {
    Builder builder{room, stun::Class::indication, Method::send, {}};
    fill(builder);
    return t.server.handle_client(alice.leg(), builder.message(), t.now(), t.effects);
  };
  const auto to = [](Builder& b, std::string_view p) {
    b.xor_address(Attr::xor_peer_address, endpoint(p));
  };
  CHECK(sent([&](Builder& b) { to(b, "203.0.113.5:9"); }).kind == Forward::Kind::none);
  CHECK(sent([&](Builder& b) { b.text(Attr::data, "x"); }).kind == Forward::Kind::none);
  CHECK(sent([&](Builder& b) {
          to(b, "203.0.113.5:0");
          b.text(Attr::data, "x");
        }).kind == Forward::Kind::none);
  CHECK(sent([&](Builder& b) {
          b.text(Attr::xor_peer_address, "x");
          b.text(Attr::data, "x");
        }).kind == Forward::Kind::none);
  CHECK(sent([&](Builder& b) {
          to(b, "203.0.113.5:9");
          b.flag(static_cast<Attr>(0x7001)).text(Attr::data, "x");
        }).kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::bad_indication), 5u);
  const Forward two = sent([&](Builder& b) {
    to(b, "203.0.113.5:9");
    to(b, "203.0.113.66:9");
    b.text(Attr::data, "x");
  });
  CHECK(two.peer == peer("203.0.113.5:9"));
  CHECK(t.effects.empty());
}

// RFC 8656 12.6: ChannelData shorter than its length is dropped
void truncated_channel_data_is_dropped() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  const auto message = base::as_bytes(std::string_view{"\x40\x00\x00\x05hello", 9});
  for (std::size_t size = 0; size < message.size(); ++size) {
    CHECK(t.server.handle_client(alice.leg(), message.first(size), t.now(), t.effects).kind ==
          Forward::Kind::none);
  }
  CHECK_EQ(text_of(t.server.handle_client(alice.leg(), message, t.now(), t.effects)), "hello");
}

void data_indications_are_padded_with_zeros() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:1"), success());
  std::vector<stun::TransactionId> ids;
  for (const std::string_view text : {"", "1", "12", "123", "1234", "12345"}) {
    const auto delivery = t.from_peer(alice, "203.0.113.5:9", text);
    CHECK_EQ(delivery->payload(), text);
    CHECK_EQ(delivery->from(), endpoint("203.0.113.5:9"));
    CHECK(delivery->to.tuple == alice.leg().tuple);
    CHECK_EQ(delivery->message.size(), 36 + (text.size() + 3) / 4 * 4);
    for (std::size_t i = 36 + text.size(); i < delivery->message.size(); ++i)
      CHECK(delivery->message[i] == std::byte{0});
    ids.push_back(stun::MessageView::decode(delivery->message)->transaction_id());
  }
  for (std::size_t i = 1; i < ids.size(); ++i) CHECK(ids[i] != ids[i - 1]);
}

// RFC 8656 11.3: Data indications from IPv6 peers
void data_indications_over_ipv6() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(alice
               .request(Method::allocate,
                        [](Builder& b) {
                          b.u32(Attr::requested_transport, 17u << 24)
                              .u32(Attr::requested_address_family, 2u << 24);
                        })
               .outcome(),
           success());
  CHECK_EQ(alice.permit("[2001:db8:2::5]:1"), success());
  const auto delivery = t.from_peer(alice, "[2001:db8:2::5]:9", "hello");
  CHECK_EQ(delivery->message.size(), 48u + 8u);
  CHECK_EQ(delivery->from(), endpoint("[2001:db8:2::5]:9"));
}

// RFC 8656 12.5: ChannelData is padded over TCP and TLS, not over UDP
void channel_data_is_padded_over_streams_only() {
  for (const auto transport : {turn::Transport::udp, turn::Transport::tcp, turn::Transport::tls}) {
    RelayTest t;
    auto alice = t.client("192.0.2.1:4000", transport).allocated();
    CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
    for (const std::string_view text : {"", "1", "12", "123", "1234"}) {
      const auto delivery = t.from_peer(alice, "203.0.113.5:9", text);
      CHECK_EQ(delivery->payload(), text);
      const std::size_t bare = 4 + text.size();
      CHECK_EQ(delivery->message.size(),
               transport == turn::Transport::udp ? bare : (bare + 3) / 4 * 4);
      for (std::size_t i = bare; i < delivery->message.size(); ++i)
        CHECK(delivery->message[i] == std::byte{0});
    }
  }
}

void what_does_not_fit_a_datagram_is_dropped() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:1"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", std::string(65468, 'x')).has_value());
  CHECK(!t.from_peer(alice, "203.0.113.5:9", std::string(65472, 'x')));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  CHECK(t.from_peer(alice, "203.0.113.5:9", std::string(65503, 'x')).has_value());
  CHECK(!t.from_peer(alice, "203.0.113.5:9", std::string(65504, 'x')));
  CHECK_EQ(t.dropped(turn::Drop::too_long), 2u);
}

// --- hairpin ---

struct TwoClients {
  explicit TwoClients(std::vector<turn::RelayAddress> addresses = RelayTest::test_addresses())
      : t(turn_config(), std::move(addresses)),
        alice(t.client("192.0.2.1:4000").allocated()),
        bob(t.client("192.0.2.2:4000").as("bob", "builder").allocated()) {}
  // The configuration opens no address, but the relay's own address is granted all the same.
  static turn::Config turn_config() {
    auto config = RelayTest::test_config();
    config.allow_peers.clear();
    return config;
  }
  RelayTest t;
  Client alice;
  Client bob;
};

void two_relayed_clients_reach_each_other_inside() {
  TwoClients two;
  CHECK_EQ(two.alice.permit(two.bob.relayed().print()), success());
  const Forward forward = two.alice.send(two.bob.relayed().print(), "hello bob");
  CHECK(forward.kind == Forward::Kind::hairpin);
  CHECK_EQ(forward.source.value(), two.alice.relayed());
  // both sides need a permission
  CHECK(!two.t.hairpin(forward));
  CHECK_EQ(two.bob.permit(two.alice.relayed().print()), success());
  const auto delivery = two.t.hairpin(two.alice.send(two.bob.relayed().print(), "hello bob"));
  CHECK(delivery->to.tuple == two.bob.leg().tuple);
  CHECK_EQ(delivery->from(), two.alice.relayed());
  CHECK_EQ(delivery->payload(), "hello bob");
}

void channels_work_through_the_hairpin() {
  TwoClients two;
  CHECK_EQ(two.alice.bind_channel(0x4000, two.bob.relayed().print()), success());
  CHECK_EQ(two.bob.bind_channel(0x4777, two.alice.relayed().print()), success());
  const auto delivery = two.t.hairpin(two.alice.channel_data(0x4000, "hello"));
  CHECK_EQ(delivery->channel(), std::uint16_t{0x4777});
  CHECK_EQ(delivery->payload(), "hello");
}

void own_ports_that_are_no_relayed_address_get_nothing() {
  TwoClients two;
  CHECK_EQ(two.alice.permit("198.51.100.1:22"), success());
  CHECK(two.alice.send("198.51.100.1:22", "x").kind == Forward::Kind::none);
  CHECK(two.alice.send("198.51.100.1:3478", "x").kind == Forward::Kind::none);
  const auto port_of_bob = two.bob.relayed().print();
  CHECK_EQ(two.bob.permit(two.alice.relayed().print()), success());
  CHECK(two.alice.send(port_of_bob, "x").kind == Forward::Kind::hairpin);
  CHECK_EQ(two.bob.refresh(0), success());
  CHECK(two.alice.send(port_of_bob, "x").kind == Forward::Kind::none);
  CHECK_EQ(two.t.dropped(turn::Drop::own_port), 3u);
  // and nothing that the kernel brings from there
  CHECK(!two.t.from_peer(two.alice, "198.51.100.1:53", "dns says"));
  CHECK_EQ(two.t.dropped(turn::Drop::from_own_address), 1u);
}

// Behind a 1:1 NAT clients know the external address; the local one means the same.
void hairpin_behind_a_mapped_address() {
  const auto local = base::IpAddress::v4(10, 0, 0, 5);
  const auto external = base::IpAddress::v4(198, 51, 100, 77);
  TwoClients two{{{local, external}}};
  CHECK_EQ(two.bob.relayed().ip, external);
  CHECK_EQ(two.bob.bind_channel(0x4000, two.alice.relayed().print()), success());
  for (const auto& ip : {external, local}) {
    const std::string target = base::Endpoint{ip, two.bob.relayed().port}.print();
    CHECK_EQ(two.alice.permit(target), success());
    const Forward forward = two.alice.send(target, "hello");
    CHECK(forward.kind == Forward::Kind::hairpin);
    CHECK_EQ(forward.source.value(), two.alice.relayed());
    CHECK_EQ(two.t.hairpin(forward)->channel(), std::uint16_t{0x4000});
  }
}

void an_allocation_reaches_itself() {
  TwoClients two;
  CHECK_EQ(two.alice.permit(two.alice.relayed().print()), success());
  CHECK_EQ(two.t.hairpin(two.alice.send(two.alice.relayed().print(), "echo"))->payload(), "echo");
}

// A datagram has at most 65507 bytes, also if it came over a stream.
void no_longer_datagram_leaves_for_a_peer() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000", turn::Transport::tcp).allocated();
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
  CHECK(alice.channel_data(0x4000, std::string(65507, 'x')).kind == Forward::Kind::to_peer);
  CHECK(alice.channel_data(0x4000, std::string(65508, 'x')).kind == Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::too_long), 1u);
}

// A Data indication has 36 bytes beside the padded data: 65507 over UDP, and over a stream 65532
// behind the header of 20.
void a_data_indication_may_be_as_long_as_its_carrier_takes() {
  RelayTest t;
  auto udp = t.client("192.0.2.1:4000").allocated();
  auto tcp = t.client("192.0.2.2:4000", turn::Transport::tcp).allocated();
  for (Client* client : {&udp, &tcp}) CHECK_EQ(client->permit("203.0.113.5:9"), success());
  CHECK(t.from_peer(udp, "203.0.113.5:9", std::string(65468, 'x')).has_value());
  CHECK(!t.from_peer(udp, "203.0.113.5:9", std::string(65469, 'x')));
  CHECK(t.from_peer(tcp, "203.0.113.5:9", std::string(65516, 'x')).has_value());
  CHECK(!t.from_peer(tcp, "203.0.113.5:9", std::string(65517, 'x')));
}

}  // namespace

int main() {
  return lectern_test::run(
      "data",
      {TEST(send_goes_to_the_peer_from_the_allocation), TEST(channel_data_goes_to_the_bound_peer),
       TEST(broken_indications_are_dropped), TEST(truncated_channel_data_is_dropped),
       TEST(data_indications_are_padded_with_zeros), TEST(data_indications_over_ipv6),
       TEST(channel_data_is_padded_over_streams_only),
       TEST(what_does_not_fit_a_datagram_is_dropped),
       TEST(two_relayed_clients_reach_each_other_inside), TEST(channels_work_through_the_hairpin),
       TEST(own_ports_that_are_no_relayed_address_get_nothing),
       TEST(hairpin_behind_a_mapped_address), TEST(an_allocation_reaches_itself),
       TEST(no_longer_datagram_leaves_for_a_peer),
       TEST(a_data_indication_may_be_as_long_as_its_carrier_takes)});
}
