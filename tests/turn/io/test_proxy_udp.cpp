// SPDX-License-Identifier: MIT
// Clients behind a load balancer that puts a PROXY v2 header in front of every datagram.
#include "net/proxy_protocol.hpp"
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
using stun::Method;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);
const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);
const IpAddress kProxy = IpAddress::v4(127, 0, 0, 3);

turn::io::Settings settings_for(std::uint32_t challenge_rate) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
  settings.core.trusted_proxies.push_back(base::Cidr{kProxy, 32});
  settings.core.challenge_rate = challenge_rate;
  settings.core.stranger_burst = 1;
  settings.listen = {Endpoint{IpAddress{}, 0}};
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(std::uint32_t challenge_rate = 0) : RunningRelay(settings_for(challenge_rate)) {}
  double dropped(const std::string& reason) const {
    return metric("lectern_turn_dropped_total{reason=\"" + reason + "\"}");
  }
};

ByteVector header(const Endpoint& client, const Endpoint& server) {
  const bool v6 = client.ip.is_v6();
  std::array<std::byte, 16 + 36> room;
  base::Writer out{room};
  out.bytes(base::as_bytes(std::string_view{"\r\n\r\n\0\r\nQUIT\n", 12}));
  out.u8(0x21);
  out.u8(v6 ? 0x22 : 0x12);  // DGRAM
  out.u16(v6 ? 36 : 12);
  out.bytes(client.ip.bytes());
  out.bytes(v6 ? IpAddress::parse("2001:db8::1")->bytes() : server.ip.bytes());
  out.u16(client.port);
  out.u16(server.port);
  CHECK(out.ok());
  return {out.written().begin(), out.written().end()};
}

