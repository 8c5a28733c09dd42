// SPDX-License-Identifier: MIT
// A running worker's data path takes nothing from the heap, no lock, and writes no log: all calls
// of its threads are counted while packets go through real sockets.
#include <memory>
#include <mutex>
#include <thread>

#include "net/udp_socket.hpp"
#include "tests/support/counted_calls.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"
#include "turn/io/relay.hpp"
#include "turn/stun/channel_data.hpp"

namespace {

using lectern_test::ByteVector;
using lectern_test::Calls;
using lectern_test::TurnClient;
using Over = TurnClient::Over;

constexpr std::uint16_t kChannel = 0x4000;
constexpr int kWarmUp = 40;
constexpr int kRounds = 100;
constexpr int kBurst = 8;

turn::io::Settings settings(unsigned workers) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(*base::Cidr::parse("127.0.0.2/32"));
  settings.workers = workers;
  return settings;
}

// A client, its peer, and what they say to each other.
struct Pair {
  lectern_test::RunningRelay server;
  TurnClient client;
  net::UdpSocket peer = CHECK_OK(net::UdpSocket::open(*base::Endpoint::parse("127.0.0.2:0"), {}));
  net::ReceiveBatch in{64, 2000, 0};

  explicit Pair(Over over) : server{settings(1)}, client{server.at, over} { client.allocate(); }

  void up(const ByteVector& message) {
    for (int i = 0; i < kBurst; ++i) client.send(message);
    for (std::size_t got = 0; got < kBurst;) {
      pollfd wanted{peer.fd(), POLLIN, 0};
      CHECK(::poll(&wanted, 1, 5000) > 0);
      got += peer.receive(in);
    }
  }
  void down(std::string_view text) {
    for (int i = 0; i < kBurst; ++i) CHECK(peer.send_to(client.relayed(), base::as_bytes(text)));
    for (int i = 0; i < kBurst; ++i) CHECK(client.receive().has_value());
  }
};

ByteVector channel_data(std::string_view text) {
  ByteVector message(stun::kChannelHeaderSize + stun::padded(text.size()));
  stun::encode_channel_header(message.data(), kChannel, static_cast<std::uint16_t>(text.size()));
  std::copy_n(base::as_bytes(text).begin(), text.size(),
              message.begin() + stun::kChannelHeaderSize);
  return message;
}

// No counted call happens in `kRounds` rounds, after some rounds that may warm up.
template <class F>
void costs_nothing(lectern_test::RunningRelay& server, F&& round) {
  lectern_test::counted(false);
  for (int i = 0; i < kWarmUp; ++i) round();
  const std::size_t lines = server.lines_logged();
  const Calls calls = lectern_test::calls_during([&] {
    for (int i = 0; i < kRounds; ++i) round();
  });
  CHECK_EQ(calls.heap, 0u);
  CHECK_EQ(calls.locks, 0u);
  CHECK_EQ(server.lines_logged(), lines);
  lectern_test::counted(true);
}

void calls_of_other_threads_are_counted() {
  lectern_test::counted(false);
  std::mutex mutex;
  std::atomic<int> asked{0}, done{0};  // rounds
  std::thread other{[&] {
    for (int round = 1; round <= 2; ++round) {
      while (asked != round) std::this_thread::yield();
      for (int i = 0; i < 10; ++i) {
        const auto one = std::make_unique<std::atomic<int>>(round);
        const std::scoped_lock lock(mutex);
        if (i == 9) done = one->load();
      }
    }
  }};
  Calls calls;
  for (int round = 1; round <= 2; ++round) {  // in the first one a thread may warm up
    calls = lectern_test::calls_during([&] {
      asked = round;
      while (done != round) std::this_thread::yield();
      const auto own = std::make_unique<std::atomic<int>>(1);  // of a thread that is left out
      const std::scoped_lock lock(mutex);
      asked = own->load() * round;
    });
  }
  other.join();
  CHECK_EQ(calls.heap, 10u);
  CHECK_EQ(calls.locks, lectern_test::kLocksAreCounted ? 10u : 0u);
  lectern_test::counted(true);
}

void channels_over_udp() {
  Pair pair{Over::udp};
  CHECK_EQ(pair.client.bind_channel(kChannel, pair.peer.local()), 0);
  const ByteVector message = channel_data("media media media media");
  costs_nothing(pair.server, [&] { pair.up(message); });
  costs_nothing(pair.server, [&] { pair.down("the other way"); });
}

void indications_over_udp() {
  Pair pair{Over::udp};
  CHECK_EQ(pair.client.permit(pair.peer.local()), 0);
  const ByteVector message =
      pair.client.send_indication(pair.peer.local(), "media media media media");
  costs_nothing(pair.server, [&] { pair.up(message); });
  costs_nothing(pair.server, [&] { pair.down("the other way"); });
}

void channels_over_tcp() {
  Pair pair{Over::tcp};
  CHECK_EQ(pair.client.bind_channel(kChannel, pair.peer.local()), 0);
  const ByteVector message = channel_data("media media media media");
  costs_nothing(pair.server, [&] { pair.up(message); });
  costs_nothing(pair.server, [&] { pair.down("the other way"); });
}

// Also between workers: of eight clients and two workers the first has no neighbour on the other
// one once in 128 runs, and then this test looks at one worker only.
void between_relayed_addresses() {
  lectern_test::RunningRelay server{settings(2)};
  std::vector<std::unique_ptr<TurnClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<TurnClient>(server.at, Over::udp));
    clients.back()->allocate();
    CHECK_EQ(clients.back()->permit(server.at), 0);  // the relay's one address, whatever the port
  }
  std::vector<ByteVector> messages;
  for (const auto& to : clients)
    messages.push_back(clients[0]->send_indication(to->relayed(), "to a neighbour"));
  costs_nothing(server, [&] {
    for (std::size_t i = 1; i < clients.size(); ++i) {
      clients[0]->send(messages[i]);
      CHECK(clients[i]->receive().has_value());
    }
  });
}

// A dropped datagram writes no log line, either. A Binding request behind it shows that it has been
// looked at.
void strangers_and_what_is_not_permitted() {
  Pair pair{Over::udp};
  TurnClient stranger{pair.server.at, Over::udp};
  const ByteVector ask = stranger.make(stun::Class::request, stun::Method::binding, {});
  const ByteVector denied =
      pair.client.send_indication(*base::Endpoint::parse("203.0.113.5:9"), "x");
  const ByteVector data = channel_data("to nobody");
  costs_nothing(pair.server, [&] {
    pair.client.send(denied);
    pair.client.send(data);
    stranger.send(data);
    stranger.send(base::as_bytes("GET / HTTP/1.1"));
    for (TurnClient* one : {&pair.client, &stranger}) {
      one->send(ask);
      CHECK(one->receive().has_value());
    }
  });
}

}  // namespace

int main() {
  return lectern_test::run(
      "data_path", {TEST(calls_of_other_threads_are_counted), TEST(channels_over_udp),
                    TEST(indications_over_udp), TEST(channels_over_tcp),
                    TEST(between_relayed_addresses), TEST(strangers_and_what_is_not_permitted)});
}
