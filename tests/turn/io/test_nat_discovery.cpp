// SPDX-License-Identifier: MIT
// NAT behaviour discovery (RFC 5780) on two loopback addresses.
#include "turn/nat_discovery.hpp"

#include "net/udp_socket.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Builder;
using Over = TurnClient::Over;

const IpAddress kFirst = IpAddress::v4(127, 0, 0, 1);
const IpAddress kSecond = IpAddress::v4(127, 0, 0, 2);

turn::io::Settings settings_for(std::vector<Endpoint> discovery,
                                const Endpoint& listen = {IpAddress{}, 0}) {
  auto settings = lectern_test::plain_settings();
  settings.listen = {listen};
  settings.nat_discovery = std::move(discovery);
  settings.workers = 2;
  return settings;
}

turn::io::Settings limited(turn::io::Settings settings, std::uint32_t rate) {
  settings.core.binding_rate = rate;
  settings.core.stranger_burst = 5;
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(std::vector<Endpoint> discovery = {{kFirst, 0}, {kSecond, 0}},
                   std::uint32_t rate = 0)
      : RunningRelay(limited(settings_for(std::move(discovery)), rate)) {}
  const std::vector<Endpoint> places = relay->bound_discovery();  // A1P1, A1P2, A2P1, A2P2
};

net::UdpSocket socket_of_a_client() { return CHECK_OK(net::UdpSocket::open({kFirst, 0}, {})); }

// A client that takes answers from everywhere, and says where each came from.
struct Client {
  net::UdpSocket socket = socket_of_a_client();
  base::SystemRandom random;
  struct Got {
    Endpoint from;
    ByteVector message;
    stun::MessageView view() const { return *stun::MessageView::decode(message); }
    std::optional<Endpoint> address(Attr type) const {
      const auto value = view().find(type);
      return value ? stun::decode_address(*value) : std::nullopt;
    }
    int code() const {
      const auto value = view().find(Attr::error_code);
      return value ? stun::decode_error_code(*value)->code : 0;
    }
  };
  ByteVector make(const TurnClient::Fill& fill) {
    stun::TransactionId id;
    random.fill(id);
    ByteVector room(4000);
    Builder builder{room, stun::Class::request, stun::Method::binding, id};
    if (fill) fill(builder);
    return {builder.message().begin(), builder.message().end()};
  }
  static std::optional<Got> receive(net::UdpSocket& socket, std::chrono::milliseconds wait = 5s) {
    pollfd readable{socket.fd(), POLLIN, 0};
    net::ReceiveBatch batch{1, 4000, 0};
    if (::poll(&readable, 1, static_cast<int>(wait.count())) != 1 || socket.receive(batch) == 0)
      return std::nullopt;
    return Got{batch.peer(0), {batch.payload(0).begin(), batch.payload(0).end()}};
  }
  Got ask(const Endpoint& server, const TurnClient::Fill& fill = {}) {
    CHECK(socket.send_to(server, make(fill)));
    return receive(socket).value();
  }
};

// RFC 5780 6.1: the answer names where it comes from and the other address and port, in all
//   combinations of CHANGE-REQUEST
// RFC 5780 7.2: CHANGE-REQUEST, change IP (4) and change port (2)
// RFC 5780 7.3: RESPONSE-ORIGIN
// RFC 5780 7.4: OTHER-ADDRESS
void every_combination_of_address_and_port_answers() {
  Running server;
  CHECK_EQ(server.places.size(), 4u);
  Client client;
  for (std::size_t asked = 0; asked < 4; ++asked) {
    for (std::size_t change = 0; change < 4; ++change) {
      const Client::Got got = client.ask(server.places[asked], [&](Builder& b) {
        if (change != 0) b.u32(Attr::change_request, static_cast<std::uint32_t>(change << 1));
      });
      CHECK_EQ(got.code(), 0);
      CHECK_EQ(got.from, server.places[asked ^ change]);
      CHECK_EQ(got.address(Attr::response_origin), server.places[asked ^ change]);
      CHECK_EQ(got.address(Attr::other_address), server.places[asked ^ 3]);
      CHECK_EQ(got.address(Attr::mapped_address), client.socket.local());
      CHECK_EQ(TurnClient::address(got.message, Attr::xor_mapped_address), client.socket.local());
    }
  }
}

// RFC 5780 7.5: RESPONSE-PORT: the answer goes to another port of the same address
void an_answer_may_go_to_another_port() {
  Running server;
  Client client, other;
  CHECK(client.socket.send_to(server.places[0], client.make([&](Builder& b) {
    b.u32(Attr::response_port, std::uint32_t{other.socket.local().port} << 16);
  })));
  const auto got = Client::receive(other.socket);
  CHECK_EQ(TurnClient::address(got.value().message, Attr::xor_mapped_address),
           client.socket.local());
  CHECK_EQ(client.ask(server.places[0], [](Builder& b) { b.u32(Attr::response_port, 0); }).code(),
           400);
}

