// SPDX-License-Identifier: MIT
// TCP relaying (RFC 6062) with threads and sockets: peers on 127.0.0.2, relayed addresses on
// 127.0.0.1.
#include "turn/io/tcp_relay.hpp"

#include <fcntl.h>
#include <netinet/in.h>

#include <set>
#include <thread>

#include "tests/net/temporary_folder.hpp"
#include "tests/turn/io/tls_turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using base::UniqueFd;
using lectern_test::ByteVector;
using lectern_test::connect_tcp;
using lectern_test::read_exactly;
using lectern_test::read_to_end;
using lectern_test::send_all;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Method;
using Over = TurnClient::Over;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);
const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);

turn::io::Settings settings_for(unsigned workers) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
  settings.workers = workers;
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(unsigned workers = 2) : RunningRelay(settings_for(workers)) {}
};

// A peer that listens.
class Peer {
 public:
  explicit Peer(const IpAddress& at = kPeerAddress)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const net::SocketAddress address{Endpoint{at, 0}};
    CHECK(::bind(fd_.get(), address.data(), address.size()) == 0);
    CHECK(::listen(fd_.get(), 128) == 0);
    lectern_test::set_deadline(fd_.get());
  }
  Endpoint local() const { return net::local_endpoint(fd_.get()); }
  UniqueFd accept() const {
    UniqueFd fd{::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    CHECK(fd);
    lectern_test::set_deadline(fd.get());
    return fd;
  }
  bool somebody_came() const {
    pollfd readable{fd_.get(), POLLIN, 0};
    return ::poll(&readable, 1, 0) > 0;
  }

 private:
  UniqueFd fd_;
};

// A peer's connection that comes from a given address.
UniqueFd connect_from(const IpAddress& from, const Endpoint& to) {
  UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  lectern_test::set_deadline(fd.get());
  const net::SocketAddress local{Endpoint{from, 0}}, remote{to};
  CHECK(::bind(fd.get(), local.data(), local.size()) == 0);
  CHECK(::connect(fd.get(), remote.data(), remote.size()) == 0);
  return fd;
}

std::string pattern(std::size_t size, unsigned seed) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<char>((i * 31 + i / 251 + seed) & 0xff);
  return out;
}

// alice's control connection, and one connection to a peer that is not bound yet.
struct Connected {
  Connected(Running& server, const Peer& peer) : alice(server.at, Over::tcp) {
    alice.allocate_tcp();
    CHECK_EQ(alice.connect(peer.local()), 0);
    id = TurnClient::connection_id(alice.answer());
    far = peer.accept();
  }
  TurnClient alice;
  std::uint32_t id = 0;
  UniqueFd far;
};

// RFC 6062 5.2: the peer sees the relayed transport address
// RFC 6062 5.4: data is sent as it is both ways, with what the peer sent before ConnectionBind
// RFC 6062 5.5: an end of one side is told to the other one
void data_flows_both_ways_whatever_worker_the_client_lands_on() {
  Running server{2};
  const Peer peer;
  std::vector<std::unique_ptr<Connected>> all;
  for (int i = 0; i < 12; ++i) {
    all.push_back(std::make_unique<Connected>(server, peer));
    Connected& c = *all.back();
    CHECK_EQ(net::peer_endpoint(c.far.get()), c.alice.relayed());
    send_all(c.far.get(), "early");
    TurnClient data{server.at, Over::tcp};
    CHECK_EQ(data.connection_bind(c.id), 0);
    CHECK_EQ(data.take(5), "early");
    data.send(base::as_bytes("question"));
    CHECK_EQ(read_exactly(c.far.get(), 8), "question");
    ::shutdown(data.fd(), SHUT_WR);
    CHECK_EQ(read_to_end(c.far.get()), "");
    send_all(c.far.get(), "answer");
    c.far.reset();
    CHECK_EQ(data.take(6), "answer");
    CHECK(data.at_end());
  }
  std::set<char> workers;
  for (const auto& session : server.relay->sessions()) workers.insert(session.id[0]);
  CHECK_EQ(workers.size(), 2u);
  CHECK_EQ(server.metric("lectern_turn_peer_connections_made_total"), 12.0);
  server.wait_until([&] { return server.metric("lectern_turn_peer_connections") == 0; });
  CHECK_EQ(server.metric("lectern_turn_bytes_total{direction=\"to_peers\""), 12.0 * 8);
  CHECK_EQ(server.metric("lectern_turn_bytes_total{direction=\"to_clients\""), 12.0 * 11);
}

