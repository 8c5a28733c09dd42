// SPDX-License-Identifier: MIT
// WebSockets whose stream the front gives away, with the fields of the handshake that it has
// checked.
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tests/net/front_test.hpp"

using namespace lectern_test;
using namespace std::string_literals;

namespace {

const std::string kKey = "dGhlIHNhbXBsZSBub25jZQ==";
const std::string kFields =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + kKey +
    "\r\nSec-WebSocket-Version: 13\r\n";
const std::string kUpgrade = "GET /ws HTTP/1.1\r\nHost: meet.test\r\n" + kFields + "\r\n";
const std::string kBehind = "\x81\x82\x01\x02\x03\x04what the client says too early";

class StreamTest : public FrontTest {
 public:
  explicit StreamTest(bool proxied = false, const net::TrustedProxies& http = {})
      : FrontTest({}, proxied, {}, true, {}, http, true) {}
};

// Reads through the stream, as the signaling thread would, until that many bytes have come.
std::string read_from(net::Stream& stream, std::size_t size) {
  std::string out;
  CHECK(FrontTest::eventually([&] {
    std::byte buffer[512];
    const auto n = stream.read(buffer);
    if (n) out.append(reinterpret_cast<const char*>(buffer), *n);
    return out.size() >= size;
  }));
  return out;
}

void a_plain_stream_moves_with_what_follows_the_head() {
  StreamTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), kUpgrade + kBehind);
  auto a = t.arrival();
  CHECK_EQ(a.sink, "websocket_stream");
  CHECK_EQ(a.first, kBehind);
  CHECK(!a.tls);
  CHECK_EQ(a.request.host, "meet.test");
  CHECK_EQ(a.request.origin, "");
  CHECK_EQ(a.request.key, kKey);
  int on = 0;
  socklen_t size = sizeof on;
  CHECK_EQ(::getsockopt(a.stream->fd(), IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
  CHECK(on != 0);
  CHECK(CHECK_OK(a.stream->write(base::as_bytes("answer"))) == 6);
  CHECK_EQ(read_exactly(client.get(), 6), "answer");
  send_all(client.get(), "more");
  CHECK_EQ(read_from(*a.stream, 4), "more");
  // Its place is free when the receiver lets it go.
  CHECK_EQ(t.front->connections(), std::size_t{1});
  CHECK_EQ(t.served("websocket"), 1L);
  CHECK_EQ(t.metric("lectern_front_bridges"), 0L);
  a.stream.reset();
  CHECK(FrontTest::eventually([&] { return t.front->connections() == 0; }));
}

void a_tls_stream_moves_at_every_split() {
  StreamTest t;
  const std::string origin = "Origin: https://meet.test\r\n";
  const std::string said = "GET / HTTP/1.1\r\nHost: meet.test\r\n" + origin + kFields + "\r\n";
  for (std::size_t split = 1; split < said.size(); split += 17) {
    TlsClient client(connect_tcp(t.secure), "\x08http/1.1");
    CHECK(client.handshake());
    client.send(said.substr(0, split));
    client.send(said.substr(split) + kBehind);
    auto a = t.arrival();
    CHECK_EQ(a.sink, "websocket_stream");
    CHECK(a.tls);
    CHECK_EQ(a.request.origin, "https://meet.test");
    const std::string all = a.first + read_from(*a.stream, kBehind.size() - a.first.size());
    CHECK_EQ(all, kBehind);
    CHECK(CHECK_OK(a.stream->write(base::as_bytes("answer"))) == 6);
    CHECK_EQ(client.read_exactly(6), "answer");
  }
}

void names_the_client_behind_proxies() {
  const std::string header =
      "\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x07\xc6\x33\x64\x01\x9c\x40\x01\xbb"s;
  StreamTest balanced{true};
  const base::UniqueFd client = connect_tcp(balanced.plain);
  send_all(client.get(), header + kUpgrade);
  CHECK_EQ(balanced.arrival().client, *base::Endpoint::parse("192.0.2.7:40000"));

  const auto proxies = std::make_shared<const std::vector<base::Cidr>>(
      std::vector<base::Cidr>{*base::Cidr::parse("127.0.0.1")});
  StreamTest forwarded{false, proxies};
  const base::UniqueFd other = connect_tcp(forwarded.plain);
  send_all(other.get(),
           "GET /ws HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 203.0.113.9\r\n"
           "X-Forwarded-Host: meet.test\r\n" +
               kFields + "\r\n");
  const auto a = forwarded.arrival();
  CHECK_EQ(a.client.ip, *base::IpAddress::parse("203.0.113.9"));
  CHECK_EQ(a.request.host, "meet.test");
}

// RFC 6455 section 4.2.1. The receiver never sees these.
void a_faulty_handshake_is_answered() {
  StreamTest t;
  const base::UniqueFd client = connect_tcp(t.plain);
  send_all(client.get(), "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(read_to_end(client.get()).starts_with("HTTP/1.1 426 "));
  CHECK_EQ(t.arrivals(), std::size_t{0});
  const base::UniqueFd page = connect_tcp(t.plain);
  send_all(page.get(), "GET /wss HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK_EQ(t.arrival().sink, "http");
}

}  // namespace

int main() {
  return lectern_test::run(
      "front, websocket streams",
      {TEST(a_plain_stream_moves_with_what_follows_the_head),
       TEST(a_tls_stream_moves_at_every_split), TEST(names_the_client_behind_proxies),
       TEST(a_faulty_handshake_is_answered)});
}
