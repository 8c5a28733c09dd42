// SPDX-License-Identifier: MIT
// When DTLS associations end without a word of theirs, and how many there may be. No socket:
// datagrams are handed over.
#include <algorithm>

#include "net/event_loop.hpp"
#include "tests/net/dtls_client.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/fakes.hpp"
#include "turn/io/dtls_clients.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using lectern_test::DtlsClient;
using turn::FiveTuple;
using turn::io::DtlsClients;

struct Scene final : turn::io::DtlsHost {
  explicit Scene(const DtlsClients::Limits& limits)
      : clients(CHECK_OK(DtlsClients::make(*loop, tls, cookies, *this, stats, random, limits))) {}

  // --- DtlsHost
  void on_dtls_message(const turn::Leg&, base::MutableBytes, std::size_t) noexcept override {
    ++messages;
  }
  void on_dtls_gone(const FiveTuple& tuple) noexcept override { gone.push_back(tuple); }
  void send_dtls(std::uint32_t, const net::DtlsPath&, base::Bytes datagram) noexcept override {
    out.emplace_back(datagram.begin(), datagram.end());
  }
  void on_dtls_room_needed() noexcept override { ++rooms_needed; }
  bool has_allocation(const FiveTuple& tuple) const noexcept override {
    return std::find(allocated.begin(), allocated.end(), tuple.client) != allocated.end();
  }
  void on_dtls_turn_done() noexcept override {
    if (!gone.empty()) loop->stop();
  }

  static net::DtlsPath path(const char* client) {
    return {*Endpoint::parse(client), *Endpoint::parse("198.51.100.1:5349")};
  }
  void deliver(const net::DtlsPath& from, DtlsClient& client) {
    for (const auto& datagram : client.take()) clients->receive(0, from, datagram);
    for (const auto& datagram : std::exchange(out, {})) {
      client.receive(datagram);
      (void)client.handshake();
    }
  }
  // ClientHello, cookie, ClientHello: the association is there, the handshake is not done.
  void begin(const net::DtlsPath& from, DtlsClient& client) {
    CHECK(client.handshake());
    deliver(from, client);
    for (const auto& datagram : client.take()) clients->receive(0, from, datagram);
    out.clear();  // the flight that this client will never see
  }
  void connect(const net::DtlsPath& from, DtlsClient& client) {
    CHECK(client.handshake());
    for (int i = 0; i < 10 && !client.done(); ++i) deliver(from, client);
    CHECK(client.done());
  }

  lectern_test::TemporaryFolder folder;
  lectern_test::SeededRandom random{5};
  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("t"));
  std::shared_ptr<net::TlsContext> tls =
      CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}));
  net::DtlsCookies cookies{random};
  turn::Stats stats;
  std::unique_ptr<DtlsClients> clients;
  std::vector<DtlsClient::Datagram> out;
  std::vector<FiveTuple> gone;
  std::vector<Endpoint> allocated;
  std::size_t messages = 0;
  std::size_t rooms_needed = 0;
};

void idle_ones_end_unless_they_have_an_allocation() {
  Scene s{{.idle = 0s}};
  DtlsClient idle, busy;
  s.connect(Scene::path("192.0.2.1:4000"), idle);
  s.connect(Scene::path("192.0.2.2:4000"), busy);
  CHECK_EQ(s.clients->size(), 2u);
  s.clients->sweep(
      [](const FiveTuple& tuple) { return tuple.client == *Endpoint::parse("192.0.2.2:4000"); });
  CHECK_EQ(s.clients->size(), 1u);
  CHECK_EQ(s.gone.size(), 1u);
  CHECK(s.gone[0].transport == turn::Transport::dtls);
  CHECK_EQ(s.gone[0].client, *Endpoint::parse("192.0.2.1:4000"));
  CHECK_EQ(s.out.size(), 1u);  // it is told
  idle.receive(s.out[0]);
  CHECK(idle.was_told_goodbye());
}

void an_unfinished_handshake_is_given_up() {
  Scene s{{.handshake_time = 0s}};
  DtlsClient client;
  s.begin(Scene::path("192.0.2.1:4000"), client);
  CHECK_EQ(s.clients->size(), 1u);
  s.loop->run();  // until the timer has ended it
  CHECK_EQ(s.clients->size(), 0u);
  CHECK_EQ(s.stats.dtls_failed.value(), 1u);
  CHECK_EQ(s.stats.dtls_opened.value(), s.stats.dtls_closed.value());
}

void handshakes_are_bounded_by_address() {
  Scene s{{.handshakes_per_address = 1}};
  std::vector<DtlsClient> clients(3);
  s.begin(Scene::path("192.0.2.1:1"), clients[0]);
  s.begin(Scene::path("192.0.2.1:2"), clients[1]);  // a second handshake of that address
  CHECK_EQ(s.stats.dtls_refused.value(), 1u);
  s.begin(Scene::path("192.0.2.2:1"), clients[2]);
  CHECK_EQ(s.clients->size(), 2u);
  CHECK_EQ(s.stats.dtls_opened.value(), 2u);
  s.clients->close_all();
  CHECK_EQ(s.clients->size(), 0u);
  CHECK_EQ(s.gone.size(), 2u);
}

