// SPDX-License-Identifier: MIT
// The cost of strangers and slow clients on TCP: frames of any length and split, unfinished ones,
// connections by the thousand.
#include <fcntl.h>
#include <sys/resource.h>

#include <fstream>
#include <thread>

#include "base/random.hpp"
#include "net/tcp_stream.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/turn/io/tls_turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::IpAddress;
using base::UniqueFd;
using lectern_test::ByteVector;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Method;
using Over = TurnClient::Over;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);

turn::io::Settings changed(const std::function<void(turn::io::Settings&)>& change) {
  auto settings = lectern_test::plain_settings();
  if (change) change(settings);
  return settings;
}

struct Running : lectern_test::RunningRelay {
  explicit Running(const std::function<void(turn::io::Settings&)>& change = {})
      : RunningRelay(changed(change)) {}
};

// The beginning of a STUN message that announces `length` bytes.
ByteVector stun_head(std::uint16_t type, std::uint16_t length) {
  ByteVector head(stun::kHeaderSize);
  base::store_be16(head.data(), type);
  base::store_be16(head.data() + 2, length);
  base::store_be32(head.data() + 4, stun::kMagicCookie);
  return head;
}

ByteVector channel_head(std::uint16_t number, std::uint16_t length) {
  ByteVector head(stun::kChannelHeaderSize);
  stun::encode_channel_header(head.data(), number, length);
  return head;
}

// RFC 8489 5: the length of a message is a multiple of four; there is no way to find the next one
//   behind any other
void lengths_that_are_none_end_the_connection() {
  Running server;
  for (const unsigned length : {1u, 2u, 3u, 5u, 0x7fffu, 0xfffdu, 0xfffeu, 0xffffu}) {
    TurnClient client{server.at, Over::tcp};
    client.send(stun_head(0x0001, static_cast<std::uint16_t>(length)));
    CHECK(client.ended());
  }
}

// A client without an allocation sends short requests only, so the relay does not keep a long frame
// that such a client has begun.
void strangers_do_not_make_us_keep_long_frames() {
  Running server;
  for (const ByteVector& head : {stun_head(0x0001, 0xfffc), stun_head(0x0003, 4096),
                                 channel_head(0x4000, 0xffff), channel_head(0x4000, 4093)}) {
    TurnClient client{server.at, Over::tcp};
    client.send(head);
    CHECK(client.ended());
  }
  CHECK_EQ(server.metric("lectern_turn_dropped_total{reason=\"too_long\"}"), 4.0);
  // 4096 bytes in all are fine, however slowly they come
  TurnClient client{server.at, Over::tcp};
  ByteVector longest = client.make(stun::Class::request, Method::binding, [](stun::Builder& b) {
    b.bytes(Attr::software, ByteVector(4072));
  });
  CHECK_EQ(longest.size(), 4096u);
  client.send_byte_by_byte(longest);
  CHECK(stun::MessageView::decode(client.receive().value())->message_class() ==
        stun::Class::success);
}

