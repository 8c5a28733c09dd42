// SPDX-License-Identifier: MIT
#include "net/front.hpp"

#include <openssl/x509v3.h>

#include <optional>
#include <string>

#include "tests/net/front_test.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Endpoint;
using base::UniqueFd;
using lectern_test::connect_tcp;
using lectern_test::FrontTest;
using lectern_test::read_exactly;
using lectern_test::read_to_end;
using lectern_test::send_all;
using lectern_test::TlsClient;
using namespace std::string_literals;
using namespace std::string_view_literals;

const std::string kGet = "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kPost = "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: ";
const std::string kUpgrade =
    "GET /ws?v=1 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n";
// What the WebSocket server gets in its place.
const std::string kCanonical =
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const std::string kSwitching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
const std::string kFrame = "\x81\x81\0\0\0\0a"s;

const std::string kBinding =
    "\x00\x01\x00\x00\x21\x12\xa4\x42transaction!"s;  // a whole Binding request, 20 bytes

void plain_http_comes_through_a_bridge() {
  FrontTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  const std::string request = kPost + "4\r\n\r\nbody";
  send_all(client.get(), request);
  auto a = t.arrival();
  CHECK_EQ(a.sink, "http");
  CHECK(!a.tls);
  CHECK_EQ(a.client, net::local_endpoint(client.get()));
  CHECK_EQ(a.local, t.plain);
  CHECK_EQ(read_exactly(a.fd.get(), request.size()), request);
  CHECK_EQ(t.metric("lectern_front_bridges"), 1L);
  CHECK_EQ(t.front->connections(), std::size_t{1});
  send_all(a.fd.get(), "answer");
  a.fd.reset();
  CHECK_EQ(read_to_end(client.get()), "answer");
  CHECK_EQ(t.served("http"), 1L);
}

void the_path_chooses_the_websocket_server() {
  struct Case {
    const char* target;
    const char* sink;
  };
  FrontTest t;
  for (const Case& c :
       {Case{"/ws", "websocket"}, Case{"/ws?token=a", "websocket"}, Case{"/ws/", "http"},
        Case{"/wss", "http"}, Case{"/", "websocket"}, Case{"/?a=b", "websocket"},
        Case{"//", "http"}, Case{"/meetings", "http"}, Case{"/api?u=/ws", "http"},
        Case{"/WS", "http"}, Case{"http://x/ws", "websocket"}, Case{"http://ws/", "websocket"}}) {
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(),
             std::string{"GET "} + c.target + kUpgrade.substr(kUpgrade.find(" HTTP")));
    CHECK_EQ(t.arrival().sink, c.sink);
  }
  // "/" is a page for everybody who opens no WebSocket.
  for (const char* fields : {"", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n"}) {
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(), std::string{"GET / HTTP/1.1\r\nHost: x\r\n"} + fields + "\r\n");
    CHECK_EQ(t.arrival().sink, "http");
  }
}

// What comes behind the first bytes must never wait for more than one byte.
void a_low_water_mark_is_not_left_behind() {
  FrontTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  for (const char c : kBinding) send_all(client.get(), std::string(1, c));
  auto a = t.arrival();
  int mark = 0;
  socklen_t size = sizeof mark;
  CHECK_EQ(::getsockopt(a.stream->fd(), SOL_SOCKET, SO_RCVLOWAT, &mark, &size), 0);
  CHECK_EQ(mark, 1);
}

void plain_http_byte_by_byte() {
  FrontTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  for (const char c : kGet) send_all(client.get(), std::string(1, c));
  auto a = t.arrival();
  CHECK_EQ(a.sink, "http");
  CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
}

void tls_http_comes_through_a_bridge() {
  FrontTest t;
  TlsClient client(connect_tcp(t.secure), "\x08http/1.1");
  CHECK(client.handshake());
  CHECK_EQ(client.alpn(), "http/1.1");
  client.send(kGet);
  auto a = t.arrival();
  CHECK_EQ(a.sink, "http");
  CHECK(a.tls);
  CHECK_EQ(a.client, net::local_endpoint(client.fd()));
  CHECK_EQ(a.local, t.secure);
  CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
  // Keep-alive: later requests of the connection go the same way.
  for (int i = 0; i < 3; ++i) {
    send_all(a.fd.get(), "answer");
    CHECK_EQ(client.read_exactly(6), "answer");
    client.send(kUpgrade);
    CHECK_EQ(read_exactly(a.fd.get(), kUpgrade.size()), kUpgrade);
  }
  CHECK_EQ(t.metric("lectern_front_bridges"), 1L);
  CHECK_EQ(t.front->connections(), std::size_t{1});
  a.fd.reset();
  CHECK_EQ(client.receive(), "");
  client.half_close();
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
  CHECK_EQ(t.metric("lectern_front_bridges"), 0L);
}