// RFC 5780 7.6: PADDING makes a long answer, here never a longer one than the question and what
//   every answer has
void padding_does_not_amplify() {
  Running server;
  Client client;
  const std::size_t plain = client.ask(server.places[0]).message.size();
  for (const std::size_t size : {0u, 1u, 4u, 100u, 1500u, 3000u}) {
    const ByteVector padding(size);
    const auto got =
        client.ask(server.places[0], [&](Builder& b) { b.bytes(Attr::padding, padding); });
    CHECK_EQ(got.code(), 0);
    CHECK(got.message.size() <= plain + 4 + std::min<std::size_t>(size, 1500));
    CHECK_EQ(got.view().has(Attr::padding), size >= 4);
  }
  // RFC 5780 section 6.1: not together with RESPONSE-PORT
  const auto got = client.ask(server.places[0], [&](Builder& b) {
    b.u32(Attr::padding, 0)
        .u32(Attr::response_port, std::uint32_t{client.socket.local().port} << 16);
  });
  CHECK_EQ(got.code(), 400);
}

void malformed_wishes_are_bad_requests() {
  Running server;
  Client client;
  CHECK_EQ(client.ask(server.places[0], [](Builder& b) { b.u64(Attr::change_request, 4); }).code(),
           400);
  CHECK_EQ(client.ask(server.places[0], [](Builder& b) { b.flag(Attr::response_port); }).code(),
           400);
}

void discovery_is_rate_limited_like_any_binding() {
  Running server{{{kFirst, 0}, {kSecond, 0}}, 1};
  Client client;
  std::size_t answers = 0;
  for (int i = 0; i < 100; ++i) CHECK(client.socket.send_to(server.places[0], client.make({})));
  while (Client::receive(client.socket, 200ms)) ++answers;
  CHECK(answers >= 1 && answers <= 20);  // two workers, five each, and what a second adds
}

// RFC 5780 6.1: without an alternate address CHANGE-REQUEST is refused with 420; over TCP there is
//   none
void elsewhere_there_is_no_discovery() {
  Running server;
  Client client;
  const Endpoint plain{kFirst, server.relay->bound().at(0).endpoint.port};
  CHECK_EQ(client.ask(plain).message.size(), 32u);
  CHECK_EQ(client.ask(plain, [](Builder& b) { b.u32(Attr::change_request, 2); }).code(), 420);
  TurnClient stream{plain, Over::tcp};
  CHECK_EQ(
      stream.request(stun::Method::binding, [](Builder& b) { b.u32(Attr::change_request, 2); }),
      420);
}

// Its sockets serve TURN like any other listener.
void its_sockets_serve_turn_too() {
  Running server;
  TurnClient alice{server.places[3], Over::udp}, bob{server.places[0], Over::udp};
  alice.allocate();
  bob.allocate();
  CHECK_EQ(alice.permit(bob.relayed()), 0);
  CHECK_EQ(bob.permit(alice.relayed()), 0);
  alice.send(alice.send_indication(bob.relayed(), "hello"));
  CHECK_EQ(stun::MessageView::decode(bob.receive().value())->text(Attr::data), "hello");
}

void settings_that_make_no_sense_are_refused() {
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  const auto refused = [&](std::vector<Endpoint> discovery) {
    return !turn::io::Relay::start(settings_for(std::move(discovery)), log, metrics).has_value();
  };
  CHECK(refused({{kFirst, 0}}));
  CHECK(refused({{kFirst, 0}, {kFirst, 0}}));
  CHECK(refused({{kFirst, 5000}, {kSecond, 5000}}));
  CHECK(refused({{kFirst, 5000}, {kSecond, 0}}));
  CHECK(refused({{kFirst, 0}, {*IpAddress::parse("::1"), 0}}));
  CHECK(refused({{kFirst, 0}, {IpAddress{}, 0}}));
  // a port that another program has
  const auto taken = CHECK_OK(net::UdpSocket::open({kSecond, 0}, {}));
  const auto other = CHECK_OK(net::UdpSocket::open({kFirst, 0}, {})).local();
  CHECK(refused({{kFirst, taken.local().port}, {kSecond, other.port}}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "nat_discovery",
      {TEST(every_combination_of_address_and_port_answers), TEST(an_answer_may_go_to_another_port),
       TEST(padding_does_not_amplify), TEST(malformed_wishes_are_bad_requests),
       TEST(discovery_is_rate_limited_like_any_binding), TEST(elsewhere_there_is_no_discovery),
       TEST(its_sockets_serve_turn_too), TEST(settings_that_make_no_sense_are_refused)});
}
