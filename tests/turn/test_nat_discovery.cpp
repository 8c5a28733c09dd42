// SPDX-License-Identifier: MIT
// NAT discovery (RFC 5780) in the core: from where, to where and how long the answer is.
#include "turn/nat_discovery.hpp"

#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// Two addresses with two ports each, in the order of NatDiscovery::places, behind a 1:1 NAT.
constexpr std::array<std::string_view, 4> kAt{"198.51.100.1:3478", "198.51.100.1:3479",
                                              "198.51.100.2:3478", "198.51.100.2:3479"};
constexpr std::array<std::string_view, 4> kSeen{"203.0.113.1:3478", "203.0.113.1:3479",
                                                "203.0.113.2:3478", "203.0.113.2:3479"};

struct Scene {
  static std::vector<turn::RelayAddress> seen_as(std::string_view first, std::string_view second) {
    return {{endpoint(kAt[0]).ip, *base::IpAddress::parse(first)},
            {endpoint(kAt[2]).ip, *base::IpAddress::parse(second)}};
  }
  explicit Scene(turn::Config config = RelayTest::test_config())
      : t(std::move(config), seen_as("203.0.113.1", "203.0.113.2")) {
    for (std::size_t i = 0; i < 4; ++i)
      t.shared.discovery.places[i] = {endpoint(kAt[i]), static_cast<std::uint32_t>(10 + i)};
    t.shared.discovery.enabled = true;
  }
  Client client(std::size_t place, Transport transport = Transport::udp) {
    turn::Leg leg = t.client("192.0.2.1:4000", transport).leg();
    leg.tuple.server = endpoint(kAt[place]);
    leg.socket = static_cast<std::uint32_t>(10 + place);
    return Client{t, leg};
  }
  // raw() checks that the answer leaves where the request came in, which is not so here.
  Answer ask(std::size_t place, const Client::Fill& fill = {}) {
    std::array<std::byte, 4096> room;
    Builder builder{room, stun::Class::request, Method::binding, {}};
    if (fill) fill(builder);
    t.replies.clear();
    t.reply_legs.clear();
    (void)t.server.handle_client(client(place).leg(), builder.message(), t.now(), t.effects);
    t.execute();
    return t.replies.empty() ? Answer{} : t.replies[0];
  }
  std::optional<base::Endpoint> plain(const Answer& answer, Attr type) {
    const auto view = answer.view();
    const auto value = view.find(type);
    return value ? stun::decode_address(*value) : std::nullopt;
  }
  RelayTest t;
};

// The external address is found after the start, or changes.
void the_other_address_follows_the_external_one() {
  Scene s;
  const auto other = [&] { return s.plain(s.ask(0), Attr::other_address); };
  CHECK_EQ(other(), std::optional{endpoint(kSeen[3])});
  s.t.shared.ports.readdress(Scene::seen_as("203.0.113.1", "203.0.113.9"));
  CHECK_EQ(other(), std::optional{endpoint("203.0.113.9:3479")});
  s.t.shared.ports.readdress({});  // no relay address: it is seen as it is
  CHECK_EQ(other(), std::optional{endpoint(kAt[3])});
}

// RFC 5780 section 6.1: the flags A and B choose among the four places.
void the_answer_leaves_from_the_place_that_is_asked_for() {
  Scene s;
  for (std::size_t asked = 0; asked < 4; ++asked) {
    for (const std::uint32_t flags : {0u, 2u, 4u, 6u}) {
      const Answer answer = s.ask(asked, [&](Builder& b) { b.u32(Attr::change_request, flags); });
      const bool other_address = (flags & 4) != 0, other_port = (flags & 2) != 0;
      std::size_t from = asked;
      if (other_address) from = (from + 2) % 4;
      if (other_port) from = from % 2 == 0 ? from + 1 : from - 1;
      CHECK_EQ(answer.outcome(), success());
      const turn::Leg& to = s.t.reply_legs.at(0);
      CHECK_EQ(to.tuple.server, endpoint(kAt[from]));
      CHECK_EQ(to.socket, 10 + from);
      CHECK_EQ(to.tuple.client, endpoint("192.0.2.1:4000"));
      CHECK_EQ(s.plain(answer, Attr::response_origin), endpoint(kSeen[from]));
      // The other address and the other port of what was asked.
      CHECK_EQ(s.plain(answer, Attr::other_address), endpoint(kSeen[3 - asked]));
      CHECK_EQ(s.plain(answer, Attr::mapped_address), endpoint("192.0.2.1:4000"));
      CHECK_EQ(answer.address(Attr::xor_mapped_address), endpoint("192.0.2.1:4000"));
      CHECK(!answer.has(Attr::padding));
      CHECK(!answer.view().has_fingerprint());
    }
  }
  CHECK_EQ(s.t.stats.bindings.value(), 16u);
  const Answer plain = s.ask(0);
  CHECK_EQ(s.t.reply_legs.at(0).tuple.server, endpoint(kAt[0]));
  const Answer marked = s.ask(0, [](Builder& b) { b.fingerprint(); });
  CHECK(marked.view().fingerprint_matches());
  CHECK(!plain.view().has_fingerprint());
}

