// SPDX-License-Identifier: MIT
// The relay over DTLS, on loopback ports that the kernel chooses.
#include "turn/io/dtls_clients.hpp"

#include <netinet/in.h>

#include <set>

#include "net/udp_socket.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/turn/io/dtls_turn_client.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::DtlsTurnClient;
using lectern_test::TemporaryFolder;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Method;
using Over = TurnClient::Over;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);
const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);
constexpr auto kHandshakes = "lectern_turn_dtls_handshakes_total{result=\"";

turn::io::Settings settings_for(const std::string& folder, unsigned workers,
                                std::uint32_t challenge_rate, const Endpoint& dtls) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
  settings.core.challenge_rate = challenge_rate;
  settings.core.stranger_burst = 20;
  settings.tls_listen.push_back(dtls);
  settings.tls = CHECK_OK(net::TlsContext::self_signed(folder, {"localhost"}));
  settings.workers = workers;
  return settings;
}

// `at` is the DTLS listener.
struct Running : private TemporaryFolder, lectern_test::RunningRelay {
  explicit Running(unsigned workers = 2, std::uint32_t challenge_rate = 0,
                   const Endpoint& dtls = {kLoopback, 0})
      : RunningRelay(settings_for(path(), workers, challenge_rate, dtls)), udp(at) {
    at = {kLoopback, relay->bound_tls().at(0).endpoint.port};
  }
  double handshakes(const std::string& result) const {
    return metric(kHandshakes + result + "\"}");
  }
  double sessions() const { return metric("lectern_turn_dtls_sessions"); }
  const Endpoint udp;
};

// RFC 8656 3.1: TURN messages over DTLS over UDP
void a_client_allocates_and_sends_over_dtls() {
  Running server;
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  DtlsTurnClient alice{server.at};
  alice.connect();
  CHECK_EQ(alice.request(Method::binding), 0);
  CHECK_EQ(TurnClient::address(alice.answer(), Attr::xor_mapped_address), alice.local());
  alice.allocate();
  CHECK_EQ(server.relay->sessions().at(0).transport, turn::Transport::dtls);
  CHECK(server.relay->sessions().at(0).security.starts_with("DTLSv1.2 "));
  CHECK_EQ(alice.bind_channel(0x4001, peer.local()), 0);
  for (const std::size_t size : {0u, 1u, 3u, 1200u, 9000u, 16380u}) {
    ByteVector message(4 + size, std::byte{0x77});
    stun::encode_channel_header(message.data(), 0x4001, static_cast<std::uint16_t>(size));
    alice.send(message);
    pollfd readable{peer.fd(), POLLIN, 0};
    CHECK_EQ(::poll(&readable, 1, 5000), 1);
    net::ReceiveBatch batch{1, 65000, 0};
    CHECK_EQ(peer.receive(batch), 1u);
    CHECK_EQ(batch.payload(0).size(), size);
    CHECK(peer.send_to(alice.relayed(), batch.payload(0)));
    const auto got = alice.receive();
    CHECK(got.has_value());
    CHECK_BYTES(*got, message);  // not padded: RFC 8656 section 12.5
  }
  // A message that does not fit into a record is dropped and counted.
  CHECK(peer.send_to(alice.relayed(), ByteVector(16381)));
  CHECK(peer.send_to(alice.relayed(), base::as_bytes("next")));
  CHECK_EQ(alice.receive().value().size(), 8u);
  CHECK_EQ(server.metric("lectern_turn_dropped_total{reason=\"too_long\"}"), 1.0);
}

void dtls_udp_and_tcp_clients_reach_each_other() {
  Running server{2};
  std::vector<std::unique_ptr<TurnClient>> clients;
  std::set<char> workers;
  while (clients.size() < 9 || workers.size() < 2) {
    switch (clients.size() % 3) {
      case 0: clients.push_back(std::make_unique<TurnClient>(server.udp, Over::tcp)); break;
      case 1: clients.push_back(std::make_unique<TurnClient>(server.udp, Over::udp)); break;
      default: {
        auto client = std::make_unique<DtlsTurnClient>(server.at);
        client->connect();
        clients.push_back(std::move(client));
      }
    }
    clients.back()->allocate();
    for (const auto& session : server.relay->sessions()) workers.insert(session.id[0]);
    CHECK(clients.size() < 100);
  }
  for (auto& client : clients) CHECK_EQ(client->permit(clients[0]->relayed()), 0);
  for (auto& from : clients) {
    for (auto& to : clients) {
      const std::string text = from->relayed().print() + " to " + to->relayed().print();
      from->send(from->send_indication(to->relayed(), text));
      const auto got = to->receive();
      CHECK(got.has_value());
      CHECK_EQ(stun::MessageView::decode(*got)->text(Attr::data), text);
    }
  }
}

