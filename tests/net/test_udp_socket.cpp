// SPDX-License-Identifier: MIT
#include "net/udp_socket.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tests/net/udp_test.hpp"

namespace {

using base::Endpoint;
using base::IpAddress;
using lectern_test::open;
using lectern_test::receive;
using lectern_test::text;
using net::ReceiveBatch;
using net::SendBatch;
using net::UdpOptions;
using net::UdpSocket;

void sends_and_receives_batches() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  CHECK(a.local().port != 0);
  SendBatch out(8);
  const std::string payloads[] = {"one", "", "three"};
  for (const auto& p : payloads) CHECK(out.push(b.local(), base::as_bytes(p)));
  const auto outcome = a.send(out);
  CHECK_EQ(outcome.sent, std::size_t{3});
  CHECK_EQ(outcome.failed, std::size_t{0});
  CHECK_EQ(out.size(), std::size_t{0});
  ReceiveBatch in(8, 100, 4);
  CHECK_EQ(receive(b, in), std::size_t{3});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK_EQ(text(in.payload(i)), payloads[i]);
    CHECK_EQ(in.peer(i), a.local());
    CHECK(!in.truncated(i));
    CHECK(!in.local(i));
  }
  CHECK_EQ(b.receive(in), std::size_t{0});
}

void one_receive_takes_no_more_than_its_slots() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  for (int i = 0; i < 5; ++i) CHECK(a.send_to(b.local(), base::as_bytes("x")));
  ReceiveBatch in(2, 10, 0);
  CHECK_EQ(receive(b, in), std::size_t{2});
  CHECK_EQ(b.receive(in), std::size_t{2});
  CHECK_EQ(b.receive(in), std::size_t{1});
}

void a_header_fits_in_front_of_the_payload() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  CHECK(a.send_to(b.local(), base::as_bytes("data")));
  CHECK(a.send_to(b.local(), base::as_bytes("next")));
  ReceiveBatch in(4, 8, 4);
  CHECK_EQ(receive(b, in), std::size_t{2});
  const auto framed = in.payload_with_head(1, 4);
  base::store_be16(framed.data(), 0x4000);
  base::store_be16(framed.data() + 2, 4);
  CHECK_EQ(text(framed), std::string("\x40\x00\x00\x04next", 8));
  CHECK_EQ(text(in.payload(0)), "data");  // the neighbour is untouched
}

void too_long_datagrams_are_marked() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  CHECK(a.send_to(b.local(), base::as_bytes("0123456789")));
  ReceiveBatch in(1, 4, 0);
  CHECK_EQ(receive(b, in), std::size_t{1});
  CHECK(in.truncated(0));
  CHECK_EQ(text(in.payload(0)), "0123");
}

void a_full_batch_says_so() {
  SendBatch out(1);
  CHECK(out.push(*Endpoint::parse("127.0.0.1:9"), {}));
  CHECK(out.full());
  CHECK(!out.push(*Endpoint::parse("127.0.0.1:9"), {}));
}

void one_bad_datagram_costs_no_other() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  const std::vector<std::byte> huge(70000);
  SendBatch out(3);
  out.push(b.local(), base::as_bytes("one"));
  out.push(b.local(), huge);
  out.push(b.local(), base::as_bytes("two"));
  const auto outcome = a.send(out);
  CHECK_EQ(outcome.sent, std::size_t{2});
  CHECK_EQ(outcome.failed, std::size_t{1});
  CHECK_EQ(outcome.last_error, EMSGSIZE);
  ReceiveBatch in(4, 10, 0);
  CHECK_EQ(receive(b, in), std::size_t{2});
  CHECK_EQ(text(in.payload(1)), "two");
}

// With IP_RECVERR the refusal of one peer would fail the next send to another: it must not.
void a_refused_peer_costs_no_other() {
  UdpOptions options;
  options.report_errors = true;
  auto a = open("127.0.0.1:0", options);
  auto b = open("127.0.0.1:0");
  const Endpoint nobody = [] { return open("127.0.0.1:0").local(); }();
  CHECK(a.send_to(nobody, base::as_bytes("x")));
  pollfd p{a.fd(), 0, 0};
  CHECK_EQ(::poll(&p, 1, 2000), 1);  // POLLERR: the ICMP error is in
  SendBatch out(2);
  out.push(b.local(), base::as_bytes("one"));
  out.push(b.local(), base::as_bytes("two"));
  CHECK_EQ(a.send(out).sent, std::size_t{2});
  ReceiveBatch in(4, 10, 0);
  CHECK_EQ(receive(b, in), std::size_t{2});

  net::SocketError errors[4];
  CHECK_EQ(a.drain_errors(errors), std::size_t{1});
  CHECK_EQ(errors[0].destination, nobody);
  CHECK_EQ(errors[0].error, ECONNREFUSED);
  CHECK_EQ(int{errors[0].type}, 3);  // destination unreachable
  CHECK_EQ(int{errors[0].code}, 3);  // port
  CHECK_EQ(a.drain_errors(errors), std::size_t{0});
}