// A frame right behind the head waits until the server has answered: libwebsockets loses it else.
void tls_websocket_comes_through_a_bridge() {
  FrontTest t;
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  client.send(kUpgrade + kFrame);
  auto a = t.arrival();
  CHECK_EQ(a.sink, "websocket");
  CHECK_EQ(read_exactly(a.fd.get(), kCanonical.size()), kCanonical);
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
  char byte = 0;
  CHECK(::recv(a.fd.get(), &byte, 1, MSG_DONTWAIT) < 0);
  send_all(a.fd.get(), kSwitching);
  CHECK_EQ(client.read_exactly(kSwitching.size()), kSwitching);
  CHECK(read_exactly(a.fd.get(), kFrame.size()) == kFrame);
}

void tls_byte_by_byte() {
  FrontTest t;
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  for (const char c : kUpgrade) client.send(std::string(1, c));
  auto a = t.arrival();
  CHECK_EQ(a.sink, "websocket");
  CHECK_EQ(read_exactly(a.fd.get(), kCanonical.size()), kCanonical);
}

void a_large_upload_follows_its_head() {
  FrontTest t;
  const std::string body(2'000'000, 'u');
  const std::string head = kPost + std::to_string(body.size()) + "\r\n\r\n";
  const std::size_t first = 16384 - head.size();
  TlsClient client(connect_tcp(t.secure));
  CHECK(client.handshake());
  std::thread sender([&] { client.send(head + body.substr(0, first)); });
  auto a = t.arrival();
  sender.join();
  std::thread rest([&] {
    for (std::size_t at = first; at < body.size(); at += 50000) client.send(body.substr(at, 50000));
  });
  CHECK(read_exactly(a.fd.get(), head.size() + body.size()) == head + body);
  rest.join();
}

// RFC 9112 section 2.2.
void an_empty_line_may_stand_before_the_request() {
  FrontTest t;
  for (const std::size_t split : {0, 1, 2, 3}) {
    const std::string said = "\r\n" + kGet;
    const base::UniqueFd plain = connect_tcp(t.plain);
    send_all(plain.get(), said.substr(0, split));
    send_all(plain.get(), said.substr(split));
    auto a = t.arrival();
    CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
    TlsClient secure(connect_tcp(t.secure));
    CHECK(secure.handshake());
    if (split != 0) secure.send(said.substr(0, split));
    secure.send(said.substr(split));
    auto b = t.arrival();
    CHECK_EQ(read_exactly(b.fd.get(), kGet.size()), kGet);
  }
}

// A later request is judged as strictly as the first one: the library never sees it, its earlier
// answers arrive, then comes ours.
void a_fault_in_a_later_request_is_answered_in_order() {
  FrontTest t;
  const std::string faulty = kPost + "2\r\nContent-Length: 3\r\n\r\n{}";
  for (const bool is_tls : {false, true}) {
    base::UniqueFd fd = connect_tcp(is_tls ? t.secure : t.plain);
    std::optional<TlsClient> secure;
    if (is_tls) {
      secure.emplace(std::move(fd));
      CHECK(secure->handshake());
      secure->send(kGet + faulty + kGet);
    } else {
      send_all(fd.get(), kGet + faulty + kGet);
    }
    auto a = t.arrival();
    CHECK_EQ(read_to_end(a.fd.get()), kGet);
    send_all(a.fd.get(), "the first answer");
    a.fd.reset();
    const std::string got = is_tls ? secure->read_to_end() : read_to_end(fd.get());
    CHECK(got.starts_with("the first answerHTTP/1.1 400 Bad Request\r\n"));
    for (const auto& field :
         {"\r\nContent-Type: application/problem+json\r\n"s, "\r\nConnection: close\r\n"s,
          is_tls ? "\r\nX-Policy: tls\r\n"s : "\r\nX-Policy: plain\r\n"s})
      CHECK(got.find(field) != std::string::npos);
    CHECK(got.ends_with(R"("error":"The request has two Content-Length fields."})"));
  }
  CHECK_EQ(t.metric("lectern_front_violations_total{protocol=\"http\"}"), 2L);
}

