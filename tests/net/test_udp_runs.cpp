// SPDX-License-Identifier: MIT
// Runs of datagrams that travel through the kernel as one message (UDP GRO and GSO).
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

std::string letters(char first, std::size_t n) { return std::string(n, first); }

void send_run_of_eight(UdpSocket& from, const Endpoint& to, const std::string& payload) {
  SendBatch out(8);
  out.limit_runs(from.longest_in_run());
  for (int i = 0; i < 8; ++i) CHECK(out.push(to, base::as_bytes(payload)));
  CHECK_EQ(from.send(out).sent, std::size_t{8});
}

// The datagrams that `to` has received, by one or more calls.
std::vector<std::string> all_of(UdpSocket& to, ReceiveBatch& in, std::size_t count) {
  std::vector<std::string> got;
  while (got.size() < count) {
    const std::size_t n = receive(to, in);
    if (n == 0) break;
    for (std::size_t i = 0; i < n; ++i) got.push_back(text(in.payload(i)));
  }
  return got;
}

void a_run_leaves_as_one_message_and_arrives_as_its_datagrams() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  const std::vector<std::string> payloads{letters('a', 200), letters('b', 200), letters('c', 200),
                                          letters('d', 50), letters('e', 200)};
  SendBatch out(8);
  out.limit_runs(a.longest_in_run());
  for (const auto& p : payloads) CHECK(out.push(b.local(), base::as_bytes(p)));
  CHECK_EQ(out.size(), std::size_t{5});
  CHECK_EQ(out.messages(), std::size_t{2});  // a shorter one ends its run
  CHECK_EQ(a.send(out).sent, std::size_t{5});
  ReceiveBatch in(8, 2000, 4);
  CHECK(all_of(b, in, 5) == payloads);
}

void a_run_is_received_as_one_message_and_taken_apart() {
  UdpOptions options;
  options.runs = net::ReceiveRuns::always;
  options.packet_info = true;
  auto a = open("127.0.0.1:0");
  auto b = open("0.0.0.0:0", options);
  const Endpoint to{a.local().ip, b.local().port};
  const std::vector<std::string> payloads{letters('a', 100), letters('b', 100), letters('c', 30)};
  SendBatch out(4);
  out.limit_runs(a.longest_in_run());
  for (const auto& p : payloads) CHECK(out.push(to, base::as_bytes(p)));
  CHECK_EQ(a.send(out).sent, std::size_t{3});
  CHECK(a.send_to(to, base::as_bytes("single")));
  ReceiveBatch in(4, 65535, 36);
  std::vector<std::string> got;
  while (got.size() < 4) {
    const std::size_t n = receive(b, in);
    CHECK(n != 0);
    for (std::size_t i = 0; i < n; ++i) {
      got.push_back(text(in.payload(i)));
      CHECK_EQ(in.peer(i), a.local());
      CHECK(in.local(i) == a.local().ip);
      CHECK(!in.truncated(i));
      if (got.back() == "single") CHECK(in.alone(i));
    }
  }
  auto expected = payloads;
  expected.emplace_back("single");
  CHECK(got == expected);
}

void joining_follows_what_comes() {
  UdpOptions options;
  options.runs = net::ReceiveRuns::adapt;
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0", options);
  ReceiveBatch in(64, 65535, 0);
  const std::string payload = letters('r', 100);
  // How many messages bring a run of eight datagrams.
  const auto messages_of_a_run = [&] {
    send_run_of_eight(a, b.local(), payload);
    CHECK_EQ(receive(b, in), std::size_t{8});
    for (std::size_t i = 0; i < 8; ++i) CHECK_EQ(text(in.payload(i)), payload);
    return in.messages();
  };
  CHECK_EQ(messages_of_a_run(), std::size_t{8});
  for (int i = 0; i < 20; ++i) (void)messages_of_a_run();
  CHECK_EQ(messages_of_a_run(), std::size_t{1});
  for (int i = 0; i < 300; ++i) {
    CHECK(a.send_to(b.local(), base::as_bytes(payload)));
    CHECK_EQ(receive(b, in), std::size_t{1});
  }
  CHECK_EQ(messages_of_a_run(), std::size_t{8});
}