void a_pending_error_hides_no_datagram() {
  UdpOptions options;
  options.report_errors = true;
  auto a = open("127.0.0.1:0", options);
  auto b = open("127.0.0.1:0");
  const Endpoint nobody = [] { return open("127.0.0.1:0").local(); }();
  CHECK(b.send_to(a.local(), base::as_bytes("hello")));
  CHECK(a.send_to(nobody, base::as_bytes("x")));
  ReceiveBatch in(4, 10, 0);
  CHECK_EQ(receive(a, in), std::size_t{1});
  CHECK_EQ(text(in.payload(0)), "hello");
}

void ipv6_reports_errors_too() {
  UdpOptions options;
  options.report_errors = true;
  auto a = open("[::1]:0", options);
  const Endpoint nobody = [] { return open("[::1]:0").local(); }();
  CHECK(a.send_to(nobody, base::as_bytes("x")));
  pollfd p{a.fd(), 0, 0};
  CHECK_EQ(::poll(&p, 1, 2000), 1);
  net::SocketError errors[1];
  CHECK_EQ(a.drain_errors(errors), std::size_t{1});
  CHECK_EQ(errors[0].destination, nobody);
  CHECK_EQ(errors[0].error, ECONNREFUSED);
  CHECK_EQ(int{errors[0].type}, 1);
  CHECK_EQ(int{errors[0].code}, 4);
}

void workers_share_a_port() {
  UdpOptions options;
  options.reuse_port = true;
  auto a = open("127.0.0.1:0", options);
  const auto b = UdpSocket::open(a.local(), options);
  CHECK(b);
  CHECK_EQ(b->local(), a.local());
  CHECK(!UdpSocket::open(a.local(), {}));
}

void names_the_address_it_cannot_have() {
  const auto opened = UdpSocket::open(*Endpoint::parse("192.0.2.1:0"), {});
  CHECK(!opened);
  CHECK(opened.error().what.find("192.0.2.1") != std::string::npos);
}

void a_dual_stack_socket_speaks_ipv4() {
  UdpOptions options;
  options.v6_only = false;
  options.packet_info = true;
  auto both = open("[::]:0", options);
  auto four = open("127.0.0.1:0");
  const Endpoint here{IpAddress::v4(127, 0, 0, 1), both.local().port};
  CHECK(four.send_to(here, base::as_bytes("ping")));
  ReceiveBatch in(2, 10, 0);
  CHECK_EQ(receive(both, in), std::size_t{1});
  CHECK_EQ(in.peer(0), four.local());
  CHECK(in.local(0) == here.ip);
  CHECK(both.send_to(in.peer(0), base::as_bytes("pong")));
  CHECK_EQ(receive(four, in), std::size_t{1});
  CHECK_EQ(in.peer(0), here);
}

// A socket on a wildcard address answers from the address that was asked.
void answers_from_the_address_that_was_asked() {
  for (const bool dual : {false, true}) {
    UdpOptions options;
    options.v6_only = false;
    options.packet_info = true;
    auto server = open(dual ? "[::]:0" : "0.0.0.0:0", options);
    auto client = open("127.0.0.1:0");
    const Endpoint asked{IpAddress::v4(127, 7, 7, 7), server.local().port};
    CHECK(client.send_to(asked, base::as_bytes("ping")));
    ReceiveBatch in(2, 10, 0);
    CHECK_EQ(receive(server, in), std::size_t{1});
    CHECK(in.local(0) == asked.ip);
    SendBatch out(2);
    out.push(in.peer(0), base::as_bytes("pong"), in.local(0));
    CHECK_EQ(server.send(out).sent, std::size_t{1});
    CHECK_EQ(receive(client, in), std::size_t{1});
    CHECK_EQ(in.peer(0), asked);
  }
}