// RFC 6455 section 5.1: "The server MUST close the connection upon receiving a frame that is not
// masked." It may send a close frame with code 1002.
void a_broken_frame_closes_the_websocket() {
  FrontTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), kUpgrade);
  auto a = t.arrival();
  CHECK_EQ(read_exactly(a.fd.get(), kCanonical.size()), kCanonical);
  send_all(a.fd.get(), kSwitching + "\x81\x02hi");
  CHECK_EQ(read_exactly(client.get(), kSwitching.size() + 4), kSwitching + "\x81\x02hi");
  send_all(client.get(), kFrame + "\x81\x01" + "b");
  CHECK(read_to_end(a.fd.get()) == kFrame);
  a.fd.reset();
  CHECK_EQ(read_to_end(client.get()),
           "\x88\x16\x03\xea"
           "frame without a mask"s);
  CHECK_EQ(t.metric("lectern_front_violations_total{protocol=\"websocket\"}"), 1L);
}

// RFC 6455 section 4.2.1. The server behind the front never sees these.
void a_faulty_handshake_is_answered() {
  FrontTest t;
  struct Case {
    std::string from;
    std::string to;
    const char* answer;
  };
  for (const Case& c :
       {Case{"Connection: Upgrade", "Connection: keep-alive", "HTTP/1.1 426 Upgrade Required\r\n"},
        Case{"Upgrade: websocket\r\n", "", "HTTP/1.1 426 Upgrade Required\r\n"},
        Case{"HTTP/1.1", "HTTP/1.0", "HTTP/1.1 426 Upgrade Required\r\n"},
        Case{"Version: 13", "Version: 8", "HTTP/1.1 426 Upgrade Required\r\n"},
        Case{"dGhlIHNhbXBsZSBub25jZQ==", "abc", "HTTP/1.1 400 Bad Request\r\n"},
        Case{"GET", "POST", "HTTP/1.1 400 Bad Request\r\n"}}) {
    std::string request = kUpgrade;
    request.replace(request.find(c.from), c.from.size(), c.to);
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(), request);
    const std::string got = read_to_end(client.get());
    CHECK(got.starts_with(c.answer));
    CHECK(got.find("\r\nX-Policy: plain\r\n") != std::string::npos);
    const bool upgrade = got.find(
                             "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                             "Connection: close, upgrade\r\n") != std::string::npos;
    CHECK_EQ(upgrade, got.starts_with("HTTP/1.1 426 "));
  }
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), "HEAD /ws HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(read_to_end(client.get()).ends_with("\r\n\r\n"));  // RFC 9110 section 9.3.2: no body
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

void turn_goes_to_the_relay_at_every_split() {
  FrontTest t;
  for (std::size_t split = 0; split <= kBinding.size(); ++split) {
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(), kBinding.substr(0, split));
    send_all(client.get(), kBinding.substr(split));
    auto a = t.arrival();
    CHECK_EQ(a.sink, "turn");
    CHECK(!a.tls);
    CHECK_EQ(a.first, "");  // still in the socket
    CHECK_EQ(a.client, net::local_endpoint(client.get()));
    std::string got;
    while (got.size() < kBinding.size()) {
      std::byte buffer[64];
      const std::size_t n = CHECK_OK(a.stream->read(buffer));
      got += base::as_text(base::Bytes{buffer}.first(n));
    }
    CHECK(got == kBinding);
  }
}

void turn_over_tls_keeps_its_first_bytes() {
  for (const std::string_view alpn :
       {"\x09stun.turn"sv, ""sv}) {  // browsers send no ALPN for turns:
    FrontTest t;
    TlsClient client(connect_tcp(t.secure), alpn);
    CHECK(client.handshake());
    for (const char c : kBinding) client.send(std::string(1, c));
    auto a = t.arrival();
    CHECK_EQ(a.sink, "turn");
    CHECK(a.tls);
    CHECK_EQ(a.client, net::local_endpoint(client.fd()));
    CHECK_EQ(a.first, kBinding.substr(0, a.first.size()));
    CHECK(a.first.size() >= 8);
    std::string got = a.first;
    while (got.size() < kBinding.size()) {
      std::byte buffer[64];
      const std::size_t n = CHECK_OK(a.stream->read(buffer));
      got += base::as_text(base::Bytes{buffer}.first(n));
    }
    CHECK(got == kBinding);
    CHECK_EQ(CHECK_OK(a.stream->write(base::as_bytes("reply"))), std::size_t{5});
    CHECK_EQ(client.read_exactly(5), "reply");
    // The place is held as long as the relay holds the stream.
    CHECK_EQ(t.front->connections(), std::size_t{1});
    a.stream.reset();
    CHECK_EQ(t.front->connections(), std::size_t{0});
  }
}

