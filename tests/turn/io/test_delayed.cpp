// SPDX-License-Identifier: MIT
// Data that waits because of a rate: order, bounds, which data is dropped first, and that it leaves
// when it may, through a real relay too.
#include "turn/io/delayed.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "net/udp_socket.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/fakes.hpp"
#include "tests/turn/io/dtls_turn_client.hpp"
#include "tests/turn/io/tls_turn_client.hpp"
#include "turn/stun/channel_data.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::RunningRelay;
using lectern_test::TurnClient;
using stun::Method;
using turn::AllocationId;
using turn::Direction;
using turn::Forward;
using turn::ToClient;
using turn::io::Delayed;

constexpr AllocationId kAlice{1, 1}, kBob{2, 1};

struct Line {
  void push(AllocationId id, const std::string& text, std::uint32_t room = 1000) {
    Forward forward;
    forward.kind = Forward::Kind::to_peer;
    forward.allocation = id;
    forward.payload = base::as_bytes(text);
    forward.wait_room = room;
    delayed.push(forward, clock.now(), [this](AllocationId given, Direction direction) {
      CHECK(direction == Direction::to_peers);
      given_up.push_back(given.slot);
    });
  }
  void push_framed(AllocationId id, const std::string& text, std::uint32_t counted) {
    ToClient framed;
    framed.allocation = id;
    framed.message = base::as_bytes(text);
    framed.payload = counted;
    framed.wait_room = 1000;
    delayed.push(framed, clock.now(), [](AllocationId, Direction) { CHECK(false); });
  }
  // The datagrams that leave if so many bytes may; the others are asked for again in 10 ms.
  // nullopt: the allocation is gone.
  std::string pass(std::optional<std::size_t> allowed) {
    std::string out;
    const auto may = [&](std::size_t bytes) -> std::optional<base::Instant> {
      if (!allowed) return std::nullopt;
      if (bytes > *allowed) return clock.now() + 10ms;
      *allowed -= bytes;
      return clock.now();
    };
    struct MayGo {
      decltype(may)& ask;
      auto operator()(const Forward& f) const { return ask(f.payload.size()); }
      auto operator()(const ToClient& f) const { return ask(f.payload); }
    };
    struct Send {
      std::string& to;
      void operator()(const Forward& f) const {
        CHECK_EQ(f.wait_room, 0u);
        to += std::string{base::as_text(f.payload)} + ' ';
      }
      void operator()(const ToClient& f) const {
        CHECK_EQ(f.wait_room, 0u);
        to += '<' + std::string{base::as_text(f.message)} + "> ";
      }
    };
    delayed.pass(clock.now(), MayGo{may}, Send{out});
    delayed.tidy();
    return out;
  }
  Delayed delayed;
  lectern_test::FakeClock clock;
  std::vector<std::uint32_t> given_up;
};

void it_goes_in_order_as_far_as_it_may() {
  Line line;
  for (const char* text : {"one", "two", "three"}) line.push(kAlice, text);
  CHECK_EQ(line.delayed.held(), 11u);
  CHECK(line.delayed.due() == line.clock.now());
  CHECK_EQ(line.pass(7), "one two ");
  CHECK(line.delayed.due() == line.clock.now() + 10ms);
  CHECK_EQ(line.pass(100), "");  // not before it is due
  line.clock.advance(10ms);
  line.push(kAlice, "four");
  CHECK_EQ(line.pass(100), "three four ");
  CHECK_EQ(line.delayed.held(), 0u);
  CHECK_EQ(line.delayed.directions(), 0u);
  CHECK(!line.delayed.due());
}

void the_directions_know_nothing_of_each_other() {
  Line line;
  line.push(kAlice, "up");
  line.push_framed(kAlice, "with a head", 4);
  line.push(kBob, "bob");
  CHECK_EQ(line.delayed.directions(), 3u);
  std::string all = line.pass(4);  // not enough for all three of them
  CHECK(line.delayed.directions() > 0);
  line.clock.advance(10ms);
  all += line.pass(1000);
  for (const char* text : {"up ", "<with a head> ", "bob "})
    CHECK(all.find(text) != std::string::npos);
}

void the_oldest_makes_room() {
  Line line;
  for (const char* text : {"aaaa", "bbbb", "cccc"}) line.push(kAlice, text, 10);
  CHECK(line.given_up == std::vector<std::uint32_t>{1});
  CHECK_EQ(line.delayed.held(), 8u);
  line.push(kAlice, "longer than all of it", 10);  // one always may wait
  CHECK_EQ(line.given_up.size(), 3u);
  CHECK_EQ(line.pass(100), "longer than all of it ");
}