// RFC 8656 12.5: over TCP ChannelData is padded to a multiple of four, which its length does not
//   count
void a_client_sends_the_longest_frames_in_any_split() {
  Running server;
  TurnClient alice{server.at, Over::tcp}, bob{server.at, Over::tcp};
  alice.allocate();
  bob.allocate();
  CHECK_EQ(alice.bind_channel(0x4000, bob.relayed()), 0);
  CHECK_EQ(bob.bind_channel(0x4001, alice.relayed()), 0);
  base::SystemRandom random;
  // longer than a datagram can be: dropped, and the next frame is found
  for (const std::size_t length :
       {std::size_t{0xffff}, std::size_t{0xfffe}, std::size_t{65507}, std::size_t{1},
        std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
    ByteVector frame = channel_head(0x4000, static_cast<std::uint16_t>(length));
    frame.resize(stun::padded(frame.size() + length), std::byte{0x5a});
    for (base::Bytes left{frame}; !left.empty();) {
      const std::size_t piece =
          std::min<std::size_t>(left.size(), 1 + random.below(left.size() > 100 ? 20000 : 3));
      alice.send(left.first(piece));
      left = left.subspan(piece);
    }
    if (length > 65507) continue;
    const auto got = bob.receive().value();
    CHECK_EQ(got.size(), 4 + length);
    CHECK_EQ(base::load_be16(got.data()), 0x4001);
    CHECK(
        std::all_of(got.begin() + 4, got.end(), [](std::byte b) { return b == std::byte{0x5a}; }));
  }
  // the longest STUN message there is
  ByteVector message = stun_head(stun::message_type(stun::Class::indication, Method::send), 0xfffc);
  message.resize(stun::kMaxFrame, std::byte{0});
  alice.send(message);
  CHECK_EQ(alice.request(Method::binding), 0);
}

// RFC 8489 6.2.2: messages over TLS are found in the stream whatever records carry them
// Each byte a record of its own.
void a_tls_stream_may_come_byte_by_byte() {
  Running server;
  const lectern_test::TemporaryFolder folder;
  const auto context = CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto tls =
        lectern_test::adopted_tls(server, *context, {IpAddress::v4(192, 0, 2, 1), 4000}, version);
    TurnClient maker{server.at, Over::udp};
    const ByteVector two = maker.make(stun::Class::request, Method::binding, {});
    for (int i = 0; i < 2; ++i) {
      for (const std::byte& byte : two) tls.send(base::as_text(base::Bytes{&byte, 1}));
      // one answer, and (for clients that take a record for a message) one record
      const std::string answer = tls.receive();
      CHECK_EQ(answer.size(), 32u);
    }
  }
}

void one_address_has_its_share_of_connections() {
  Running server{[](turn::io::Settings& s) {
    s.max_streams_per_address = 3;
    s.exempt_loopback = false;
  }};
  std::vector<std::unique_ptr<TurnClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<TurnClient>(server.at, Over::tcp));
    CHECK_EQ(clients.back()->request(Method::binding), 0);
  }
  TurnClient one_more{server.at, Over::tcp};
  CHECK(one_more.ended());
  CHECK_EQ(server.metric("lectern_turn_streams_refused_total"), 1.0);
  clients.pop_back();  // its place is free again
  server.wait_until([&] {
    TurnClient next{server.at, Over::tcp};
    next.send(next.make(stun::Class::request, Method::binding, {}));
    return next.receive().has_value();
  });
}

// A connection that the front hands over as that client's.
std::unique_ptr<TurnClient> adopted(Running& server, const char* client) {
  int ends[2];
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
  UniqueFd inner{ends[0]}, outer{ends[1]};
  CHECK_EQ(::fcntl(outer.get(), F_SETFL, 0), 0);
  lectern_test::set_deadline(outer.get());
  server.relay->adopt(
      std::make_unique<net::TcpStream>(std::move(inner), *Endpoint::parse(client), server.at), {});
  return std::make_unique<TurnClient>(std::move(outer));
}

// Eight addresses hold every place of the relay; the ninth is served all the same. Who has an
// allocation is in a call, and stays.
void who_holds_many_places_without_allocation_gives_way() {
  Running server{[](turn::io::Settings& s) {
    s.workers = 1;
    s.max_streams = 16;
  }};
  std::vector<std::unique_ptr<TurnClient>> crowd;
  for (int i = 0; i < 16; ++i) {
    crowd.push_back(adopted(server, ("198.51.100." + std::to_string(1 + i / 2) + ":4000").c_str()));
    CHECK_EQ(crowd.back()->request(Method::binding), 0);
  }
  crowd[14]->allocate();  // and crowd[15] is not in a call
  auto ninth = adopted(server, "203.0.113.9:4000");
  CHECK_EQ(ninth->request(Method::binding), 0);
  CHECK_EQ(server.metric("lectern_turn_streams_gave_way_total"), 1.0);
  CHECK_EQ(server.metric("lectern_turn_streams"), 16.0);
  // All of its neighbours may go, but the client in a call does not.
  std::vector<std::unique_ptr<TurnClient>> more;
  for (int i = 0; i < 40; ++i) {
    more.push_back(adopted(server, ("203.0.113." + std::to_string(10 + i) + ":4000").c_str()));
    CHECK_EQ(more.back()->request(Method::binding), 0);
  }
  CHECK_EQ(crowd[14]->request(Method::binding), 0);
  CHECK_EQ(server.metric("lectern_turn_streams_refused_total"), 0.0);
}