// Few addresses must not hold all handshakes while nobody else gets in.
void a_handshake_of_the_address_with_most_gives_way() {
  Scene s{{.handshakes = 4}};
  std::vector<DtlsClient> crowd(4);
  DtlsClient client, open;
  s.begin(Scene::path("192.0.2.1:1"), crowd[0]);
  for (std::size_t i = 1; i < 4; ++i)
    s.begin(Scene::path(i == 1 ? "192.0.2.2:1" : i == 2 ? "192.0.2.2:2" : "192.0.2.2:3"), crowd[i]);
  s.connect(Scene::path("192.0.2.3:1"), client);
  CHECK_EQ(s.stats.dtls_gave_way.value(), 1u);
  CHECK_EQ(s.stats.dtls_refused.value(), 0u);
  CHECK_EQ(s.gone.size(), 1u);
  CHECK_EQ(s.gone[0].client, *Endpoint::parse("192.0.2.2:1"));
  // A finished handshake holds no place among them.
  s.connect(Scene::path("192.0.2.4:1"), open);
  CHECK_EQ(s.stats.dtls_gave_way.value(), 1u);
  CHECK_EQ(s.clients->size(), 5u);
}

void sessions_are_bounded_by_address() {
  Scene s{{.sessions_per_address = 2}};
  DtlsClient a, b, c;
  s.connect(Scene::path("192.0.2.1:1"), a);
  s.connect(Scene::path("192.0.2.1:2"), b);
  s.begin(Scene::path("192.0.2.1:3"), c);
  CHECK_EQ(s.stats.dtls_refused.value(), 1u);
  CHECK_EQ(s.clients->size(), 2u);
  // One that goes makes room.
  SSL_shutdown(a.native());
  for (const auto& datagram : a.take()) s.clients->receive(0, Scene::path("192.0.2.1:1"), datagram);
  CHECK_EQ(s.clients->size(), 1u);
  DtlsClient next;
  s.connect(Scene::path("192.0.2.1:3"), next);
  CHECK_EQ(s.clients->size(), 2u);
}

void a_session_without_allocation_gives_way() {
  Scene s{{.sessions = 3}};
  DtlsClient a, b, c, d, e, f;
  s.connect(Scene::path("192.0.2.1:1"), a);
  s.connect(Scene::path("192.0.2.1:2"), b);
  s.connect(Scene::path("192.0.2.1:3"), c);
  s.allocated = {*Endpoint::parse("192.0.2.1:1")};
  s.connect(Scene::path("192.0.2.2:1"), d);
  CHECK_EQ(s.gone.size(), 1u);
  CHECK_EQ(s.gone.back().client, *Endpoint::parse("192.0.2.1:2"));
  s.allocated = {*Endpoint::parse("192.0.2.1:1"), *Endpoint::parse("192.0.2.1:3"),
                 *Endpoint::parse("192.0.2.2:1")};
  s.begin(Scene::path("192.0.2.3:1"), e);
  CHECK_EQ(s.stats.dtls_refused.value(), 1u);
  // An allocation that has ended protects its client no longer.
  s.allocated.pop_back();
  s.clients->sweep([&s](const FiveTuple& tuple) { return s.has_allocation(tuple); });
  s.connect(Scene::path("192.0.2.4:1"), f);
  CHECK_EQ(s.gone.back().client, *Endpoint::parse("192.0.2.2:1"));
  CHECK_EQ(s.stats.dtls_gave_way.value(), 2u);
  CHECK_EQ(s.clients->size(), 3u);
}

// More messages in one wake-up than there is memory for: the host is told to send what it has.
void memory_for_messages_is_used_again() {
  Scene s{{}};
  DtlsClient client;
  const auto path = Scene::path("192.0.2.1:4000");
  s.connect(path, client);
  for (int i = 0; i < 200; ++i) s.clients->receive(0, path, client.seal("message"));
  CHECK_EQ(s.messages, 200u);
  CHECK(s.rooms_needed >= 3);
  s.clients->recycle();
  const std::size_t before = s.rooms_needed;
  s.clients->receive(0, path, client.seal("message"));
  CHECK_EQ(s.rooms_needed, before);
}

void hellos_are_limited() {
  Scene s{{.hellos_per_second = 1, .hello_burst = 5}};
  DtlsClient client;
  CHECK(client.handshake());
  const auto hello = client.take().at(0);
  for (int i = 0; i < 100; ++i) s.clients->receive(0, Scene::path("192.0.2.1:4000"), hello);
  CHECK(s.out.size() >= 5 && s.out.size() <= 20);
  CHECK_EQ(s.stats.dropped(turn::Drop::rate_limited), 100 - s.out.size());
  CHECK_EQ(s.clients->size(), 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "dtls_limits",
      {TEST(idle_ones_end_unless_they_have_an_allocation),
       TEST(an_unfinished_handshake_is_given_up), TEST(handshakes_are_bounded_by_address),
       TEST(a_handshake_of_the_address_with_most_gives_way), TEST(sessions_are_bounded_by_address),
       TEST(a_session_without_allocation_gives_way), TEST(memory_for_messages_is_used_again),
       TEST(hellos_are_limited)});
}
