// SPDX-License-Identifier: MIT
// Attacks that fill the front: whoever holds many places gives way to the next client.
#include <poll.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "net/front.hpp"
#include "tests/net/front_test.hpp"
#include "tests/support/check.hpp"

namespace {

using base::UniqueFd;
using lectern_test::Arrival;
using lectern_test::connect_tcp;
using lectern_test::FrontTest;
using lectern_test::read_exactly;
using lectern_test::read_to_end;
using lectern_test::send_all;
using lectern_test::TlsClient;
using namespace std::string_literals;

const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kHalfHead = "GET / HT";
const std::string kHalfHello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s;
const std::string kBinding = "\x00\x01\x00\x00\x21\x12\xa4\x42transaction!"s;

// All clients come through a proxy on this machine, which names their addresses.
net::FrontLimits limits(std::size_t connections, std::size_t waiting, std::size_t reserved = 0) {
  net::FrontLimits made;
  made.connections = connections;
  made.waiting = waiting;
  made.reserved = reserved;
  return made;
}

// The PROXY header of 198.51.100.`last`, or of 127.0.0.1 where `last` is 0.
std::string named(std::uint8_t last) {
  const std::string client = last == 0 ? "\x7f\x00\x00\x01"s : "\xc6\x33\x64"s + char(last);
  return "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c"s + client + "\xcb\x00\x71\x01\x9c\x40\x01\xbb"s;
}

UniqueFd arriving(const base::Endpoint& at, std::uint8_t client, const std::string& bytes) {
  UniqueFd fd = connect_tcp(at);
  send_all(fd.get(), named(client) + bytes);
  return fd;
}

long gave_way(FrontTest& t, const char* reason) {
  return t.metric("lectern_front_gave_way_total{reason=\""s + reason + "\"}");
}

bool is_open(int fd) {
  char byte = 0;
  return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

// A TLS client that is served by a bridge.
struct Served {
  Served(FrontTest& t, std::uint8_t address) {
    UniqueFd fd = connect_tcp(t.secure);
    send_all(fd.get(), named(address));
    client = std::make_unique<TlsClient>(std::move(fd));
    CHECK(client->handshake());
    client->send(kGet);
    library = t.arrival();
    CHECK_EQ(read_exactly(library.fd.get(), kGet.size()), kGet);
  }
  void moves_bytes() {
    send_all(library.fd.get(), "answer");
    CHECK_EQ(client->read_exactly(6), "answer");
  }
  bool ended() { return client->read_to_end().empty() && read_to_end(library.fd.get()).empty(); }

  std::unique_ptr<TlsClient> client;
  Arrival library;
};

void waits(FrontTest& t, long connections) {
  CHECK(FrontTest::eventually([&] { return t.metric("lectern_front_waiting") == connections; }));
}

void a_ninth_address_is_served_while_eight_hold_all_places_of_half_requests() {
  for (const bool secure : {false, true}) {
    FrontTest t(limits(100, 16), true);
    std::vector<UniqueFd> crowd;
    for (int i = 0; i < 16; ++i) {
      crowd.push_back(arriving(secure ? t.secure : t.plain, static_cast<std::uint8_t>(1 + i / 2),
                               secure ? kHalfHello : kHalfHead));
    }
    waits(t, 16);
    const UniqueFd ninth = arriving(t.plain, 9, kGet);
    CHECK_EQ(t.arrival().sink, "http");
    // The proxy's own address has taken one place, until the header came.
    CHECK(gave_way(t, "waiting") >= 1);
    const Served tenth(t, 10);
    CHECK_EQ(t.metric("lectern_front_refused_total{reason=\"timeout\"}"), 0L);
  }
}

void who_has_waited_longest_of_the_network_with_most_gives_way() {
  FrontTest t(limits(100, 4), true);
  const UniqueFd lonely = arriving(t.plain, 1, kHalfHead);
  waits(t, 1);
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 3; ++i) {
    crowd.push_back(arriving(t.plain, 2, kHalfHead));
    waits(t, 2 + i);
  }
  const UniqueFd third = arriving(t.plain, 3, kHalfHead);
  CHECK_EQ(read_to_end(crowd[0].get()), "");
  waits(t, 4);
  for (const int fd : {lonely.get(), crowd[1].get(), crowd[2].get(), third.get()})
    CHECK(is_open(fd));
  CHECK_EQ(gave_way(t, "waiting"), 1L);
}

void who_is_served_gives_way_when_idle_longest_of_the_network_with_most() {
  FrontTest t(limits(4, 100), true);
  Served lonely(t, 1);
  Served first(t, 2), second(t, 2), third(t, 2);
  first.moves_bytes();
  Served newcomer(t, 3);
  CHECK(second.ended());
  for (Served* one : {&lonely, &first, &third, &newcomer}) one->moves_bytes();
  CHECK_EQ(gave_way(t, "connections"), 1L);
  CHECK_EQ(t.metric("lectern_front_bridges"), 4L);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 4; }));
}