// So many runs that the socket has the kernel join them.
void make_it_join(UdpSocket& a, UdpSocket& b, ReceiveBatch& in, const std::string& payload) {
  for (int i = 0; i < 40; ++i) {
    send_run_of_eight(a, b.local(), payload);
    CHECK_EQ(receive(b, in), std::size_t{8});
  }
  CHECK_EQ(in.messages(), std::size_t{1});
}

// The i-th of those that make no run.
base::Bytes without_a_run(const std::string& payload, int i) {
  return base::as_bytes(payload).first(i % 2 == 0 ? 100 : 99);
}

// How many datagrams wait, none of them longer than `payload`.
std::size_t count_waiting(UdpSocket& socket, ReceiveBatch& in, const std::string& payload) {
  std::size_t count = 0;
  while (socket.receive(in) != 0) {
    for (std::size_t i = 0; i < in.size(); ++i) CHECK(in.payload(i).size() <= payload.size());
    count += in.size();
  }
  return count;
}

// The kernel marks a joined run as joined only while joining is on.
void a_run_that_waits_is_never_taken_for_one_datagram() {
  UdpOptions options;
  options.runs = net::ReceiveRuns::adapt;
  options.receive_buffer = 1024 * 1024;
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0", options);
  ReceiveBatch in(16, 65535, 0);
  const std::string payload = letters('w', 100);
  make_it_join(a, b, in, payload);
  // Enough without runs to give joining up, and a run behind them.
  for (int i = 0; i < 160; ++i) CHECK(a.send_to(b.local(), without_a_run(payload, i)));
  send_run_of_eight(a, b.local(), payload);
  CHECK_EQ(count_waiting(b, in, payload), std::size_t{168});
}

// Over a restart: the next process splits the runs that the kernel has joined for the previous
// process.
void an_adopted_socket_knows_what_was_joined() {
  UdpOptions options;
  options.runs = net::ReceiveRuns::adapt;
  auto a = open("127.0.0.1:0");
  auto before = open("127.0.0.1:0", options);
  ReceiveBatch in(64, 65535, 0);
  const std::string payload = letters('h', 100);
  const Endpoint at = before.local();
  const auto send_run = [&] { send_run_of_eight(a, at, payload); };
  make_it_join(a, before, in, payload);
  send_run();
  auto after = CHECK_OK(net::UdpSocket::adopt(base::UniqueFd{::dup(before.fd())}, options));
  // Also what it gives up joining at does not reach what waits.
  for (int i = 0; i < 160; ++i) CHECK(a.send_to(at, without_a_run(payload, i)));
  send_run();
  CHECK_EQ(count_waiting(after, in, payload), std::size_t{176});
  // And it gives up joining as the process before would have.
  for (int i = 0; i < 200; ++i) {
    CHECK(a.send_to(at, without_a_run(payload, i)));
    CHECK_EQ(receive(after, in), std::size_t{1});
  }
  send_run();
  CHECK_EQ(receive(after, in), std::size_t{8});
  CHECK_EQ(in.messages(), std::size_t{8});
}

void no_more_messages_than_asked_for() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  for (int i = 0; i < 5; ++i) CHECK(a.send_to(b.local(), base::as_bytes("x")));
  ReceiveBatch in(8, 100, 0);
  CHECK_EQ(b.receive_more(in, 1), std::size_t{1});
  CHECK_EQ(b.receive_more(in, 2), std::size_t{2});
  CHECK_EQ(in.messages(), std::size_t{3});
  CHECK_EQ(b.receive_more(in, 8), std::size_t{2});
}

void one_datagram_by_itself_is_accounted_for() {
  UdpOptions options;
  options.report_errors = true;
  auto a = open("127.0.0.1:0", options);
  auto b = open("127.0.0.1:0");
  CHECK_EQ(a.send_one(b.local(), base::as_bytes("one")).sent, std::size_t{1});
  const std::vector<std::byte> huge(70000);
  const auto outcome = a.send_one(b.local(), huge);
  CHECK_EQ(outcome.sent, std::size_t{0});
  CHECK_EQ(outcome.failed, std::size_t{1});
  CHECK_EQ(outcome.last_error, EMSGSIZE);
  CHECK(a.take_error_hint());
  // A refusal that is known already does not cost the next one.
  const Endpoint nobody = [] { return open("127.0.0.1:0").local(); }();
  CHECK_EQ(a.send_one(nobody, base::as_bytes("x")).sent, std::size_t{1});
  pollfd p{a.fd(), 0, 0};
  CHECK_EQ(::poll(&p, 1, 2000), 1);
  CHECK_EQ(a.send_one(b.local(), base::as_bytes("two")).sent, std::size_t{1});
  ReceiveBatch in(4, 10, 0);
  CHECK_EQ(receive(b, in), std::size_t{2});
}

