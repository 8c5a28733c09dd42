// SPDX-License-Identifier: MIT
// A kernel without IPv6, as ipv6.disable=1 makes it: for this program socket(AF_INET6) fails with
// EAFNOSUPPORT. What is to listen on "[::]" listens on IPv4, and says so.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "base/random.hpp"
#include "net/event_loop.hpp"
#include "net/front.hpp"
#include "net/tcp_listener.hpp"
#include "net/udp_socket.hpp"
#include "tests/turn/io/turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using base::Endpoint;
using base::IpAddress;
using lectern_test::TurnClient;
using Over = TurnClient::Over;

const Endpoint kWildcard{*IpAddress::parse("::"), 0};
const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);

bool forbid_ipv6() {
  std::array filter{
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                           offsetof(seccomp_data, args)),  // the low half: little endian
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// A port that is free for UDP and TCP, for listeners that must name one: below those that the
// kernel gives to anybody.
std::uint16_t free_port() {
  const auto loop = CHECK_OK(net::EventLoop::open("probe"));
  base::SystemRandom random;
  for (int attempt = 0; attempt < 100; ++attempt) {
    const auto port = static_cast<std::uint16_t>(20000 + random.u32() % 10000);
    const Endpoint at{IpAddress{}, port};
    const auto ignored = [](base::UniqueFd, const Endpoint&) {};
    if (net::UdpSocket::open(at, {}).has_value() &&
        net::TcpListener::open(*loop, at, {}, ignored).has_value())
      return port;
  }
  lectern_test::skip_test("no free port");
}

struct Logged {
  std::string lines;
  base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [this](base::LogLevel, std::string_view line) { lines += std::string{line} + '\n'; }};
  std::size_t warnings() const {
    std::size_t n = 0;
    for (std::size_t at = lines.find("no_ipv6"); at != std::string::npos;
         at = lines.find("no_ipv6", at + 1))
      ++n;
    return n;
  }
};

void sockets_say_what_is_missing() {
  CHECK(!net::UdpSocket::open({*IpAddress::parse("::1"), 0}, {}).has_value());
  CHECK(net::UdpSocket::open({*IpAddress::parse("::1"), 0}, {}).error().code ==
        base::Errc::unsupported);
  CHECK(net::UdpSocket::open(kWildcard, {}).error().code ==
        base::Errc::unsupported);  // v6_only is the default
  net::UdpOptions both;
  both.v6_only = false;
  CHECK_EQ(CHECK_OK(net::UdpSocket::open(kWildcard, both)).local().ip, IpAddress{});
}

turn::io::Settings settings_for(const std::vector<Endpoint>& listen) {
  turn::io::Settings settings;
  settings.core.users.emplace("alice", base::Secret{"wonderland"});
  settings.listen.assign(listen.begin(), listen.end());
  settings.relay_addresses.push_back(kLoopback);
  settings.workers = 2;
  return settings;
}

void the_relay_listens_on_ipv4() {
  Logged logged;
  base::Metrics metrics;
  const auto relay =
      CHECK_OK(turn::io::Relay::start(settings_for({kWildcard}), logged.log, metrics));
  CHECK_EQ(relay->bound().at(0).endpoint.ip, IpAddress{});
  CHECK_EQ(logged.warnings(), 1u);
  for (const Over over : {Over::udp, Over::tcp}) {
    TurnClient client{{kLoopback, relay->bound()[0].endpoint.port}, over};
    CHECK_EQ(client.request(stun::Method::binding), 0);
  }
}

void a_twin_is_enough_for_the_relay() {
  Logged logged;
  base::Metrics metrics;
  const std::uint16_t port = free_port();
  const auto relay = CHECK_OK(turn::io::Relay::start(
      settings_for({{kWildcard.ip, port}, {IpAddress{}, port}}), logged.log, metrics));
  CHECK_EQ(relay->bound().size(), 1u);
  CHECK_EQ(logged.warnings(), 1u);
}

void an_address_of_ipv6_is_an_error() {
  Logged logged;
  base::Metrics metrics;
  const auto relay =
      turn::io::Relay::start(settings_for({{*IpAddress::parse("::1"), 0}}), logged.log, metrics);
  CHECK(!relay.has_value());
  CHECK(relay.error().what.find("[::1]:0") != std::string::npos);
}

void the_front_listens_on_ipv4() {
  Logged logged;
  base::Metrics metrics;
  auto loop = CHECK_OK(net::EventLoop::open("front"));
  const std::uint16_t port = free_port();
  std::vector<net::FrontListener> listeners{
      {kWildcard}, {{kWildcard.ip, port}}, {{IpAddress{}, port}}};
  const auto front = CHECK_OK(net::Front::open(*loop, listeners, nullptr, {}, logged.log, metrics));
  CHECK_EQ(front->bound().size(), 3u);
  for (const Endpoint& bound : front->bound()) CHECK(bound.ip.is_v4() && bound.port != 0);
  CHECK_EQ(logged.warnings(), 2u);
}

void not_here() { lectern_test::skip_test("seccomp filters are not allowed here"); }

}  // namespace

int main() {
  if (!forbid_ipv6()) return lectern_test::run("without_ipv6", {TEST(not_here)});
  return lectern_test::run(
      "without_ipv6", {TEST(sockets_say_what_is_missing), TEST(the_relay_listens_on_ipv4),
                       TEST(a_twin_is_enough_for_the_relay), TEST(an_address_of_ipv6_is_an_error),
                       TEST(the_front_listens_on_ipv4)});
}
