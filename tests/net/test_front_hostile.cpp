// SPDX-License-Identifier: MIT
// Attacks of strangers on an open port. After each attack the front serves the next client as
// before.
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>

#include <string>

#include "net/front.hpp"
#include "tests/net/front_test.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::Endpoint;
using base::UniqueFd;
using lectern_test::connect_tcp;
using lectern_test::FrontTest;
using lectern_test::read_exactly;
using lectern_test::read_to_end;
using lectern_test::send_all;
using lectern_test::TlsClient;
using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

std::size_t open_descriptors() {
  std::size_t n = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) ++n;
  ::closedir(folder);
  return n;
}

void still_serves(FrontTest& t) {
  const base::UniqueFd plain = connect_tcp(t.plain);
  send_all(plain.get(), kGet);
  CHECK_EQ(read_exactly(t.arrival().fd.get(), kGet.size()), kGet);
  TlsClient secure(connect_tcp(t.secure));
  CHECK(secure.handshake());
  secure.send(kGet);
  CHECK_EQ(read_exactly(t.arrival().fd.get(), kGet.size()), kGet);
}

net::FrontLimits short_deadlines() {
  net::FrontLimits limits;
  // Short for a test, long for a machine that is busy with other things.
  limits.handshake_timeout = 1500ms;
  limits.head_timeout = 1000ms;
  return limits;
}

// One byte now and then must not keep a connection for ever: the deadline is for the whole head.
void a_dripping_head_meets_the_deadline() {
  for (const bool secure : {false, true}) {
    FrontTest t(short_deadlines());
    base::UniqueFd fd = connect_tcp(secure ? t.secure : t.plain);
    std::string answer;
    if (secure) {
      TlsClient client(std::move(fd));
      CHECK(client.handshake());
      for (const char c : "GET / HTTP/1.1\r\nX: " + std::string(400, 'x')) {
        std::size_t n = 0;
        if (SSL_write_ex(client.native(), &c, 1, &n) != 1) break;
        std::this_thread::sleep_for(15ms);
      }
      answer = client.read_to_end();
    } else {
      for (const char c : "GET / HTTP/1.1\r\nX: " + std::string(400, 'x')) {
        if (::send(fd.get(), &c, 1, MSG_NOSIGNAL) != 1) break;
        std::this_thread::sleep_for(15ms);
      }
      answer = read_to_end(fd.get());
    }
    CHECK(answer.starts_with("HTTP/1.1 408 "));
    CHECK_EQ(t.refused("timeout"), 1L);
    CHECK_EQ(t.arrivals(), std::size_t{0});
    still_serves(t);
  }
}

void silence_meets_the_deadline() {
  FrontTest t(short_deadlines());
  const base::UniqueFd plain = connect_tcp(t.plain);
  const base::UniqueFd no_handshake = connect_tcp(t.secure);
  TlsClient no_request(connect_tcp(t.secure));
  CHECK(no_request.handshake());
  CHECK_EQ(read_to_end(plain.get()), "");
  CHECK_EQ(read_to_end(no_handshake.get()), "");
  CHECK_EQ(no_request.receive(), "");
  CHECK_EQ(t.refused("timeout"), 3L);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
}

void a_half_stun_header_meets_the_deadline() {
  FrontTest t(short_deadlines());
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), "\x00\x01\x00\x00\x21\x12\xa4"s);
  CHECK_EQ(read_to_end(client.get()), "");
  CHECK_EQ(t.refused("timeout"), 1L);
}

void a_half_proxy_header_meets_the_deadline() {
  FrontTest t(short_deadlines(), true);
  const base::UniqueFd client = connect_tcp(t.secure);
  send_all(client.get(), "\r\n\r\n");
  CHECK_EQ(read_to_end(client.get()), "");
  CHECK_EQ(t.refused("timeout"), 1L);
}

void a_head_without_end_is_431() {
  FrontTest t;
  const std::string endless = "GET / HTTP/1.1\r\nX: " + std::string(40000, 'x');
  const base::UniqueFd plain = connect_tcp(t.plain);
  send_all(plain.get(), endless);
  CHECK(read_to_end(plain.get()).starts_with("HTTP/1.1 431 "));
  TlsClient secure(connect_tcp(t.secure));
  CHECK(secure.handshake());
  secure.send(endless);
  CHECK(secure.read_to_end().starts_with("HTTP/1.1 431 "));
  CHECK_EQ(t.refused("head_too_large"), 2L);
  still_serves(t);
}