// More messages in one wake-up than there are places to decrypt them to.
void a_burst_is_forwarded_whole() {
  Running server{1};
  net::UdpOptions options;
  options.receive_buffer = 1 << 20;
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, options));
  DtlsTurnClient alice{server.at};
  alice.connect().allocate();
  CHECK_EQ(alice.permit(peer.local()), 0);
  std::vector<ByteVector> datagrams;
  for (int i = 0; i < 100; ++i) {  // two records each
    ByteVector both;
    for (const char half : {'a', 'b'}) {
      const auto record = alice.link.seal(
          base::as_text(alice.send_indication(peer.local(), std::to_string(i) + half)));
      both.insert(both.end(), record.begin(), record.end());
    }
    datagrams.push_back(std::move(both));
  }
  for (const auto& datagram : datagrams) alice.TurnClient::send(datagram);
  std::set<std::string> got;
  net::ReceiveBatch batch{64, 2048, 0};
  pollfd readable{peer.fd(), POLLIN, 0};
  while (got.size() < 200 && ::poll(&readable, 1, 5000) == 1) {
    const std::size_t n = peer.receive(batch);
    for (std::size_t i = 0; i < n; ++i) got.insert(std::string{base::as_text(batch.payload(i))});
  }
  CHECK_EQ(got.size(), 200u);
}

void close_notify_ends_the_allocation() {
  Running server;
  DtlsTurnClient alice{server.at};
  alice.connect().allocate();
  CHECK_EQ(server.relay->sessions().size(), 1u);
  SSL_shutdown(alice.link.native());
  alice.transmit();
  server.wait_until([&] { return server.relay->sessions().empty(); });
  CHECK_EQ(server.sessions(), 0.0);
}

// RFC 6347 4.2.8: a client that begins anew from the same address takes the old association's
//   place, and only it
void a_client_may_begin_anew_from_the_same_port() {
  Running server;
  DtlsTurnClient alice{server.at};
  // Its own first flight, come twice, changes nothing.
  CHECK(alice.link.handshake());
  alice.transmit();
  CHECK(alice.pull() > 0);
  CHECK(alice.link.handshake());
  const auto hello = alice.link.take().at(0);
  alice.TurnClient::send(hello);
  alice.connect().allocate();
  alice.TurnClient::send(hello);
  CHECK_EQ(alice.request(Method::binding), 0);
  CHECK_EQ(server.handshakes("done"), 1.0);

  DtlsTurnClient stranger{server.at};  // for its ClientHello only
  CHECK(stranger.link.handshake());
  for (const auto& record : stranger.link.take())
    alice.TurnClient::send(record);  // without a cookie: the old one stays
  CHECK_EQ(alice.request(Method::binding), 0);
  CHECK_EQ(server.relay->sessions().size(), 1u);

  lectern_test::DtlsClient again;
  std::swap(alice.link, again);
  alice.connect();
  CHECK_EQ(server.handshakes("done"), 2.0);
  CHECK_EQ(server.sessions(), 1.0);
  server.wait_until([&] { return server.relay->sessions().empty(); });
  alice.allocate();
}

// RFC 6347 4.2.4: the server sends its flight again while the client does not answer
void the_flight_is_repeated() {
  Running server{1};
  DtlsTurnClient alice{server.at};
  CHECK(alice.link.handshake());
  alice.transmit();
  CHECK(alice.pull() > 0);
  CHECK(alice.link.handshake());
  alice.transmit();
  const auto began = base::SystemClock{}.now();
  std::array<std::byte, 4096> lost;
  CHECK(::recv(alice.fd(), lost.data(), lost.size(), 0) > 0);
  while (base::SystemClock{}.now() < began + 500ms &&
         ::recv(alice.fd(), lost.data(), lost.size(), MSG_DONTWAIT) > 0) {}
  alice.connect();  // with what comes a second later
  CHECK(base::SystemClock{}.now() - began > 500ms);
  CHECK_EQ(alice.request(Method::binding), 0);
}

// RFC 8016 3.2: a client takes its allocation along to another association, whichever worker the
//   kernel gives that
void a_mobile_client_comes_back() {
  Running server{2};
  auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
  auto client = std::make_unique<DtlsTurnClient>(server.at);
  client->connect();
  CHECK_EQ(
      client->request(Method::allocate,
                      [](stun::Builder& b) {
                        b.u32(Attr::requested_transport, 17u << 24).flag(Attr::mobility_ticket);
                      }),
      0);
  const Endpoint relayed = TurnClient::address(client->answer(), Attr::xor_relayed_address).value();
  const auto ticket_of = [](const ByteVector& answer) {
    return std::string{stun::MessageView::decode(answer)->text(Attr::mobility_ticket).value()};
  };
  std::string ticket = ticket_of(client->answer());
  CHECK_EQ(client->permit(peer.local()), 0);
  for (int i = 0; i < 8; ++i) {  // half of them come to the other worker
    auto next = std::make_unique<DtlsTurnClient>(server.at);
    next->connect();
    CHECK_EQ(next->request(Method::refresh,
                           [&](stun::Builder& b) { b.text(Attr::mobility_ticket, ticket); }),
             0);
    ticket = ticket_of(next->answer());
    client = std::move(next);
    client->send(client->send_indication(peer.local(), "question"));
    pollfd readable{peer.fd(), POLLIN, 0};
    CHECK_EQ(::poll(&readable, 1, 5000), 1);
    net::ReceiveBatch batch{1, 2048, 0};
    CHECK_EQ(peer.receive(batch), 1u);
    CHECK_EQ(batch.peer(0), relayed);
    CHECK(peer.send_to(relayed, base::as_bytes("answer")));
    CHECK_EQ(stun::MessageView::decode(client->receive().value())->text(Attr::data), "answer");
  }
  CHECK_EQ(server.relay->sessions().size(), 1u);
}