// Neither an HTTP connection nor a TURN stream ends for a client that has not shown its request.
void half_requests_push_out_nobody_who_is_served() {
  FrontTest t(limits(1, 4), true);
  Served served(t, 1);
  const UniqueFd turn = arriving(t.plain, 1, kBinding);
  const Arrival stream = t.arrival();
  CHECK_EQ(stream.sink, "turn");
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(arriving(i % 2 == 0 ? t.plain : t.secure, static_cast<std::uint8_t>(2 + i),
                             i % 2 == 0 ? kHalfHead : kHalfHello));
  }
  CHECK(FrontTest::eventually([&] { return gave_way(t, "waiting") >= 36; }));
  served.moves_bytes();
  CHECK(is_open(turn.get()));
  CHECK_EQ(gave_way(t, "connections"), 0L);
}

void some_places_are_kept_for_this_machine() {
  FrontTest t(limits(10, 10, 2), true);
  std::vector<std::unique_ptr<Served>> crowd;
  for (int i = 0; i < 8; ++i)
    crowd.push_back(std::make_unique<Served>(t, static_cast<std::uint8_t>(1 + i / 4)));
  Served proxy(t, 0), health(t, 0);
  CHECK_EQ(gave_way(t, "connections"), 0L);
  Served newcomer(t, 3);
  CHECK(gave_way(t, "connections") > 0);
  for (Served* one : {&proxy, &health, &newcomer}) one->moves_bytes();
}

void connections_without_a_proxy_header_push_out_nobody_of_the_proxys_machine() {
  FrontTest t(limits(100, 4), true);
  const UniqueFd health = arriving(t.plain, 0, kHalfHead);
  waits(t, 1);
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 6; ++i) crowd.push_back(connect_tcp(t.plain));
  CHECK(FrontTest::eventually([&] { return gave_way(t, "waiting") == 3; }));
  CHECK(is_open(health.get()));
}

// A PROXY header of family INET6 with ::ffff:a.b.c.d names an IPv4 client.
void mapped_addresses_are_apart() {
  net::FrontLimits one_each;
  one_each.connections_per_address = 1;
  FrontTest t(one_each, true);
  std::vector<UniqueFd> clients;
  for (char last = 1; last <= 20; ++last) {
    const std::string mapped = std::string(10, '\0') + "\xff\xff\xc0\x00\x02"s;
    clients.push_back(connect_tcp(t.plain));
    send_all(clients.back().get(), "\r\n\r\n\0\r\nQUIT\n\x21\x21\x00\x24"s + mapped + last +
                                       mapped + "\x07\x9c\x40\x01\xbb"s + kGet);
    const Arrival a = t.arrival();
    CHECK_EQ(a.client.ip, base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(last)));
    CHECK_EQ(a.local.ip, base::IpAddress::v4(192, 0, 2, 7));
  }
  CHECK_EQ(t.refused("address_limit"), 0L);
}