// Where every place is that of a call, a stranger is refused.
void calls_give_way_to_nobody() {
  Running server{[](turn::io::Settings& s) {
    s.workers = 1;
    s.max_streams = 2;
  }};
  auto a = adopted(server, "198.51.100.1:4000"), b = adopted(server, "198.51.100.1:4001");
  a->allocate();
  b->allocate();
  auto stranger = adopted(server, "198.51.100.2:4000");
  CHECK(stranger->ended());
  CHECK_EQ(server.metric("lectern_turn_streams_refused_total"), 1.0);
  for (const auto* one : {&a, &b}) CHECK_EQ((*one)->request(Method::binding), 0);
}

void workers_share_the_streams_of_all() {
  for (const unsigned workers : {1u, 2u}) {
    Running server{[workers](turn::io::Settings& s) {
      s.workers = workers;
      s.max_streams_in_all = 2 * workers;
    }};
    std::vector<std::unique_ptr<TurnClient>> calls;
    for (unsigned i = 0; i < 2 * workers; ++i) {
      calls.push_back(adopted(server, ("198.51.100.1:" + std::to_string(4000 + i)).c_str()));
      calls.back()->allocate();
    }
    CHECK(adopted(server, "198.51.100.2:4000")->ended());
    CHECK_EQ(server.metric("lectern_turn_streams_refused_total"), 1.0);
  }
}

std::size_t resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Thousands of strangers that begin a message and stop: what they cost is a few hundred bytes each,
// and given back.
void slow_connections_cost_little() {
  rlimit files{};
  CHECK_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  const std::size_t count = std::min<std::size_t>(10'000, (files.rlim_cur - 200) / 2);
  Running server{[](turn::io::Settings& s) { s.max_streams = 20'000; }};
  const ByteVector half = stun_head(0x0001, 2000);
  std::vector<UniqueFd> clients;
  std::size_t before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i == count / 10) {
      server.wait_until(
          [&] { return server.metric("lectern_turn_streams") == static_cast<double>(i); });
      before = resident_bytes();
    }
    clients.push_back(lectern_test::connect_tcp(server.at));
    lectern_test::send_all(clients.back().get(), base::as_text(half));
  }
  server.wait_until(
      [&] { return server.metric("lectern_turn_streams") == static_cast<double>(count); });
  const std::size_t each = (resident_bytes() - before) / (count - count / 10);
  std::printf("%zu slow connections: %zu bytes each\n", count, each);
  CHECK(each < 8192);  // under a sanitizer; the release build needs a fraction
  TurnClient other{server.at, Over::udp};
  CHECK_EQ(other.request(Method::binding), 0);
  clients.clear();
  server.wait_until([&] { return server.metric("lectern_turn_streams") == 0; });
}

}  // namespace

int main() {
  return lectern_test::run(
      "stream_limits",
      {TEST(lengths_that_are_none_end_the_connection),
       TEST(strangers_do_not_make_us_keep_long_frames),
       TEST(a_client_sends_the_longest_frames_in_any_split),
       TEST(a_tls_stream_may_come_byte_by_byte), TEST(one_address_has_its_share_of_connections),
       TEST(who_holds_many_places_without_allocation_gives_way), TEST(calls_give_way_to_nobody),
       TEST(workers_share_the_streams_of_all), TEST(slow_connections_cost_little)});
}