// A client need not wait for the answer, and its bytes may come one by one.
void what_follows_connection_bind_is_the_peers() {
  Running server{2};
  const Peer peer;
  for (int i = 0; i < 8; ++i) {
    Connected c{server, peer};
    TurnClient data{server.at, Over::tcp};
    CHECK_EQ(data.connection_bind(c.id ^ 1),
             400);  // has a nonce now, and is on the worker that the id names
    ByteVector bytes = data.make(
        stun::Class::request, Method::connection_bind,
        [&](stun::Builder& b) { b.u32(Attr::connection_id, c.id); }, true);
    const std::string more = i % 2 == 0 ? "\x16\x03\x01 not TURN" : std::string(20000, '\0');
    bytes.insert(bytes.end(), base::as_bytes(more).begin(), base::as_bytes(more).end());
    i % 4 == 0 ? data.send_byte_by_byte(bytes) : data.send(bytes);
    CHECK(read_exactly(c.far.get(), more.size()) == more);
    const auto answer = data.receive().value();
    CHECK(stun::MessageView::decode(answer)->message_class() == stun::Class::success);
  }
}

// RFC 6062 5.2: data of the peer is buffered, and its window says how much
void much_data_both_ways_is_whole_and_waits_for_the_slower_side() {
  Running server{1};
  const Peer peer;
  Connected c{server, peer};
  TurnClient data{server.at, Over::tcp};
  CHECK_EQ(data.connection_bind(c.id), 0);
  const std::string up = pattern(6'000'000, 1), down = pattern(5'000'001, 2);
  std::thread a([&] { data.send(base::as_bytes(up)); });
  std::thread b([&] { send_all(c.far.get(), down); });
  std::string got_up;
  std::thread d([&] { got_up = read_exactly(c.far.get(), up.size()); });
  TurnClient other{server.at, Over::udp};  // nobody else waits
  CHECK_EQ(other.request(Method::binding), 0);
  const std::string got_down = data.take(down.size());
  a.join();
  b.join();
  d.join();
  CHECK(got_up == up);
  CHECK(got_down == down);
}