void runs_are_not_made_of_what_differs() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  auto c = open("127.0.0.1:0");
  const std::string equal = letters('x', 10), longer = letters('y', 11),
                    longest = letters('z', a.longest_in_run() + 1);
  const auto messages_of =
      [&](std::initializer_list<std::pair<const UdpSocket*, const std::string*>> datagrams,
          std::size_t limit) {
        SendBatch out(8);
        out.limit_runs(limit);
        for (const auto& [to, payload] : datagrams)
          CHECK(out.push(to->local(), base::as_bytes(*payload)));
        return out.messages();
      };
  CHECK_EQ(messages_of({{&b, &equal}, {&b, &equal}}, a.longest_in_run()), std::size_t{1});
  CHECK_EQ(messages_of({{&b, &equal}, {&c, &equal}}, a.longest_in_run()),
           std::size_t{2});  // another destination
  CHECK_EQ(messages_of({{&b, &equal}, {&b, &longer}}, a.longest_in_run()), std::size_t{2});
  CHECK_EQ(messages_of({{&b, &longest}, {&b, &longest}}, a.longest_in_run()),
           std::size_t{2});  // would be fragmented
  CHECK_EQ(messages_of({{&b, &equal}, {&b, &equal}}, 0), std::size_t{2});
  const std::string empty;
  CHECK_EQ(messages_of({{&b, &empty}, {&b, &empty}}, a.longest_in_run()), std::size_t{2});
  SendBatch sourced(4);
  sourced.limit_runs(1000);
  CHECK(sourced.push(b.local(), base::as_bytes(equal), IpAddress::parse("127.0.0.1")));
  CHECK(sourced.push(b.local(), base::as_bytes(equal), IpAddress::parse("127.0.0.2")));
  CHECK_EQ(sourced.messages(), std::size_t{2});
}

void a_run_has_its_source_too() {
  auto a = open("0.0.0.0:0");
  auto b = open("127.0.0.1:0");
  SendBatch out(4);
  out.limit_runs(a.longest_in_run());
  for (int i = 0; i < 3; ++i)
    CHECK(out.push(b.local(), base::as_bytes("same"), IpAddress::parse("127.0.0.3")));
  CHECK_EQ(out.messages(), std::size_t{1});
  CHECK_EQ(a.send(out).sent, std::size_t{3});
  ReceiveBatch in(4, 100, 0);
  CHECK_EQ(all_of(b, in, 3).size(), std::size_t{3});
  CHECK_EQ(in.peer(0).ip.print(), "127.0.0.3");
}

void a_long_run_is_cut() {
  auto a = open("127.0.0.1:0");
  auto b = open("127.0.0.1:0");
  const std::string payload = letters('m', 1200);
  SendBatch out(200);
  out.limit_runs(a.longest_in_run());
  for (int i = 0; i < 100; ++i) CHECK(out.push(b.local(), base::as_bytes(payload)));
  CHECK_EQ(out.messages(), std::size_t{2});  // 54 of 1200 bytes in one
  CHECK_EQ(a.send(out).sent, std::size_t{100});
  ReceiveBatch in(100, 1300, 0);
  CHECK_EQ(all_of(b, in, 100).size(), std::size_t{100});
}

}  // namespace

int main() {
  return lectern_test::run(
      "udp_runs",
      {TEST(a_run_leaves_as_one_message_and_arrives_as_its_datagrams),
       TEST(a_run_is_received_as_one_message_and_taken_apart), TEST(joining_follows_what_comes),
       TEST(a_run_that_waits_is_never_taken_for_one_datagram),
       TEST(an_adopted_socket_knows_what_was_joined), TEST(no_more_messages_than_asked_for),
       TEST(one_datagram_by_itself_is_accounted_for), TEST(runs_are_not_made_of_what_differs),
       TEST(a_run_has_its_source_too), TEST(a_long_run_is_cut)});
}