void the_receive_buffer_grows() {
  UdpOptions options;
  options.receive_buffer =
      150000;  // below the default of net.core.rmem_max, so that every user may
  auto socket = open("127.0.0.1:0", options);
  int size = 0;
  socklen_t length = sizeof size;
  CHECK_EQ(::getsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &size, &length), 0);
  CHECK_EQ(size, 300000);  // socket(7): the kernel doubles
}

void fragmentation_can_be_forbidden() {
  UdpOptions options;
  options.dont_fragment = true;
  auto socket = open("127.0.0.1:0", options);
  auto mode = [&] {
    int value = -1;
    socklen_t length = sizeof value;
    CHECK_EQ(::getsockopt(socket.fd(), IPPROTO_IP, IP_MTU_DISCOVER, &value, &length), 0);
    return value;
  };
  CHECK_EQ(mode(), IP_PMTUDISC_DO);
  CHECK(socket.set_dont_fragment(false));
  CHECK_EQ(mode(), IP_PMTUDISC_DONT);
}

// As another process gets it: what waited in it is there, and so is what it reports.
void a_socket_is_adopted() {
  UdpOptions options;
  options.report_errors = true;
  auto before = open("127.0.0.1:0", options);
  auto peer = open("127.0.0.1:0");
  const Endpoint at = before.local();
  CHECK(peer.send_to(at, base::as_bytes("waiting")));
  base::UniqueFd kept{::dup(before.fd())};
  {
    const auto ended = std::move(before);  // closed
  }
  auto after = CHECK_OK(UdpSocket::adopt(std::move(kept), options));
  CHECK_EQ(after.local(), at);
  ReceiveBatch in(4, 100, 0);
  CHECK_EQ(receive(after, in), std::size_t{1});
  CHECK_EQ(text(in.payload(0)), "waiting");
  CHECK(after.send_to(peer.local(), base::as_bytes("answer")));
  CHECK_EQ(receive(peer, in), std::size_t{1});
  CHECK_EQ(in.peer(0), at);
}

void what_is_no_udp_socket_is_not_adopted() {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    CHECK(!UdpSocket::adopt(base::UniqueFd{::socket(AF_INET, type, 0)},
                            {}));  // the second one is not bound
    CHECK(!UdpSocket::adopt(base::UniqueFd{::socket(AF_UNIX, type, 0)}, {}));
  }
  CHECK(!UdpSocket::adopt(base::UniqueFd{::eventfd(0, 0)}, {}));
  CHECK(!UdpSocket::adopt(base::UniqueFd{}, {}));
}

void takes_no_descriptor_above_its_ceiling() {
  const UdpSocket one = CHECK_OK(UdpSocket::open(*Endpoint::parse("127.0.0.1:0"), {}));
  UdpOptions options;
  options.descriptor_ceiling = one.fd() + 1;
  const auto other = UdpSocket::open(*Endpoint::parse("127.0.0.1:0"), options);
  CHECK(!other);
  CHECK_EQ(other.error().os_error, EMFILE);
  options.descriptor_ceiling = one.fd() + 2;
  CHECK(UdpSocket::open(*Endpoint::parse("127.0.0.1:0"), options).has_value());
}

void an_error_keeps_its_errno() {
  const UdpSocket one = CHECK_OK(UdpSocket::open(*Endpoint::parse("127.0.0.1:0"), {}));
  CHECK_EQ(UdpSocket::open(one.local(), {}).error().os_error, EADDRINUSE);
  CHECK_EQ(UdpSocket::open(*Endpoint::parse("192.0.2.1:0"), {}).error().os_error, EADDRNOTAVAIL);
}

}  // namespace

int main() {
  return lectern_test::run(
      "udp_socket",
      {TEST(sends_and_receives_batches), TEST(one_receive_takes_no_more_than_its_slots),
       TEST(a_header_fits_in_front_of_the_payload), TEST(too_long_datagrams_are_marked),
       TEST(a_full_batch_says_so), TEST(one_bad_datagram_costs_no_other),
       TEST(a_refused_peer_costs_no_other), TEST(a_pending_error_hides_no_datagram),
       TEST(ipv6_reports_errors_too), TEST(workers_share_a_port),
       TEST(names_the_address_it_cannot_have), TEST(a_dual_stack_socket_speaks_ipv4),
       TEST(answers_from_the_address_that_was_asked), TEST(the_receive_buffer_grows),
       TEST(fragmentation_can_be_forbidden), TEST(a_socket_is_adopted),
       TEST(what_is_no_udp_socket_is_not_adopted), TEST(takes_no_descriptor_above_its_ceiling),
       TEST(an_error_keeps_its_errno)});
}