void a_side_that_does_not_read_stops_the_other() {
  Running server{1};
  const Peer peer;
  Connected c{server, peer};
  TurnClient data{server.at, Over::tcp};
  CHECK_EQ(data.connection_bind(c.id), 0);
  for (const int fd : {data.fd(), c.far.get()}) {
    const std::string part(65536, 'x');
    std::size_t sent = 0;
    for (;;) {
      pollfd writable{fd, POLLOUT, 0};
      if (::poll(&writable, 1, 500) == 0) break;
      const ssize_t n = ::send(fd, part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      CHECK(n > 0);
      sent += static_cast<std::size_t>(n);
      CHECK(sent < 64u << 20);  // somebody buffers without end
    }
    CHECK(sent > 100'000);
  }
}

// RFC 6062 5.3: with a permission the client hears of the peer and binds its connection
// RFC 6062 4.4: ConnectionAttempt, then ConnectionBind over a new connection
void a_permitted_peer_comes_in() {
  Running server{2};
  for (int i = 0; i < 8; ++i) {
    TurnClient alice{server.at, Over::tcp};
    alice.allocate_tcp();
    CHECK_EQ(alice.permit({kPeerAddress, 1}), 0);
    const UniqueFd far = connect_from(kPeerAddress, alice.relayed());
    send_all(far.get(), "hello");
    const auto attempt = alice.receive().value();
    CHECK(stun::MessageView::decode(attempt)->method() == Method::connection_attempt);
    CHECK_EQ(TurnClient::address(attempt, Attr::xor_peer_address), net::local_endpoint(far.get()));
    TurnClient data{server.at, Over::tcp};
    CHECK_EQ(data.connection_bind(TurnClient::connection_id(attempt)), 0);
    CHECK_EQ(data.take(5), "hello");
    data.send(base::as_bytes("welcome"));
    CHECK_EQ(read_exactly(far.get(), 7), "welcome");
  }
}

// RFC 6062 5.3: without a permission the connection is closed as soon as it is accepted
void a_peer_without_permission_is_closed_at_once() {
  Running server{1};
  TurnClient alice{server.at, Over::tcp};
  alice.allocate_tcp();
  const UniqueFd far = connect_from(kPeerAddress, alice.relayed());
  CHECK_EQ(read_to_end(far.get()), "");
  // a program of this host at the relay's own address neither, whatever is permitted
  CHECK_EQ(alice.permit(alice.relayed()), 0);
  const UniqueFd own = connect_from(kLoopback, alice.relayed());
  CHECK_EQ(read_to_end(own.get()), "");
  CHECK_EQ(alice.request(Method::binding),
           0);  // no indication came in between: requests take the next message as theirs
  CHECK_EQ(server.metric("lectern_turn_dropped_total{reason=\"no_permission\"}"), 1.0);
  CHECK_EQ(server.metric("lectern_turn_dropped_total{reason=\"from_own_address\"}"), 1.0);
}

// RFC 6062 5.2: a refused connection is 447
void a_peer_that_refuses_is_447() {
  Running server{1};
  Endpoint nobody;
  { nobody = Peer{}.local(); }
  TurnClient alice{server.at, Over::tcp};
  alice.allocate_tcp();
  CHECK_EQ(alice.connect(nobody), 447);
  CHECK_EQ(alice.connect({IpAddress::v4(127, 0, 0, 3), 80}), 403);
  CHECK_EQ(server.metric("lectern_turn_peer_connections"), 0.0);
}

// RFC 6062 5.5: data connections are closed with their allocation
void the_end_of_an_allocation_ends_its_connections() {
  Running server{2};
  const Peer peer;
  const auto ends = std::to_array<void (*)(TurnClient&)>({
      [](TurnClient& alice) {
        CHECK_EQ(alice.request(Method::refresh, [](stun::Builder& b) { b.u32(Attr::lifetime, 0); }),
                 0);
      },
      [](TurnClient& alice) { alice.close(); },
  });
  for (const auto end : ends) {
    Connected bound{server, peer};
    TurnClient data{server.at, Over::tcp};
    CHECK_EQ(data.connection_bind(bound.id), 0);
    const Peer other;
    CHECK_EQ(bound.alice.connect(other.local()), 0);  // a second one, which nobody binds
    const UniqueFd waiting = other.accept();
    end(bound.alice);
    CHECK_EQ(read_to_end(bound.far.get()), "");
    CHECK_EQ(read_to_end(waiting.get()), "");
    CHECK(data.at_end());
  }
  server.wait_until([&] { return server.metric("lectern_turn_peer_connections") == 0; });
}

void either_side_that_vanishes_ends_the_other() {
  Running server{2};
  const Peer peer;
  for (const bool client_goes : {true, false}) {
    Connected c{server, peer};
    TurnClient data{server.at, Over::tcp};
    CHECK_EQ(data.connection_bind(c.id), 0);
    if (client_goes) {
      data.close();
      CHECK_EQ(read_to_end(c.far.get()), "");
    } else {
      const linger reset{1, 0};
      CHECK(::setsockopt(c.far.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0);
      c.far.reset();
      CHECK(data.at_end());
    }
    CHECK_EQ(c.alice.request(Method::refresh), 0);  // the allocation goes on
  }
}

// Two clients behind us, within one worker and between two.
void two_relayed_clients_meet_inside_the_process() {
  Running server{2};
  std::vector<std::unique_ptr<TurnClient>> clients;
  std::set<char> workers;
  while (clients.size() < 4 || workers.size() < 2) {
    clients.push_back(std::make_unique<TurnClient>(server.at, Over::tcp));
    clients.back()->allocate_tcp();
    for (const auto& session : server.relay->sessions()) workers.insert(session.id[0]);
    CHECK(clients.size() < 100);
  }
  for (auto& from : clients) {
    for (auto& to : clients) {
      if (from == to) continue;
      CHECK_EQ(to->permit(from->relayed()), 0);
      CHECK_EQ(from->connect(to->relayed()), 0);
      TurnClient near{server.at, Over::tcp}, far{server.at, Over::tcp};
      CHECK_EQ(near.connection_bind(TurnClient::connection_id(from->answer())), 0);
      near.send(base::as_bytes("over the hairpin"));
      const auto attempt = to->receive().value();
      CHECK_EQ(TurnClient::address(attempt, Attr::xor_peer_address), from->relayed());
      CHECK_EQ(far.connection_bind(TurnClient::connection_id(attempt)), 0);
      CHECK_EQ(far.take(16), "over the hairpin");
      far.send(base::as_bytes("and back"));
      ::shutdown(far.fd(), SHUT_WR);
      CHECK_EQ(near.take(8), "and back");
      CHECK(near.at_end());
    }
  }
}

void a_listener_of_this_host_is_not_reached() {
  Running server{1};
  const Peer victim{kLoopback};  // on the relay's own address
  TurnClient alice{server.at, Over::tcp};
  alice.allocate_tcp();
  CHECK_EQ(alice.connect(victim.local()), 403);
  CHECK_EQ(alice.connect(server.at), 403);
  CHECK(!victim.somebody_came());
}

// A client's data connection over TLS, adopted as the front hands it over; the answer is a record
// of its own.
void a_data_connection_over_tls() {
  Running server{2};
  const lectern_test::TemporaryFolder folder;
  const auto context = CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}));
  const Peer peer;
  for (int i = 0; i < 4; ++i) {
    Connected c{server, peer};
    send_all(c.far.get(), "early");
    auto tls = lectern_test::adopted_tls(server, *context,
                                         {kPeerAddress, static_cast<std::uint16_t>(5000 + i)});
    // the messages of a client that has a nonce already
    const auto bind = [&](stun::Builder& b) { b.u32(Attr::connection_id, c.id); };
    tls.send(std::string{base::as_text(
                 c.alice.make(stun::Class::request, Method::connection_bind, bind, true))} +
             "question");
    const std::string answer = tls.receive();
    const auto view = stun::MessageView::decode(base::as_bytes(answer));
    CHECK(view.has_value());
    CHECK(view->message_class() == stun::Class::success);
    CHECK_EQ(tls.read_exactly(5), "early");
    CHECK_EQ(read_exactly(c.far.get(), 8), "question");
    const std::string much = pattern(2'000'000, 3);
    std::thread writer([&] {
      send_all(c.far.get(), much);
      c.far.reset();
    });
    CHECK(tls.read_exactly(much.size()) == much);
    writer.join();
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "tcp_relay",
      {TEST(data_flows_both_ways_whatever_worker_the_client_lands_on),
       TEST(what_follows_connection_bind_is_the_peers),
       TEST(much_data_both_ways_is_whole_and_waits_for_the_slower_side),
       TEST(a_side_that_does_not_read_stops_the_other), TEST(a_permitted_peer_comes_in),
       TEST(a_peer_without_permission_is_closed_at_once), TEST(a_peer_that_refuses_is_447),
       TEST(the_end_of_an_allocation_ends_its_connections),
       TEST(either_side_that_vanishes_ends_the_other),
       TEST(two_relayed_clients_meet_inside_the_process),
       TEST(a_listener_of_this_host_is_not_reached), TEST(a_data_connection_over_tls)});
}
