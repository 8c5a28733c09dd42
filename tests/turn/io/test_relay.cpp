// SPDX-License-Identifier: MIT
// The relay with its threads and sockets, on loopback ports that the kernel chooses.
#include "turn/io/relay.hpp"

#include <fcntl.h>

#include <set>

#include "net/event_loop.hpp"
#include "net/tcp_listener.hpp"
#include "net/tcp_stream.hpp"
#include "net/udp_socket.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Method;
using Over = TurnClient::Over;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);
const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);

turn::io::Settings settings_for(const Endpoint& listen, unsigned workers) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
  settings.listen = {listen};
  settings.workers = workers;
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(unsigned workers = 2, const Endpoint& listen = {kLoopback, 0})
      : RunningRelay(settings_for(listen, workers)) {}
};

// RFC 8656 3.1: UDP and TCP between client and server
void udp_and_tcp_answer_on_one_port() {
  Running server;
  for (const Over over : {Over::udp, Over::tcp}) {
    TurnClient client{server.at, over};
    CHECK_EQ(client.request(Method::binding), 0);
    CHECK_EQ(client.answer().size(), 32u);
    CHECK_EQ(TurnClient::address(client.answer(), Attr::xor_mapped_address), client.local());
  }
  CHECK_EQ(server.metric("lectern_stun_bindings_total"), 2.0);
}

// Within one worker and between two: the kernel spreads clients by their ports.
void every_two_relayed_clients_reach_each_other() {
  Running server{2};
  std::vector<std::unique_ptr<TurnClient>> clients;
  std::set<char> workers;
  while (clients.size() < 8 || workers.size() < 2) {
    clients.push_back(
        std::make_unique<TurnClient>(server.at, clients.size() % 4 == 3 ? Over::tcp : Over::udp));
    clients.back()->allocate();
    for (const auto& session : server.relay->sessions()) workers.insert(session.id[0]);
    CHECK(clients.size() < 100);
  }
  CHECK_EQ(server.relay->sessions().size(), clients.size());
  for (auto& client : clients)
    CHECK_EQ(client->permit(clients[0]->relayed()), 0);  // one permission: the same address
  for (auto& from : clients) {
    for (auto& to : clients) {
      const std::string text = from->relayed().print() + " to " + to->relayed().print();
      from->send(from->send_indication(to->relayed(), text));
      const auto got = to->receive();
      CHECK(got.has_value());
      CHECK_EQ(TurnClient::address(*got, Attr::xor_peer_address), from->relayed());
      CHECK_EQ(stun::MessageView::decode(*got)->text(Attr::data), text);
    }
  }
  CHECK_EQ(server.metric("lectern_turn_hairpin_packets_total"),
           static_cast<double>(clients.size() * clients.size()));
  CHECK_EQ(server.metric("lectern_turn_packets_total{direction=\"to_peers\""), 0.0);
}

void channels_between_a_tcp_and_a_udp_client() {
  Running server{2};
  TurnClient alice{server.at, Over::tcp}, bob{server.at, Over::udp};
  alice.allocate();
  bob.allocate();
  CHECK_EQ(alice.bind_channel(0x4001, bob.relayed()), 0);
  CHECK_EQ(bob.bind_channel(0x4002, alice.relayed()), 0);
  for (std::size_t size : {0u, 1u, 2u, 3u, 4u, 1200u, 9000u}) {
    ByteVector message(4 + size, std::byte{0x77});
    stun::encode_channel_header(message.data(), 0x4002, static_cast<std::uint16_t>(size));
    bob.send(message);
    stun::encode_channel_header(message.data(), 0x4001, static_cast<std::uint16_t>(size));
    const auto at_alice = alice.receive().value();
    CHECK_BYTES(at_alice, message);
    ByteVector padded = message;
    padded.resize(stun::padded(padded.size()));
    alice.send(padded);
    stun::encode_channel_header(message.data(), 0x4002, static_cast<std::uint16_t>(size));
    const auto at_bob = bob.receive().value();
    CHECK_BYTES(at_bob, message);
  }
}