void what_is_no_dtls_is_not_answered() {
  Running server{1};
  TurnClient plain{server.at, Over::udp};
  plain.send(plain.make(stun::Class::request, Method::binding, {}));
  plain.send(base::as_bytes("\x16\xfe\xfd\x00\x00"));
  CHECK(!plain.receive(100ms).has_value());
  server.wait_until(
      [&] { return server.metric("lectern_turn_dropped_total{reason=\"not_turn\"}") == 2.0; });
}

void strangers_are_limited_by_their_network() {
  Running server{1, 1};
  DtlsTurnClient alice{server.at};
  CHECK(alice.link.handshake());
  const auto hello = alice.link.take().at(0);
  for (int i = 0; i < 100; ++i) alice.TurnClient::send(hello);
  server.wait_until(
      [&] { return server.metric("lectern_turn_dropped_total{reason=\"rate_limited\"}") >= 70.0; });
  CHECK(server.handshakes("cookie") <= 30.0);
  CHECK_EQ(server.sessions(), 0.0);
}

// Handshakes that are begun and left: 64 of one address at a time (loopback counts, too).
void half_open_handshakes_are_bounded() {
  Running server{1};
  std::vector<std::unique_ptr<DtlsTurnClient>> clients;
  for (int i = 0; i < 70; ++i) {
    clients.push_back(std::make_unique<DtlsTurnClient>(server.at));
    DtlsTurnClient& client = *clients.back();
    CHECK(client.link.handshake());
    client.transmit();
    CHECK(client.pull() > 0);
    CHECK(client.link.handshake());
    client.transmit();
  }
  server.wait_until([&] { return server.handshakes("refused") == 6.0; });
  CHECK_EQ(server.sessions(), 64.0);
  CHECK(clients[0]->pull() > 0);
  clients[0]->connect();  // one that goes on makes room
  DtlsTurnClient next{server.at};
  next.connect();
}

void a_wildcard_listener_answers_from_the_address_it_was_asked_at() {
  Running server{2, 0, {IpAddress{}, 0}};
  for (const auto* ip : {"127.0.0.1", "127.0.0.5"}) {
    DtlsTurnClient client{Endpoint{*IpAddress::parse(ip), server.at.port}};
    CHECK_EQ(client.connect().request(Method::binding), 0);
  }
}

void a_new_certificate_is_used_and_stopping_says_goodbye() {
  Running server{1};
  DtlsTurnClient before{server.at};
  before.connect().allocate();
  TemporaryFolder other;
  const auto renewed = CHECK_OK(net::TlsContext::self_signed(other.path(), {"renewed"}));
  server.relay->set_tls(renewed);
  DtlsTurnClient after{server.at};
  after.connect();
  const auto fingerprint = [](DtlsTurnClient& client) {
    const base::Handle<X509, X509_free> certificate{
        SSL_get1_peer_certificate(client.link.native())};
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    CHECK_EQ(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size), 1);
    return digest;
  };
  CHECK(fingerprint(before) != fingerprint(after));
  CHECK_EQ(before.request(Method::binding), 0);
  server.relay->stop();
  CHECK(before.ended());
  CHECK(after.ended());
}

}  // namespace

int main() {
  return lectern_test::run(
      "dtls_clients",
      {TEST(a_client_allocates_and_sends_over_dtls),
       TEST(dtls_udp_and_tcp_clients_reach_each_other), TEST(a_burst_is_forwarded_whole),
       TEST(close_notify_ends_the_allocation), TEST(a_client_may_begin_anew_from_the_same_port),
       TEST(the_flight_is_repeated), TEST(a_mobile_client_comes_back),
       TEST(what_is_no_dtls_is_not_answered), TEST(strangers_are_limited_by_their_network),
       TEST(half_open_handshakes_are_bounded),
       TEST(a_wildcard_listener_answers_from_the_address_it_was_asked_at),
       TEST(a_new_certificate_is_used_and_stopping_says_goodbye)});
}