void what_a_worker_holds_is_bounded() {
  Line line;
  const std::string large(60'000, 'x');
  std::uint32_t slot = 0;
  for (std::size_t held = 0; held + large.size() <= Delayed::kMost; held += large.size())
    line.push({slot++, 1}, large);
  CHECK(line.given_up.empty());
  line.push({slot, 1}, large);  // the newcomer has nothing older to give up
  CHECK(line.given_up == std::vector<std::uint32_t>{slot});
  line.push({0, 1}, large);
  CHECK(line.given_up == (std::vector<std::uint32_t>{slot, 0}));
  CHECK(line.delayed.held() <= Delayed::kMost);
  (void)line.pass(std::nullopt);
  CHECK_EQ(line.delayed.held(), 0u);
  CHECK_EQ(line.delayed.directions(), 0u);
}

void the_next_allocation_in_the_same_place_gets_nothing_of_it() {
  Line line;
  line.push(kAlice, "old");
  line.push({kAlice.slot, 2}, "new");
  CHECK_EQ(line.pass(100), "new ");
  CHECK_EQ(line.delayed.held(), 0u);
}

void memory_does_not_grow_with_what_has_passed() {
  Line line;
  line.push(kAlice, std::string(100, 'a'));
  for (int i = 0; i < 10'000; ++i) {
    line.push(kAlice, std::string(100, 'b'));
    line.clock.advance(10ms);
    CHECK_EQ(line.pass(100).size(), 101u);
    CHECK_EQ(line.delayed.held(), 100u);
  }
}

// Through a relay. 800 kbit/s: the bucket holds 64 KiB, and 10,000 bytes may wait.
constexpr std::size_t kPacket = 1000;
constexpr int kAtOnce = 65, kMayWait = 10, kSent = 200;
const std::string kOverRate = "lectern_turn_dropped_total{reason=\"over_rate\"}";
const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);

turn::io::Settings limited(unsigned workers = 1) {
  auto settings = lectern_test::plain_settings();
  settings.core.max_rate = 800'000;
  settings.core.allow_peers.push_back(*base::Cidr::parse("127.0.0.2/32"));
  settings.workers = workers;
  return settings;
}

std::string numbered(int i) {
  return std::to_string(i) + std::string(kPacket - std::to_string(i).size(), '.');
}

constexpr std::array kLegs{turn::Transport::udp, turn::Transport::tcp, turn::Transport::tls,
                           turn::Transport::dtls};

// A relay with that limit, and clients of it over any leg.
struct Limited : RunningRelay {
  Limited() : RunningRelay(with_dtls(limited(), tls())) {}

  std::unique_ptr<TurnClient> client(turn::Transport leg) {
    switch (leg) {
      case turn::Transport::udp: return std::make_unique<TurnClient>(at, TurnClient::Over::udp);
      case turn::Transport::tcp: return std::make_unique<TurnClient>(at, TurnClient::Over::tcp);
      case turn::Transport::tls:
        return std::make_unique<lectern_test::TlsTurnClient>(*this, *tls(),
                                                             *Endpoint::parse("192.0.2.1:4000"));
      case turn::Transport::dtls: break;
    }
    auto made = std::make_unique<lectern_test::DtlsTurnClient>(relay->bound_tls().at(0).endpoint);
    made->connect();
    return made;
  }

 private:
  static turn::io::Settings with_dtls(turn::io::Settings settings,
                                      std::shared_ptr<net::TlsContext> tls) {
    settings.tls_listen.push_back(Endpoint{IpAddress::v4(127, 0, 0, 1), 0});
    settings.tls = std::move(tls);
    return settings;
  }
  // One for all: it takes a while to make.
  static const std::shared_ptr<net::TlsContext>& tls() {
    static const lectern_test::TemporaryFolder folder;
    static const std::shared_ptr<net::TlsContext> made =
        CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}));
    return made;
  }
};

// The numbers of what comes, in order, until `server` has explained all that was sent.
template <class Next>
void judge(RunningRelay& server, Next next) {
  std::vector<int> got;
  const auto deadline = base::SystemClock{}.now() + 60s;
  while (static_cast<int>(got.size()) + static_cast<int>(server.metric(kOverRate)) < kSent) {
    CHECK(base::SystemClock{}.now() < deadline);
    if (const std::optional<std::string> text = next()) {
      CHECK_EQ(text->size(), kPacket);
      got.push_back(std::atoi(text->c_str()));
    }
  }
  CHECK_EQ(got.size() + static_cast<std::size_t>(server.metric(kOverRate)), std::size_t{kSent});
  CHECK(std::is_sorted(got.begin(), got.end()));
  // The burst arrives whole; of the other datagrams, the last ones arrive and the first ones were
  // dropped.
  CHECK(static_cast<int>(got.size()) >= kAtOnce + kMayWait - 1);
  for (int i = 0; i < kAtOnce; ++i) CHECK_EQ(got[static_cast<std::size_t>(i)], i);
  for (int i = 1; i < kMayWait; ++i)
    CHECK_EQ(got[got.size() - static_cast<std::size_t>(i)], kSent - i);
}

std::optional<std::string> payload_of(const std::optional<ByteVector>& message) {
  if (!message) return std::nullopt;
  const auto data = stun::decode_channel_data(*message);
  CHECK(data.has_value());
  return std::string{base::as_text(data->payload)};
}