// The limit itself is allowed, one byte more is not; with the rest of the stream right behind.
void the_heads_limit_is_exact() {
  FrontTest t;
  for (const std::size_t over : {std::size_t{0}, std::size_t{1}}) {
    std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX: ";
    head += std::string(16384 + over - head.size() - 4, 'x') + "\r\n\r\n";
    for (const bool secure : {false, true}) {
      base::UniqueFd fd = connect_tcp(secure ? t.secure : t.plain);
      if (secure) {
        TlsClient client(std::move(fd));
        CHECK(client.handshake());
        client.send(head + "body");
        if (over != 0) CHECK(client.read_to_end().starts_with("HTTP/1.1 431 "));
        else CHECK(read_exactly(t.arrival().fd.get(), head.size() + 4) == head + "body");
      } else {
        send_all(fd.get(), head + "body");
        if (over != 0) CHECK(read_to_end(fd.get()).starts_with("HTTP/1.1 431 "));
        else CHECK(read_exactly(t.arrival().fd.get(), head.size() + 4) == head + "body");
      }
    }
  }
}

void malformed_requests_are_told_so() {
  FrontTest t;
  struct Case {
    std::string request;
    const char* answer;
  };
  for (const Case& c :
       {Case{"GET /\r\n\r\n", "HTTP/1.1 400 "}, Case{"GET / x HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
        Case{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "HTTP/1.1 400 "},
        Case{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 505 "}}) {
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(), c.request);
    CHECK(read_to_end(client.get()).starts_with(c.answer));
  }
  CHECK_EQ(t.refused("bad_request"), 4L);
}

void garbage_is_closed_at_once() {
  FrontTest t;
  lectern_test::SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(1 + random.below(600), '\0');
    random.fill({reinterpret_cast<std::byte*>(bytes.data()), bytes.size()});
    if (bytes[0] >= 'A' && bytes[0] <= 'Z') bytes[0] = '\xff';  // would be waited for as a method
    base::UniqueFd fd = connect_tcp(i % 2 == 0 ? t.plain : t.secure);
    (void)!::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    ::shutdown(fd.get(), SHUT_WR);
    (void)read_to_end(fd.get());
  }
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  CHECK_EQ(t.arrivals(), std::size_t{0});
  CHECK(t.refused("unknown_protocol") > 0);
  CHECK(t.metric("lectern_tls_handshake_failures_total") > 0);
  still_serves(t);
}

void garbage_after_the_handshake() {
  FrontTest t;
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  send_all(client.fd(), "no record");
  (void)read_to_end(client.fd());
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  CHECK_EQ(t.refused("gone"), 1L);
}

void garbage_behind_the_bridge_ends_it() {
  FrontTest t;
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  client.send(kGet);
  auto a = t.arrival();
  CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
  send_all(client.fd(), "no record");
  CHECK_EQ(read_to_end(a.fd.get()), "");
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
}

// A client may end its side right behind its request, in one packet.
void a_request_and_the_end_together() {
  FrontTest t;
  const base::UniqueFd plain = connect_tcp(t.plain);
  send_all(plain.get(), kGet);
  ::shutdown(plain.get(), SHUT_WR);
  auto a = t.arrival();
  CHECK_EQ(read_to_end(a.fd.get()), kGet);
  send_all(a.fd.get(), "answer");
  a.fd.reset();
  CHECK_EQ(read_to_end(plain.get()), "answer");

  TlsClient secure(connect_tcp(t.secure));
  CHECK(secure.handshake());
  secure.send(kGet);
  secure.half_close();
  auto b = t.arrival();
  CHECK_EQ(read_to_end(b.fd.get()), kGet);
  send_all(b.fd.get(), "answer");
  b.fd.reset();
  CHECK_EQ(secure.read_to_end(), "answer");
}

void a_head_cut_short_is_dropped() {
  FrontTest t;
  for (const auto& part : {""s, "G"s, kGet.substr(0, kGet.size() - 1), "\x00\x01"s}) {
    for (const bool secure : {false, true}) {
      base::UniqueFd fd = connect_tcp(secure ? t.secure : t.plain);
      if (secure) {
        TlsClient client(std::move(fd));
        CHECK(client.handshake());
        if (!part.empty()) client.send(part);
        client.half_close();
        CHECK_EQ(client.read_to_end(), "");
      } else {
        send_all(fd.get(), part);
        ::shutdown(fd.get(), SHUT_WR);
        CHECK_EQ(read_to_end(fd.get()), "");
      }
    }
  }
  CHECK_EQ(t.refused("gone"), 8L);
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

void a_slow_reader_costs_bounded_memory() {
  FrontTest t;
  base::UniqueFd fd = connect_tcp(t.secure);
  TlsClient client(std::move(fd));
  CHECK(client.handshake());
  client.send(kGet);
  auto a = t.arrival();
  const std::string part(65536, 'x');
  std::size_t sent = 0;
  for (;;) {
    pollfd p{a.fd.get(), POLLOUT, 0};
    if (::poll(&p, 1, 1000) == 0) break;
    const ssize_t n = ::send(a.fd.get(), part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    CHECK(n > 0);
    sent += static_cast<std::size_t>(n);
    CHECK(sent < 64u << 20);  // the kernel's buffers end well before
  }
  a.fd.reset();
  std::size_t got = client.read_to_end().size();
  CHECK_EQ(got, sent);
}

void one_address_has_its_share() {
  net::FrontLimits limits;
  limits.connections_per_address = 2;
  limits.exempt_loopback = false;
  FrontTest t(limits);
  const base::UniqueFd a = connect_tcp(t.plain);
  const base::UniqueFd b = connect_tcp(t.plain);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 2; }));
  const base::UniqueFd c = connect_tcp(t.plain);
  CHECK_EQ(read_to_end(c.get()), "");
  CHECK_EQ(t.refused("address_limit"), 1L);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 2; }));
  // The others are served.
  const net::SocketAddress from(Endpoint{base::IpAddress::v4(127, 0, 0, 2), 0});
  const net::SocketAddress to(t.plain);
  const base::UniqueFd d{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  CHECK_EQ(::bind(d.get(), from.data(), from.size()), 0);
  CHECK_EQ(::connect(d.get(), to.data(), to.size()), 0);
  send_all(d.get(), kGet);
  CHECK_EQ(t.arrival().sink, "http");
  send_all(a.get(), kGet);  // those inside are served, too
  CHECK_EQ(t.arrival().sink, "http");
}