void own_ports_are_no_peers_and_loopback_is_denied() {
  Running server{1};
  const auto victim = CHECK_OK(net::UdpSocket::open(Endpoint{kLoopback, 0}, {}));
  TurnClient alice{server.at, Over::udp};
  alice.allocate();
  CHECK_EQ(alice.permit(victim.local()), 0);  // the relay's own address is granted …
  alice.send(alice.send_indication(victim.local(), "attack"));
  CHECK_EQ(alice.request(Method::binding), 0);
  pollfd readable{victim.fd(), POLLIN, 0};
  CHECK_EQ(::poll(&readable, 1, 0), 0);  // … and leads nowhere else
  CHECK_EQ(server.metric("lectern_turn_dropped_total{reason=\"own_port\"}"), 1.0);
  CHECK_EQ(alice.permit(Endpoint{IpAddress::v4(127, 0, 0, 3), 9}), 403);
}

// RFC 8656 11.3: datagrams of a peer reach the client
void data_to_and_from_a_peer() {
  Running server{1};
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  TurnClient alice{server.at, Over::udp};
  alice.allocate();
  CHECK_EQ(alice.permit(peer.local()), 0);
  alice.send(alice.send_indication(peer.local(), "question"));
  pollfd readable{peer.fd(), POLLIN, 0};
  CHECK_EQ(::poll(&readable, 1, 5000), 1);
  net::ReceiveBatch batch{4, 2048, 0};
  CHECK_EQ(peer.receive(batch), 1u);
  CHECK_EQ(base::as_text(batch.payload(0)), "question");
  CHECK_EQ(batch.peer(0), alice.relayed());
  CHECK(peer.send_to(alice.relayed(), base::as_bytes("answer")));
  const auto got = alice.receive();
  CHECK_EQ(TurnClient::address(got.value(), Attr::xor_peer_address), peer.local());
}

// RFC 8489 6.2.2: messages over TCP are told apart by their lengths
void a_stream_may_come_byte_by_byte() {
  Running server{1};
  TurnClient alice{server.at, Over::tcp}, bob{server.at, Over::udp};
  alice.allocate();
  bob.allocate();
  CHECK_EQ(alice.permit(bob.relayed()), 0);
  CHECK_EQ(bob.permit(alice.relayed()), 0);
  ByteVector two = alice.send_indication(bob.relayed(), "first");
  const ByteVector second = alice.send_indication(bob.relayed(), "second");
  two.insert(two.end(), second.begin(), second.end());
  alice.send_byte_by_byte(two);
  CHECK_EQ(stun::MessageView::decode(bob.receive().value())->text(Attr::data), "first");
  CHECK_EQ(stun::MessageView::decode(bob.receive().value())->text(Attr::data), "second");
  // and many at once
  ByteVector many;
  for (int i = 0; i < 100; ++i) {
    const auto one = alice.send_indication(bob.relayed(), std::to_string(i));
    many.insert(many.end(), one.begin(), one.end());
  }
  alice.send(many);
  for (int i = 0; i < 100; ++i)
    CHECK_EQ(stun::MessageView::decode(bob.receive().value())->text(Attr::data), std::to_string(i));
}

void what_is_not_turn_ends_the_connection() {
  Running server{1};
  for (const std::string_view text :
       {"\xff\xff\xff\xff", "\x16\x03\x01\x02\x04\x01\x02\x03", "\x80\x01"}) {
    TurnClient client{server.at, Over::tcp};
    client.send(base::as_bytes(text));
    CHECK(client.ended());
  }
  server.wait_until([&] { return server.metric("lectern_turn_streams") == 0; });
}

void a_closed_connection_ends_its_allocation() {
  Running server{2};
  TurnClient alice{server.at, Over::tcp};
  alice.allocate();
  CHECK_EQ(server.relay->sessions().size(), 1u);
  CHECK_EQ(server.relay->sessions()[0].client, alice.local());
  alice.close();
  server.wait_until([&] { return server.relay->sessions().empty(); });
  server.relay->stop();
  CHECK(server.has_logged("turn_session_ended"));
  CHECK(server.has_logged("disconnected"));
}