// A trusted reverse proxy brings everybody's connections from one address; others have a share.
void trusted_proxies_have_no_share_of_one_address() {
  net::FrontLimits two_each;
  two_each.connections_per_address = 2;
  FrontTest t(
      two_each, true, {}, true, {},
      std::make_shared<std::vector<base::Cidr>>(1, base::Cidr::parse("198.51.100.1").value()));
  std::vector<std::unique_ptr<Served>> of_proxy;
  for (int i = 0; i < 10; ++i) of_proxy.push_back(std::make_unique<Served>(t, 1));
  for (const auto& one : of_proxy) one->moves_bytes();
  CHECK_EQ(t.refused("address_limit"), 0L);
  Served first(t, 2), second(t, 2);
  const UniqueFd third = arriving(t.plain, 2, kGet);
  CHECK(FrontTest::eventually([&] { return t.refused("address_limit") == 1; }));
}

// Leaves the process without a free descriptor as long as it lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    CHECK_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int highest = ::fcntl(0, F_DUPFD_CLOEXEC, 0);
    CHECK(highest >= 0);
    fill_.emplace_back(highest);
    rlimit now = before_;
    now.rlim_cur = static_cast<rlim_t>(highest) + 1;
    CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &now), 0);
    for (;;) {
      UniqueFd fd{::fcntl(0, F_DUPFD_CLOEXEC, 0)};
      if (!fd) break;
      fill_.push_back(std::move(fd));
    }
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<UniqueFd> fill_;
};

void connect_to(const UniqueFd& fd, const base::Endpoint& at) {
  const net::SocketAddress address(at);
  CHECK_EQ(::connect(fd.get(), address.data(), address.size()), 0);
}

// Health checks still get through when every descriptor of the process is in use.
void clients_are_served_without_a_free_descriptor() {
  FrontTest t(limits(1000, 1000), true);
  Served idle(t, 1);
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < 110; ++i) {
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    lectern_test::set_deadline(sockets.back().get());
  }
  const NoDescriptors none;
  for (std::size_t i = 0; i < 100; ++i) {
    connect_to(sockets[i], t.plain);
    send_all(sockets[i].get(), named(static_cast<std::uint8_t>(2 + i % 8)) + kHalfHead);
  }
  CHECK(FrontTest::eventually([&] { return gave_way(t, "descriptors") >= 60; }));
  std::vector<std::unique_ptr<TlsClient>> served;
  std::vector<Arrival> libraries;
  for (std::size_t i = 100; i < sockets.size(); ++i) {
    connect_to(sockets[i], t.secure);
    send_all(sockets[i].get(), named(200));
    served.push_back(std::make_unique<TlsClient>(std::move(sockets[i])));
    CHECK(served.back()->handshake());
    served.back()->send(kGet);
    libraries.push_back(t.arrival());
    CHECK_EQ(read_exactly(libraries.back().fd.get(), kGet.size()), kGet);
    if (i % 2 == 0) libraries.back().fd.reset();  // some stay
  }
}

// Descriptors from the ceiling on belong to others: the front makes its own connections give way.
void the_front_leaves_the_descriptors_above_its_ceiling_free() {
  constexpr int kNewcomers = 150, kFrontsOwn = 100;
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < kNewcomers; ++i)
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const UniqueFd next{::fcntl(0, F_DUPFD_CLOEXEC, 0)};
  net::FrontLimits with_ceiling = limits(1000, 1000);
  const int ceiling = with_ceiling.descriptor_ceiling = next.get() + kFrontsOwn;
  FrontTest t(with_ceiling, true);
  for (int i = 0; i < kNewcomers; ++i) {
    const UniqueFd& socket = sockets[static_cast<std::size_t>(i)];
    connect_to(socket, t.plain);
    send_all(socket.get(), named(static_cast<std::uint8_t>(2 + i % 8)) + kHalfHead);
  }
  CHECK(FrontTest::eventually([&] { return gave_way(t, "descriptors") >= 40; }));
  // Somebody who shows a request is still served.
  const UniqueFd client = arriving(t.plain, 100, kGet);
  const Arrival library = t.arrival();
  CHECK_EQ(read_exactly(library.fd.get(), kGet.size()), kGet);
  int above = 0;
  for (int fd = ceiling; fd < ceiling + 2 * kNewcomers; ++fd)
    above += ::fcntl(fd, F_GETFD) != -1 ? 1 : 0;
  CHECK(above <= 4);  // those of this test
}