void nobody_serves_turn_here() {
  FrontTest t({}, false, {}, false);
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), "\x00\x01\x00\x00\x21\x12\xa4\x42transaction!"s);
  CHECK_EQ(read_to_end(client.get()), "");
  CHECK_EQ(t.refused("no_sink"), 1L);
}

void a_thousand_visits_leave_no_descriptor() {
  FrontTest t;
  still_serves(t);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 1000; ++i) {
    base::UniqueFd fd = connect_tcp(i % 2 == 0 ? t.plain : t.secure);
    switch (i % 5) {
      case 0: break;                                                   // says nothing
      case 1: send_all(fd.get(), "\x16\x03\x01\x02\x00\x01"s); break;  // half a handshake
      case 2: send_all(fd.get(), "GET / HT"); break;                   // half a head, or no TLS
      case 3: {                                                        // goes with a reset
        const linger now{1, 0};
        ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        break;
      }
      default:
        if (i % 2 == 0) {
          send_all(fd.get(), kGet);
          t.arrival();
        } else {
          TlsClient client(std::move(fd));
          CHECK(client.handshake());
          client.send(kGet);
          t.arrival();  // the library closes at once
        }
    }
  }
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  CHECK(FrontTest::eventually([&] { return open_descriptors() == before; }));
  CHECK_EQ(t.metric("lectern_front_waiting"), 0L);
  still_serves(t);
}

// Connections in every state when the front goes away.
void ends_with_open_connections() {
  const std::size_t before = open_descriptors();
  {
    FrontTest t;
    std::vector<base::UniqueFd> clients;
    for (int i = 0; i < 20; ++i) {
      clients.push_back(connect_tcp(i % 2 == 0 ? t.plain : t.secure));
      if (i % 4 < 2) send_all(clients.back().get(), i % 2 == 0 ? "GET / HT"s : "\x16\x03\x01"s);
    }
    TlsClient bridged(connect_tcp(t.secure));
    CHECK(bridged.handshake());
    bridged.send(kGet);
    auto a = t.arrival();
    CHECK(FrontTest::eventually([&] { return t.front->connections() == 21; }));
    t.loop.stop();
    t.front.reset();
    CHECK_EQ(read_to_end(a.fd.get()), kGet);
  }
  CHECK_EQ(open_descriptors(), before);
}

}  // namespace

int main() {
  return lectern_test::run(
      "front_hostile",
      {TEST(a_dripping_head_meets_the_deadline), TEST(silence_meets_the_deadline),
       TEST(a_half_stun_header_meets_the_deadline), TEST(a_half_proxy_header_meets_the_deadline),
       TEST(a_head_without_end_is_431), TEST(the_heads_limit_is_exact),
       TEST(malformed_requests_are_told_so), TEST(garbage_is_closed_at_once),
       TEST(garbage_after_the_handshake), TEST(garbage_behind_the_bridge_ends_it),
       TEST(a_request_and_the_end_together), TEST(a_head_cut_short_is_dropped),
       TEST(a_slow_reader_costs_bounded_memory), TEST(one_address_has_its_share),
       TEST(nobody_serves_turn_here), TEST(a_thousand_visits_leave_no_descriptor),
       TEST(ends_with_open_connections)});
}