const std::string kProxyHeader =
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x07\xc6\x33\x64\x01\x9c\x40\x01\xbb"s;

void a_proxy_names_the_client() {
  FrontTest t({}, true);
  for (std::size_t split = 1; split < kProxyHeader.size(); split += 5) {
    const base::UniqueFd client = connect_tcp(t.plain);
    send_all(client.get(), kProxyHeader.substr(0, split));
    send_all(client.get(), kProxyHeader.substr(split) + kGet);
    auto a = t.arrival();
    CHECK_EQ(a.client, *Endpoint::parse("192.0.2.7:40000"));
    CHECK_EQ(a.local, *Endpoint::parse("198.51.100.1:443"));
    CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
  }
}

void a_proxy_in_front_of_tls() {
  FrontTest t({}, true);
  base::UniqueFd fd = connect_tcp(t.secure);
  send_all(fd.get(), kProxyHeader);
  TlsClient client(std::move(fd));
  CHECK(client.handshake());
  client.send(kGet);
  auto a = t.arrival();
  CHECK_EQ(a.client, *Endpoint::parse("192.0.2.7:40000"));
  CHECK_EQ(read_exactly(a.fd.get(), kGet.size()), kGet);
}

// The front closes the connection of an untrusted proxy before it reads a byte, over TCP and TLS.
void only_trusted_proxies_name_clients() {
  const auto trusting = [](const char* prefix) {
    return std::vector<base::Cidr>{*base::Cidr::parse(prefix)};
  };
  FrontTest t({}, true, trusting("10.0.0.0/8"));
  for (const auto& at : {t.plain, t.secure}) {
    const base::UniqueFd client = connect_tcp(at);
    CHECK_EQ(read_to_end(client.get()), "");
  }
  CHECK_EQ(t.refused("untrusted_proxy"), 2L);
  CHECK_EQ(t.arrivals(), std::size_t{0});
  FrontTest trusted({}, true, trusting("127.0.0.1/32"));
  const base::UniqueFd client = connect_tcp(trusted.plain);
  send_all(client.get(), kProxyHeader + kGet);
  CHECK_EQ(trusted.arrival().client, *Endpoint::parse("192.0.2.7:40000"));
}

// Each of these ends the connection as soon as it can be told, and nothing arrives anywhere.
void every_malformed_proxy_header_is_refused() {
  const std::string signature = kProxyHeader.substr(0, 12);
  const std::string addresses = kProxyHeader.substr(16);
  const std::string wrong[] = {
      "PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r\n",  // version 1
      "\r\n\r\n\0\r\nQUIt\n"s,                      // not the signature
      signature + "\x11\x11\x00\x0c"s + addresses,  // version
      signature + "\x22\x11\x00\x0c"s + addresses,  // command
      signature + "\x21\x41\x00\x0c"s + addresses,  // family
      signature + "\x21\x13\x00\x0c"s + addresses,  // transport
      signature + "\x21\x11\x00\x0b"s + addresses,  // shorter than its addresses
      signature + "\x21\x21\x00\x0c"s + addresses,  // IPv6 in IPv4's room
      signature + "\x21\x11\xff\xff"s + addresses,  // longer than anybody's
      signature + "\x21\x11\x00\x00"s,              // no addresses
  };
  for (const bool secure : {false, true}) {
    FrontTest t({}, true);
    for (const std::string& header : wrong) {
      const base::UniqueFd client = connect_tcp(secure ? t.secure : t.plain);
      send_all(client.get(), header);
      CHECK_EQ(read_to_end(client.get()), "");
    }
    CHECK_EQ(t.refused("proxy_header"), static_cast<long>(std::size(wrong)));
    CHECK_EQ(t.arrivals(), std::size_t{0});
  }
}