void an_adopted_stream_begins_with_what_was_read() {
  Running server{2};
  for (const std::size_t read_before : {0u, 1u, 19u, 20u, 27u, 28u}) {
    int ends[2];
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    TurnClient client{base::UniqueFd{ends[0]}};
    base::UniqueFd server_end{ends[1]};
    CHECK(::fcntl(server_end.get(), F_SETFL, O_NONBLOCK) == 0);
    const ByteVector message =
        client.make(stun::Class::request, Method::allocate,
                    [](stun::Builder& b) { b.u32(Attr::requested_transport, 17u << 24); });
    const auto cut = message.begin() + static_cast<std::ptrdiff_t>(read_before);
    const Endpoint peer =
        Endpoint{IpAddress::v4(192, 0, 2, 1), static_cast<std::uint16_t>(1000 + read_before)};
    server.relay->adopt(std::make_unique<net::TcpStream>(std::move(server_end), peer, server.at),
                        ByteVector(message.begin(), cut));
    const ByteVector rest(cut, message.end());
    if (!rest.empty()) client.send(rest);
    CHECK(stun::MessageView::decode(client.receive().value())->message_class() ==
          stun::Class::error);
    client.allocate();
    CHECK_EQ(TurnClient::address(client.answer(), Attr::xor_mapped_address), peer);
  }
}

// A client that does not read: its media is shed, frames stay whole, nobody else waits.
void a_slow_reader_costs_itself_only() {
  Running server{1};
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  TurnClient slow{server.at, Over::tcp}, other{server.at, Over::udp};
  slow.allocate();
  CHECK_EQ(slow.permit(peer.local()), 0);
  const std::string text(1200, 'x');
  const std::string slow_reason = "lectern_turn_dropped_total{reason=\"stream_slow\"}";
  for (int i = 0; i < 100'000 && server.metric(slow_reason) == 0; ++i) {
    for (int k = 0; k < 64; ++k) (void)peer.send_to(slow.relayed(), base::as_bytes(text));
    CHECK_EQ(other.request(Method::binding), 0);
  }
  CHECK(server.metric(slow_reason) > 0);
  std::uint64_t missed = 0;
  for (const auto& session : server.relay->sessions()) missed += session.dropped;
  CHECK(missed > 0);
  slow.send(slow.make(stun::Class::request, Method::binding, {}));
  std::size_t media = 0;
  for (;;) {
    const auto message = slow.receive();
    CHECK(message.has_value());
    const auto view = stun::MessageView::decode(*message);
    CHECK(view.has_value());
    if (view->message_class() == stun::Class::success) break;
    CHECK_EQ(view->text(Attr::data), text);
    ++media;
  }
  CHECK(media > 0);
}

void a_wildcard_listener_answers_from_the_address_it_was_asked_at() {
  Running server{2, {IpAddress{}, 0}};
  for (const auto* ip : {"127.0.0.1", "127.0.0.5", "127.0.0.77"}) {
    // connected: an answer from another address would not be seen
    TurnClient client{Endpoint{*IpAddress::parse(ip), server.at.port}, Over::udp};
    CHECK_EQ(client.request(Method::binding), 0);
  }
  Running dual{1, {*IpAddress::parse("::"), 0}};
  for (const auto* ip : {"127.0.0.9", "::1"}) {
    for (const Over over : {Over::udp, Over::tcp}) {
      TurnClient client{Endpoint{*IpAddress::parse(ip), dual.at.port}, over};
      CHECK_EQ(client.request(Method::binding), 0);
      CHECK_EQ(TurnClient::address(client.answer(), Attr::xor_mapped_address), client.local());
    }
  }
}

void a_port_in_use_is_named() {
  Running server{1};
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  const auto second = turn::io::Relay::start(settings_for(server.at, 1), log, metrics);
  CHECK(!second.has_value());
  CHECK(second.error().what.find(server.at.print()) != std::string::npos);
}