// RFC 5780 sections 6.1 and 7.5
void the_answer_goes_to_the_port_that_is_asked_for() {
  Scene s;
  for (const std::uint32_t port : {1u, 4001u, 65535u}) {
    CHECK_EQ(s.ask(0, [&](Builder& b) { b.u32(Attr::response_port, port << 16); }).outcome(),
             success());
    CHECK_EQ(s.t.reply_legs.at(0).tuple.client.port, port);
    CHECK_EQ(s.t.reply_legs.at(0).tuple.client.ip, endpoint("192.0.2.1:1").ip);
  }
  const auto refused = [&](const Client::Fill& fill) {
    CHECK_EQ(s.ask(0, fill).outcome(), error(400));
  };
  refused([](Builder& b) { b.u32(Attr::response_port, 0); });
  refused([](Builder& b) { b.text(Attr::response_port, "abc"); });
  refused([](Builder& b) { b.text(Attr::change_request, "abc"); });
  refused([](Builder& b) { b.u32(Attr::response_port, 4001u << 16).u32(Attr::padding, 0); });
}

// The answer's padding is as long as the request's, at most 1500 bytes, in whole words.
void padding_is_answered_by_padding() {
  Scene s;
  const std::string text(2000, 'p');
  for (const auto& [asked, answered] :
       {std::pair{0u, 0u}, std::pair{3u, 0u}, std::pair{4u, 4u}, std::pair{7u, 4u},
        std::pair{1499u, 1496u}, std::pair{1500u, 1500u}, std::pair{1501u, 1500u},
        std::pair{2000u, 1500u}}) {
    const Answer answer = s.ask(
        1, [&](Builder& b) { b.text(Attr::padding, std::string_view{text}.substr(0, asked)); });
    CHECK_EQ(answer.outcome(), success());
    CHECK_EQ(answer.text(Attr::padding), std::string(answered, '\0'));
    CHECK_EQ(answer.has(Attr::padding), answered != 0);
  }
}

// Elsewhere the attributes are unknown, and the answer is an ordinary one.
void other_sockets_and_streams_know_nothing_of_it() {
  Scene s;
  auto elsewhere = s.t.client("192.0.2.1:4000");
  turn::Leg leg = elsewhere.leg();
  leg.tuple.server = endpoint("198.51.100.3:3478");
  for (Client client :
       {Client{s.t, leg}, s.client(0, Transport::tcp), s.client(0, Transport::dtls)}) {
    for (const Attr type : {Attr::change_request, Attr::response_port, Attr::padding}) {
      const Answer answer = client.bare(Method::binding, [&](Builder& b) { b.u32(type, 0x10000); });
      CHECK_EQ(answer.outcome(), error(420));
      const auto view = answer.view();
      CHECK_EQ(base::load_be16(view.find(Attr::unknown_attributes).value().data()),
               static_cast<std::uint16_t>(type));
    }
    const Answer answer = client.bare(Method::binding);
    CHECK_EQ(answer.outcome(), success());
    CHECK(!answer.has(Attr::other_address));
  }
  s.t.shared.discovery.enabled = false;
  CHECK(!s.ask(0).has(Attr::other_address));
  CHECK(!turn::NatDiscovery{}.enabled);
}

void strangers_are_limited_here_too() {
  auto config = RelayTest::test_config();
  config.binding_rate = 1;
  config.stranger_burst = 2;
  Scene s{config};
  CHECK_EQ(s.ask(0).outcome(), success());
  CHECK_EQ(s.ask(1).outcome(), success());
  CHECK_EQ(s.ask(2).outcome(), silence());
  CHECK_EQ(s.t.dropped(turn::Drop::rate_limited), 1u);
  CHECK_EQ(s.t.stats.bindings.value(), 2u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "nat_discovery",
      {TEST(the_other_address_follows_the_external_one),
       TEST(the_answer_leaves_from_the_place_that_is_asked_for),
       TEST(the_answer_goes_to_the_port_that_is_asked_for), TEST(padding_is_answered_by_padding),
       TEST(other_sockets_and_streams_know_nothing_of_it), TEST(strangers_are_limited_here_too)});
}