// A client as the relay sees it through the proxy.
class ProxiedClient final : public TurnClient {
 public:
  ProxiedClient(const Endpoint& server, const Endpoint& client)
      : TurnClient(server, Over::udp), head_(header(client, server)) {
    rebind();
  }
  // The proxy begins anew, from another port.
  void rebind() {
    auto fresh = base::UniqueFd{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const net::SocketAddress local{Endpoint{kProxy, 0}};
    const net::SocketAddress server{net::peer_endpoint(fd())};
    CHECK_EQ(::bind(fresh.get(), local.data(), local.size()), 0);
    CHECK_EQ(::connect(fresh.get(), server.data(), server.size()), 0);
    CHECK(::dup2(fresh.get(), fd()) == fd());
  }
  void send(base::Bytes message) override {
    ByteVector both = head_;
    both.insert(both.end(), message.begin(), message.end());
    TurnClient::send(both);
  }

 private:
  ByteVector head_;
};

void check_a_call(Running& server, const Endpoint& client) {
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  ProxiedClient alice{server.at, client};
  CHECK_EQ(alice.request(Method::binding), 0);
  CHECK_EQ(TurnClient::address(alice.answer(), Attr::xor_mapped_address), client);
  alice.allocate();
  CHECK_EQ(server.relay->sessions().at(0).client, client);
  CHECK_EQ(alice.permit(peer.local()), 0);
  alice.send(alice.send_indication(peer.local(), "question"));
  pollfd readable{peer.fd(), POLLIN, 0};
  CHECK_EQ(::poll(&readable, 1, 5000), 1);
  net::ReceiveBatch batch{1, 2048, 0};
  CHECK_EQ(peer.receive(batch), 1u);
  CHECK_EQ(base::as_text(batch.payload(0)), "question");
  CHECK(peer.send_to(alice.relayed(), base::as_bytes("answer")));
  CHECK_EQ(stun::MessageView::decode(alice.receive().value())->text(Attr::data), "answer");
  // The proxy's new way is known from the next authenticated request on.
  alice.rebind();
  CHECK_EQ(alice.request(Method::refresh), 0);
  CHECK(peer.send_to(alice.relayed(), base::as_bytes("by the new way")));
  CHECK_EQ(stun::MessageView::decode(alice.receive().value())->text(Attr::data), "by the new way");
  CHECK_EQ(alice.request(Method::refresh, [](stun::Builder& b) { b.u32(Attr::lifetime, 0); }), 0);
}

void the_header_names_the_client() {
  Running server;
  check_a_call(server, *Endpoint::parse("198.51.100.7:40000"));
  check_a_call(server,
               *Endpoint::parse("[2001:db8::7]:40000"));  // an IPv6 client behind an IPv4 proxy
}

// One 5-tuple each: clients of one proxy do not meet.
void clients_of_one_proxy_are_apart() {
  Running server;
  ProxiedClient alice{server.at, *Endpoint::parse("198.51.100.7:40000")};
  ProxiedClient bob{server.at, *Endpoint::parse("198.51.100.8:40000")};
  alice.allocate();
  bob.allocate();
  CHECK_EQ(server.relay->sessions().size(), 2u);
  CHECK_EQ(alice.permit(bob.relayed()), 0);
  CHECK_EQ(bob.permit(alice.relayed()), 0);
  alice.send(alice.send_indication(bob.relayed(), "hello"));
  CHECK_EQ(stun::MessageView::decode(bob.receive().value())->text(Attr::data), "hello");
}

// Limits for strangers count the client's network, not the proxy's.
void strangers_are_limited_by_the_clients_network() {
  Running server{1};
  for (int i = 0; i < 5; ++i) {
    ProxiedClient client{server.at,
                         {IpAddress::v4(198, 51, static_cast<std::uint8_t>(i), 7), 40000}};
    client.allocate();
  }
}

void a_header_from_anybody_else_is_not_believed() {
  Running server;
  TurnClient stranger{server.at, TurnClient::Over::udp};
  ByteVector forged = header(*Endpoint::parse("198.51.100.7:40000"), server.at);
  const auto message = stranger.make(stun::Class::request, Method::binding, {});
  forged.insert(forged.end(), message.begin(), message.end());
  stranger.send(forged);
  CHECK(!stranger.receive(100ms).has_value());
  CHECK_EQ(server.dropped("malformed"), 1.0);
  // Without one everybody else is served as before.
  CHECK_EQ(stranger.request(Method::binding), 0);
  CHECK_EQ(TurnClient::address(stranger.answer(), Attr::xor_mapped_address), stranger.local());
}

void a_proxy_must_send_whole_headers() {
  Running server;
  auto proxy = CHECK_OK(net::UdpSocket::open({kProxy, 0}, {}));
  TurnClient maker{server.at, TurnClient::Over::udp};
  const auto message = maker.make(stun::Class::request, Method::binding, {});
  CHECK(proxy.send_to(server.at, message));
  double expected = 1;
  const ByteVector whole = header(*Endpoint::parse("198.51.100.7:40000"), server.at);
  for (std::size_t n = 0; n < whole.size(); ++n, ++expected)
    CHECK(proxy.send_to(server.at, base::Bytes{whole}.first(n)));
  for (const char* nobody : {"198.51.100.7:0", "0.0.0.0:40000"}) {
    ByteVector both = header(*Endpoint::parse(nobody), server.at);
    both.insert(both.end(), message.begin(), message.end());
    CHECK(proxy.send_to(server.at, both));
    ++expected;
  }
  server.wait_until([&] { return server.dropped("proxy_header") == expected; });
  pollfd readable{proxy.fd(), POLLIN, 0};
  CHECK_EQ(::poll(&readable, 1, 0), 0);
  // LOCAL: the proxy's own question, answered to itself
  ByteVector local = whole;
  local[12] = std::byte{0x20};
  local.insert(local.end(), message.begin(), message.end());
  CHECK(proxy.send_to(server.at, local));
  CHECK_EQ(::poll(&readable, 1, 5000), 1);
  net::ReceiveBatch batch{1, 2048, 0};
  CHECK_EQ(proxy.receive(batch), 1u);
  const ByteVector answer(batch.payload(0).begin(), batch.payload(0).end());
  CHECK_EQ(TurnClient::address(answer, Attr::xor_mapped_address), proxy.local());
}

}  // namespace

int main() {
  return lectern_test::run(
      "proxy_udp",
      {TEST(the_header_names_the_client), TEST(clients_of_one_proxy_are_apart),
       TEST(strangers_are_limited_by_the_clients_network),
       TEST(a_header_from_anybody_else_is_not_believed), TEST(a_proxy_must_send_whole_headers)});
}