// UDP beside another program's TCP on the same port, as 443 is for TURN and the web.
void a_listener_over_one_carrier_leaves_the_other_alone() {
  Running first{1};
  const Endpoint taken = first.at;
  const auto loop = CHECK_OK(net::EventLoop::open("web"));
  const auto ignored = [](base::UniqueFd, const Endpoint&) {};
  const auto web = CHECK_OK(net::TcpListener::open(*loop, {kLoopback, 0}, {}, ignored));
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  auto settings = settings_for({kLoopback, 0}, 2);
  settings.listen = {base::ListenAddress{web->local(), true, false},
                     base::ListenAddress{{kLoopback, 0}, false, true}};
  const auto relay = CHECK_OK(turn::io::Relay::start(settings, log, metrics));
  const auto bound = relay->bound();
  CHECK(bound.at(0) == (base::ListenAddress{web->local(), true, false}));
  CHECK(bound.at(1).tcp && !bound.at(1).udp && bound.at(1).endpoint.port != 0);
  TurnClient udp{bound[0].endpoint, Over::udp}, tcp{bound[1].endpoint, Over::tcp};
  CHECK_EQ(udp.request(Method::binding), 0);
  CHECK_EQ(tcp.request(Method::binding), 0);
  // A second relay on the TCP port is refused, although the workers share it.
  settings.listen = {bound[1]};
  base::Metrics others;
  const auto second = turn::io::Relay::start(settings, log, others);
  CHECK(!second.has_value());
  CHECK(second.error().what.find(bound[1].endpoint.print()) != std::string::npos);
  settings.listen = {base::ListenAddress{taken, true, false}};
  CHECK(!turn::io::Relay::start(settings, log, others).has_value());
}

void impossible_settings_are_refused() {
  const base::Log log{base::LogLevel::error, base::LogFormat::text};
  base::Metrics metrics;
  const auto refused = [&](auto change) {
    auto settings = settings_for({kLoopback, 0}, 1);
    change(settings);
    return !turn::io::Relay::start(std::move(settings), log, metrics).has_value();
  };
  CHECK(refused([](auto& s) { s.listen.clear(); }));
  CHECK(refused([](auto& s) { s.relay_addresses = {IpAddress{}}; }));
  CHECK(refused([](auto& s) { s.relay_ports = {60000, 50000}; }));
  CHECK(refused([](auto& s) { s.core.realm.clear(); }));
  CHECK(refused([](auto& s) { s.core.realm = std::string(128, 'r'); }));
  CHECK(refused([](auto& s) { s.external = {{kLoopback, *IpAddress::parse("2001:db8::1")}}; }));
}

void stop_ends_everything_and_may_be_repeated() {
  Running server{2};
  TurnClient udp{server.at, Over::udp}, tcp{server.at, Over::tcp};
  udp.allocate();
  tcp.allocate();
  CHECK_EQ(server.relay->loops().size(), 2u);
  server.relay->stop();
  server.relay->stop();
  CHECK(tcp.ended());
  CHECK(server.relay->sessions().empty());
  CHECK_EQ(server.metric("lectern_turn_allocations"), 0.0);
  server.relay->adopt(nullptr, {});
}

}  // namespace

int main() {
  return lectern_test::run(
      "relay",
      {TEST(udp_and_tcp_answer_on_one_port), TEST(every_two_relayed_clients_reach_each_other),
       TEST(channels_between_a_tcp_and_a_udp_client),
       TEST(own_ports_are_no_peers_and_loopback_is_denied), TEST(data_to_and_from_a_peer),
       TEST(a_stream_may_come_byte_by_byte), TEST(what_is_not_turn_ends_the_connection),
       TEST(a_closed_connection_ends_its_allocation),
       TEST(an_adopted_stream_begins_with_what_was_read), TEST(a_slow_reader_costs_itself_only),
       TEST(a_wildcard_listener_answers_from_the_address_it_was_asked_at),
       TEST(a_port_in_use_is_named), TEST(a_listener_over_one_carrier_leaves_the_other_alone),
       TEST(impossible_settings_are_refused), TEST(stop_ends_everything_and_may_be_repeated)});
}