void a_missing_proxy_header_is_refused() {
  FrontTest t({}, true);
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), kGet);
  CHECK_EQ(read_to_end(client.get()), "");
  CHECK_EQ(t.refused("proxy_header"), 1L);
  CHECK_EQ(t.arrivals(), std::size_t{0});
}

void a_new_certificate_serves_new_connections() {
  FrontTest t;
  TlsClient before(connect_tcp(t.secure));
  CHECK(before.handshake());
  lectern_test::TemporaryFolder other;
  const auto renewed = CHECK_OK(net::TlsContext::self_signed(other.path(), {"renewed"}));
  t.front->set_tls(renewed);  // from this thread, while the front runs
  TlsClient after(connect_tcp(t.secure));
  CHECK(after.handshake());
  const base::Handle<X509, X509_free> certificate{SSL_get1_peer_certificate(after.native())};
  CHECK_EQ(X509_check_host(certificate.get(), "renewed", 0, 0, nullptr), 1);
  before.send(kGet);  // the old one goes on
  CHECK_EQ(t.arrival().sink, "http");
}

void names_the_listener_that_cannot_start() {
  FrontTest t;
  const auto open = [&](net::FrontListener listener) {
    return net::Front::open(t.loop.loop(), {listener}, nullptr, {}, t.log, t.metrics);
  };
  const auto taken = open({t.plain});
  CHECK(!taken);
  CHECK(taken.error().what.find(t.plain.print()) != std::string::npos);
  CHECK(!open({*Endpoint::parse("127.0.0.1:0"), true}));        // no certificate
  CHECK(!open({*Endpoint::parse("127.0.0.1:0"), true, true}));  // https that leads to https
}

void both_families_on_one_port() {
  FrontTest t;
  const auto four = net::Front::open(t.loop.loop(), {{*Endpoint::parse("0.0.0.0:0")}}, nullptr, {},
                                     t.log, t.metrics);
  CHECK(four);
  const std::uint16_t port = (*four)->bound()[0].port;
  t.loop.on_loop([&] { (*four)->stop_accepting(); });
  base::Metrics metrics;
  const auto both = net::Front::open(
      t.loop.loop(), {{{*base::IpAddress::parse("::"), port}}, {{base::IpAddress{}, port}}},
      nullptr, {}, t.log, metrics);
  if (!both && both.error().what.find("family") != std::string::npos)
    lectern_test::skip_test("no IPv6 here");
  CHECK_OK(both);
  t.loop.stop();
}

void stops_accepting() {
  FrontTest t;
  const base::UniqueFd early = connect_tcp(t.plain);
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 1; }));
  t.loop.on_loop([&] { t.front->stop_accepting(); });
  const net::SocketAddress address(t.plain);
  const base::UniqueFd late{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  CHECK(::connect(late.get(), address.data(), address.size()) != 0);
  send_all(early.get(), kGet);
  CHECK_EQ(t.arrival().sink, "http");
}

}  // namespace

int main() {
  return lectern_test::run("front", {TEST(plain_http_comes_through_a_bridge),
                                     TEST(the_path_chooses_the_websocket_server),
                                     TEST(a_low_water_mark_is_not_left_behind),
                                     TEST(plain_http_byte_by_byte),
                                     TEST(tls_http_comes_through_a_bridge),
                                     TEST(tls_websocket_comes_through_a_bridge),
                                     TEST(tls_byte_by_byte),
                                     TEST(a_large_upload_follows_its_head),
                                     TEST(an_empty_line_may_stand_before_the_request),
                                     TEST(a_fault_in_a_later_request_is_answered_in_order),
                                     TEST(a_broken_frame_closes_the_websocket),
                                     TEST(a_faulty_handshake_is_answered),
                                     TEST(turn_goes_to_the_relay_at_every_split),
                                     TEST(turn_over_tls_keeps_its_first_bytes),
                                     TEST(a_proxy_names_the_client),
                                     TEST(a_proxy_in_front_of_tls),
                                     TEST(a_missing_proxy_header_is_refused),
                                     TEST(only_trusted_proxies_name_clients),
                                     TEST(every_malformed_proxy_header_is_refused),
                                     TEST(a_new_certificate_serves_new_connections),
                                     TEST(names_the_listener_that_cannot_start),
                                     TEST(both_families_on_one_port),
                                     TEST(stops_accepting)});
}