// Each of them needs three descriptors: its own, and two for the pair that leads to the library.
// The libraries here close nothing, so an end frees no more than two.
void newcomers_that_show_a_request_keep_the_spare_descriptors() {
  constexpr int kNewcomers = 50;  // more than there are spares
  FrontTest t(limits(1000, 1000), true);
  std::vector<UniqueFd> crowd, sockets;
  std::vector<Arrival> libraries;
  for (int i = 0; i < 2 * kNewcomers; ++i) {
    crowd.push_back(arriving(t.plain, 2, kGet));
    libraries.push_back(t.arrival());
  }
  for (int i = 0; i < kNewcomers; ++i)
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const NoDescriptors none;
  for (const UniqueFd& socket : sockets) {
    connect_to(socket, t.plain);
    send_all(socket.get(), named(3) + kGet);
    libraries.push_back(t.arrival());
    CHECK_EQ(read_exactly(libraries.back().fd.get(), kGet.size()), kGet);
  }
  CHECK_EQ(gave_way(t, "waiting"), 0L);
}

// The record of a ClientHello may come in any pieces.
void a_client_hello_may_come_byte_by_byte() {
  FrontTest t;
  int pair[2] = {-1, -1};
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const UniqueFd client_end{pair[1]};
  const UniqueFd server = connect_tcp(t.secure);
  std::thread relay([&] {
    // Between the TLS client and the front, one byte at a time.
    char bytes[4096];
    for (;;) {
      pollfd ready[2] = {{client_end.get(), POLLIN, 0}, {server.get(), POLLIN, 0}};
      if (::poll(ready, 2, 10000) <= 0) return;
      if ((ready[0].revents & (POLLIN | POLLHUP)) != 0) {
        const ssize_t n = ::recv(client_end.get(), bytes, 1, 0);
        if (n <= 0) return;
        if (::send(server.get(), bytes, 1, MSG_NOSIGNAL) != 1) return;
      }
      if ((ready[1].revents & POLLIN) != 0) {
        const ssize_t n = ::recv(server.get(), bytes, sizeof bytes, 0);
        if (n <= 0) return;
        if (::send(client_end.get(), bytes, static_cast<std::size_t>(n), MSG_NOSIGNAL) != n) return;
      }
    }
  });
  {
    TlsClient client{UniqueFd{pair[0]}};
    CHECK(client.handshake());
    client.send(kGet);
    CHECK_EQ(t.arrival().sink, "http");
  }
  relay.join();
}

// What is not the beginning of a handshake does not wait for the rest of a record.
void other_records_are_refused_at_once() {
  FrontTest t;
  for (const std::string& bytes : {"GET / HTTP/1.1\r\n\r\n"s, "\x15\x03\x01\x00\x02\x01"s + "\x00"s,
                                   "\x16\x03\x01\xff\xff\x01"s}) {
    const UniqueFd client = connect_tcp(t.secure);
    send_all(client.get(), bytes);
    (void)read_to_end(client.get());
  }
  CHECK_EQ(t.refused("tls_handshake"), 3L);
}

}  // namespace

int main() {
  return lectern_test::run(
      "front_full",
      {TEST(a_ninth_address_is_served_while_eight_hold_all_places_of_half_requests),
       TEST(who_has_waited_longest_of_the_network_with_most_gives_way),
       TEST(who_is_served_gives_way_when_idle_longest_of_the_network_with_most),
       TEST(half_requests_push_out_nobody_who_is_served),
       TEST(some_places_are_kept_for_this_machine), TEST(mapped_addresses_are_apart),
       TEST(connections_without_a_proxy_header_push_out_nobody_of_the_proxys_machine),
       TEST(trusted_proxies_have_no_share_of_one_address),
       TEST(clients_are_served_without_a_free_descriptor),
       TEST(newcomers_that_show_a_request_keep_the_spare_descriptors),
       TEST(the_front_leaves_the_descriptors_above_its_ceiling_free),
       TEST(a_client_hello_may_come_byte_by_byte), TEST(other_records_are_refused_at_once)});
}