ByteVector channel_data(const std::string& text) {
  ByteVector message(stun::kChannelHeaderSize + stun::padded(text.size()));
  stun::encode_channel_header(message.data(), 0x4000, static_cast<std::uint16_t>(text.size()));
  std::copy_n(base::as_bytes(text).begin(), text.size(),
              message.begin() + stun::kChannelHeaderSize);
  return message;
}

void towards_a_peer() {
  for (const auto leg : kLegs) {
    Limited server;
    net::UdpOptions options;
    options.receive_buffer = 1 << 20;
    auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, options));
    const auto client = server.client(leg);
    client->allocate();
    CHECK_EQ(client->bind_channel(0x4000, peer.local()), 0);
    for (int i = 0; i < kSent; ++i) client->send(channel_data(numbered(i)));
    net::ReceiveBatch batch{1, 2000, 0};
    judge(server, [&]() -> std::optional<std::string> {
      pollfd p{peer.fd(), POLLIN, 0};
      if (::poll(&p, 1, 100) <= 0 || peer.receive(batch) == 0) return std::nullopt;
      return std::string{base::as_text(base::Bytes{batch.payload(0)})};
    });
  }
}

void towards_a_client() {
  for (const auto leg : kLegs) {
    Limited server;
    auto peer = CHECK_OK(net::UdpSocket::open(Endpoint{kPeerAddress, 0}, {}));
    const auto client = server.client(leg);
    TurnClient other{server.at, TurnClient::Over::udp};
    client->allocate();
    CHECK_EQ(client->bind_channel(0x4000, peer.local()), 0);
    for (int i = 0; i < kSent; ++i) {
      CHECK(peer.send_to(client->relayed(), base::as_bytes(numbered(i))));
      if (i % 10 == 9)
        CHECK_EQ(other.request(Method::binding),
                 0);  // a round of the sockets: their buffers are small
    }
    judge(server, [&] { return payload_of(client->receive(100ms)); });
  }
}

// The sender's rate, whatever worker the receiver has; the receiver's own is the same and sees no
// more than that.
void between_two_clients() {
  for (const unsigned workers : {1u, 3u}) {
    RunningRelay server{limited(workers)};
    TurnClient alice{server.at, TurnClient::Over::udp}, bob{server.at, TurnClient::Over::udp};
    TurnClient other{server.at, TurnClient::Over::udp};
    alice.allocate();
    bob.allocate();
    CHECK_EQ(alice.bind_channel(0x4000, bob.relayed()), 0);
    CHECK_EQ(bob.bind_channel(0x4000, alice.relayed()), 0);
    for (int i = 0; i < kSent; ++i) {
      alice.send(channel_data(numbered(i)));
      if (i % 10 == 9) CHECK_EQ(other.request(Method::binding), 0);
    }
    judge(server, [&] { return payload_of(bob.receive(100ms)); });
  }
}

// RFC 6062: everything comes, only more slowly.
void through_a_connection_to_a_peer() {
  auto settings = limited();
  settings.core.max_rate = 8'000'000;
  RunningRelay server{settings};
  base::UniqueFd listening{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const net::SocketAddress any{Endpoint{kPeerAddress, 0}};
  CHECK_EQ(::bind(listening.get(), any.data(), any.size()), 0);
  CHECK_EQ(::listen(listening.get(), 1), 0);
  TurnClient control{server.at, TurnClient::Over::tcp}, data{server.at, TurnClient::Over::tcp};
  control.allocate_tcp();
  CHECK_EQ(control.permit(net::local_endpoint(listening.get())), 0);
  CHECK_EQ(control.connect(net::local_endpoint(listening.get())), 0);
  const base::UniqueFd peer{::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC)};
  CHECK_EQ(data.connection_bind(TurnClient::connection_id(control.answer())), 0);

  const std::string large(1'000'000, 'd');
  const auto began = base::SystemClock{}.now();
  std::thread sending([&] { lectern_test::send_all(peer.get(), large); });
  CHECK(data.take(large.size()) == large);
  sending.join();
  const auto took = base::SystemClock{}.now() - began;
  // a million bytes at a million a second, and a quarter of a second's worth at once
  CHECK(took > 600ms);
  CHECK(took < 30s);
  CHECK_EQ(server.relay->sessions().at(0).to_client.bytes, large.size());
}

}  // namespace

int main() {
  return lectern_test::run(
      "delayed",
      {TEST(it_goes_in_order_as_far_as_it_may), TEST(the_directions_know_nothing_of_each_other),
       TEST(the_oldest_makes_room), TEST(what_a_worker_holds_is_bounded),
       TEST(the_next_allocation_in_the_same_place_gets_nothing_of_it),
       TEST(memory_does_not_grow_with_what_has_passed), TEST(towards_a_peer),
       TEST(towards_a_client), TEST(between_two_clients), TEST(through_a_connection_to_a_peer)});
}
