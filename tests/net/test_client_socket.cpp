// SPDX-License-Identifier: MIT
// The sockets of clients that wait: from where they take what, and what they say when nothing
// comes.
#include "net/client/socket.hpp"

#include <array>
#include <chrono>

#include "net/udp_socket.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using base::Endpoint;
using base::Errc;
using base::IpAddress;
using net::client::Kind;
using net::client::Socket;

const Endpoint kAnyPort{IpAddress::v4(127, 0, 0, 1), 0};

net::UdpSocket somebody() { return CHECK_OK(net::UdpSocket::open(kAnyPort, {})); }

// The bytes that come within that time; may be empty.
std::string received(Socket& socket, std::chrono::milliseconds wait) {
  std::array<std::byte, 100> room;
  const auto got = socket.receive(room, net::client::now() + wait);
  if (!got) CHECK(got.error().code == Errc::timeout);
  return got ? std::string{base::as_text(base::Bytes{room}.first(*got))} : std::string{};
}

void a_connected_one_hears_its_server_only() {
  auto server = somebody(), stranger = somebody();
  auto socket =
      CHECK_OK(Socket::connect(Kind::udp, server.local(), net::client::now() + 5s, kAnyPort));
  CHECK(stranger.send_to(socket.local(), base::as_bytes("a stranger")));
  CHECK(server.send_to(socket.local(), base::as_bytes("the server")));
  CHECK_EQ(received(socket, 5s), "the server");
  CHECK_EQ(received(socket, 0ms), "");
}

void an_open_one_hears_everybody_and_sends_to_its_server() {
  auto server = somebody(), stranger = somebody();
  auto socket = CHECK_OK(Socket::open(server.local(), kAnyPort));
  CHECK(stranger.send_to(socket.local(), base::as_bytes("a stranger")));
  CHECK_EQ(received(socket, 5s), "a stranger");
  CHECK(socket.send(base::as_bytes("question"), net::client::now() + 5s));
  net::ReceiveBatch batch{1, 100, 0};
  CHECK_EQ(server.receive(batch), 1u);
  CHECK_EQ(base::as_text(base::Bytes{batch.payload(0)}), "question");
  CHECK_EQ(socket.remote(), server.local());
}

void a_source_that_is_taken_is_named() {
  const auto server = somebody(), taken = somebody();
  const auto connected =
      Socket::connect(Kind::udp, server.local(), net::client::now() + 5s, taken.local());
  CHECK(!connected && connected.error().code == Errc::io);
  CHECK(connected.error().what.find(taken.local().print()) != std::string::npos);
  const auto open = Socket::open(server.local(), taken.local());
  CHECK(!open && open.error().code == Errc::io);
}

void where_nobody_listens_it_is_refused() {
  Endpoint nobody;
  { nobody = somebody().local(); }
  const auto tcp = Socket::connect(Kind::tcp, nobody, net::client::now() + 5s);
  CHECK(!tcp && tcp.error().code == Errc::unavailable);
  auto udp = CHECK_OK(Socket::connect(Kind::udp, nobody, net::client::now() + 5s));
  CHECK(udp.send(base::as_bytes("?"), net::client::now() + 5s));
  std::array<std::byte, 10> room;
  const auto got = udp.receive(room, net::client::now() + 5s);
  CHECK(!got && got.error().code == Errc::unavailable);
}

}  // namespace

int main() {
  return lectern_test::run(
      "client_socket",
      {TEST(a_connected_one_hears_its_server_only),
       TEST(an_open_one_hears_everybody_and_sends_to_its_server),
       TEST(a_source_that_is_taken_is_named), TEST(where_nobody_listens_it_is_refused)});
}
