// SPDX-License-Identifier: MIT
// Errors of the network between the relay and its peers, and datagrams that must not be fragmented,
// in a network of its own.
#include "base/metrics.hpp"
#include "net/udp_socket.hpp"
#include "tests/turn/io/own_network.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::OwnNetwork;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Icmp;
using stun::Method;
using Over = TurnClient::Over;

bool own_network = false;
bool ipv6 = false;
constexpr int kMtu = 1500;

const IpAddress kV4Relay = IpAddress::v4(127, 0, 0, 1);
const IpAddress kV4Peer = IpAddress::v4(127, 0, 0, 2);
const IpAddress kV6Relay = *IpAddress::parse("fd00::1");
const IpAddress kV6Peer = *IpAddress::parse("fd00::2");

turn::io::Settings settings_for(base::Family family) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers = {base::Cidr{kV4Peer, 32}, base::Cidr{kV6Peer, 128}};
  settings.listen = {Endpoint{kV4Relay, 0}};
  settings.relay_addresses = {family == base::Family::v6 ? kV6Relay : kV4Relay};
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(base::Family family)
      : RunningRelay(settings_for(family)), v6(family == base::Family::v6) {}
  net::UdpSocket peer() const {
    return CHECK_OK(net::UdpSocket::open(Endpoint{v6 ? kV6Peer : kV4Peer, 0}, {}));
  }
  // A client with an allocation of the family, permitted to send to the peers' address.
  std::unique_ptr<TurnClient> client(Over over) const {
    auto client = std::make_unique<TurnClient>(at, over);
    CHECK_EQ(client->request(Method::allocate,
                             [&](stun::Builder& b) {
                               b.u32(Attr::requested_transport, 17u << 24)
                                   .u32(Attr::requested_address_family, (v6 ? 2u : 1u) << 24);
                             }),
             0);
    CHECK_EQ(client->permit({v6 ? kV6Peer : kV4Peer, 1}), 0);
    return client;
  }
  double told() const { return metric("lectern_turn_peer_errors_total"); }
  const bool v6;
};

ByteVector unbroken(TurnClient& client, const Endpoint& peer, std::string_view text) {
  return client.make(stun::Class::indication, Method::send, [&](stun::Builder& b) {
    b.xor_address(Attr::xor_peer_address, peer).flag(Attr::dont_fragment).text(Attr::data, text);
  });
}

std::optional<Icmp> icmp_of(const ByteVector& message) {
  const auto value = stun::MessageView::decode(message)->find(Attr::icmp);
  return value ? stun::decode_icmp(*value) : std::nullopt;
}

std::optional<std::string> next(net::UdpSocket& socket) {
  pollfd readable{socket.fd(), POLLIN, 0};
  net::ReceiveBatch batch{1, 65000, 0};
  if (::poll(&readable, 1, 5000) != 1 || socket.receive(batch) == 0) return std::nullopt;
  return std::string{base::as_text(batch.payload(0))};
}

void refusal_is_told(base::Family family, const Icmp& expected) {
  Running server{family};
  auto there = server.peer();
  const Endpoint nobody = server.peer().local();
  for (const Over over : {Over::udp, Over::tcp}) {
    const auto alice = server.client(over);
    alice->send(alice->send_indication(nobody, "is anybody there?"));
    const auto told = alice->receive();
    CHECK(told.has_value());
    CHECK_EQ(TurnClient::address(*told, Attr::xor_peer_address), nobody);
    CHECK(icmp_of(*told) == expected);
    // Many to nobody cost none of those to another peer.
    for (int i = 0; i < 50; ++i) {
      alice->send(alice->send_indication(nobody, "again"));
      alice->send(alice->send_indication(there.local(), std::to_string(i)));
      CHECK_EQ(next(there), std::to_string(i));
    }
  }
}

// RFC 8656 11.5: an ICMPv4 error from the peer's side reaches the client as a Data indication
void a_closed_port_is_told() { refusal_is_told(base::Family::v4, {3, 3, 0}); }

// RFC 8656 11.5: the same with ICMPv6
void a_closed_port_of_ipv6_is_told() {
  if (!ipv6) lectern_test::skip_test("no IPv6 address of our own");
  refusal_is_told(base::Family::v6, {1, 4, 0});
}

void df_is_obeyed(base::Family family, const Icmp& expected) {
  if (!own_network) lectern_test::skip_test("a network namespace wants root");
  Running server{family};
  auto peer = server.peer();
  const auto alice = server.client(Over::udp);
  const std::string small(1000, 's'), large(3000, 'l');
  // In turns: the socket's option follows each wish.
  for (int i = 0; i < 3; ++i) {
    alice->send(alice->send_indication(peer.local(), large));
    CHECK_EQ(next(peer), large);  // fragmented
    alice->send(unbroken(*alice, peer.local(), small));
    CHECK_EQ(next(peer), small);
    alice->send(unbroken(*alice, peer.local(), large));
    const auto told = alice->receive();
    CHECK(told.has_value());
    CHECK_EQ(TurnClient::address(*told, Attr::xor_peer_address), peer.local());
    CHECK(icmp_of(*told) == expected);
    CHECK_EQ(alice->request(Method::binding), 0);
  }
  pollfd readable{peer.fd(), POLLIN, 0};
  CHECK_EQ(::poll(&readable, 1, 0), 0);
  CHECK_EQ(server.told(), 3.0);  // once each
}

// RFC 8656 11.2: DONT-FRAGMENT sets the DF bit; what is too long then is not sent, and told as ICMP
//   "fragmentation needed"
// RFC 8656 14: without it, IPv4 datagrams may be fragmented
void dont_fragment_is_obeyed() { df_is_obeyed(base::Family::v4, {3, 4, kMtu}); }

// RFC 8656 14: over IPv6 no fragments are made by this host where the client forbids it
void dont_fragment_is_obeyed_over_ipv6() {
  if (!ipv6) lectern_test::skip_test("no IPv6 address of our own");
  df_is_obeyed(base::Family::v6, {2, 0, kMtu});
}

}  // namespace

int main() {
  own_network = OwnNetwork::enter();
  if (own_network) {
    OwnNetwork::set_mtu(kMtu);
    ipv6 = OwnNetwork::add(kV6Relay) && OwnNetwork::add(kV6Peer);
  }
  return lectern_test::run(
      "network_errors", {TEST(a_closed_port_is_told), TEST(a_closed_port_of_ipv6_is_told),
                         TEST(dont_fragment_is_obeyed), TEST(dont_fragment_is_obeyed_over_ipv6)});
}
