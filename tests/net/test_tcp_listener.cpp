// SPDX-License-Identifier: MIT
#include "net/tcp_listener.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>

#include "net/tcp_connect.hpp"
#include "net/tcp_stream.hpp"
#include "tests/net/client.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Endpoint;
using base::UniqueFd;
using lectern_test::connect_tcp;
using net::EventLoop;
using net::TcpListener;

const Endpoint kAnyPort = *Endpoint::parse("127.0.0.1:0");

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  CHECK_EQ(::getsockopt(fd, level, name, &value, &size), 0);
  return value;
}

void accepts_and_tells_who() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  base::UniqueFd accepted;
  Endpoint peer;
  auto listener =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, {}, [&](base::UniqueFd fd, Endpoint from) {
        accepted = std::move(fd);
        peer = from;
        loop->stop();
      }));
  const base::UniqueFd client = connect_tcp(listener->local());
  loop->run();
  CHECK_EQ(peer, net::local_endpoint(client.get()));
  CHECK_EQ(net::local_endpoint(accepted.get()), listener->local());
  CHECK((::fcntl(accepted.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(accepted.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK_EQ(option(accepted.get(), IPPROTO_TCP, TCP_NODELAY), 1);
  CHECK_EQ(option(accepted.get(), SOL_SOCKET, SO_KEEPALIVE), 1);
}

void names_the_port_that_is_taken() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  auto first = CHECK_OK(TcpListener::open(*loop, kAnyPort, {}, [](base::UniqueFd, Endpoint) {}));
  const auto second = TcpListener::open(*loop, first->local(), {}, [](base::UniqueFd, Endpoint) {});
  CHECK(!second);
  CHECK(second.error().what.find(first->local().print()) != std::string::npos);
}

void an_address_may_come_later() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::TcpListenOptions options;
  for (const char* nowhere : {"203.0.113.99:0", "[2001:db8:99::1]:0"}) {
    const Endpoint local = *Endpoint::parse(nowhere);
    options.free_bind = false;
    CHECK(!TcpListener::open(*loop, local, options, [](base::UniqueFd, Endpoint) {}));
    options.free_bind = true;
    const auto opened = TcpListener::open(*loop, local, options, [](base::UniqueFd, Endpoint) {});
    if (!opened && opened.error().code == base::Errc::unsupported) continue;  // no IPv6 here
    CHECK_EQ(CHECK_OK(std::move(opened))->local().ip, local.ip);
  }
}

void workers_share_a_port() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::TcpListenOptions options;
  options.reuse_port = true;
  auto first =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, options, [](base::UniqueFd, Endpoint) {}));
  auto second =
      CHECK_OK(TcpListener::open(*loop, first->local(), options, [](base::UniqueFd, Endpoint) {}));
  CHECK_EQ(first->local(), second->local());
}

// The address that a port listens on and connects from is one (RFC 6062), and nobody else's.
void connects_from_the_port_it_listens_on() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::TcpListenOptions options;
  options.connects_from_it = true;
  base::UniqueFd accepted;
  auto relayed =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, options, [&](base::UniqueFd fd, Endpoint) {
        accepted = std::move(fd);
        loop->stop();
      }));
  Endpoint seen[2];
  for (Endpoint& from : seen) {
    auto other_loop = CHECK_OK(EventLoop::open("p"));
    auto other = CHECK_OK(TcpListener::open(*other_loop, *Endpoint::parse("127.0.0.2:0"), {},
                                            [&](base::UniqueFd, Endpoint peer) {
                                              from = peer;
                                              other_loop->stop();
                                            }));
    const base::UniqueFd out = CHECK_OK(net::begin_connect(relayed->local(), other->local()));
    other_loop->run();
    CHECK(net::connect_outcome(out.get()));
    CHECK_EQ(option(out.get(), SOL_SOCKET, SO_KEEPALIVE), 1);
    CHECK_EQ(option(out.get(), IPPROTO_TCP, TCP_USER_TIMEOUT), 120'000);
  }
  CHECK_EQ(seen[0], relayed->local());
  CHECK_EQ(seen[1], relayed->local());
  // It goes on listening, and what it accepts does not go to the connected sockets.
  const base::UniqueFd client = connect_tcp(relayed->local());
  loop->run();
  CHECK(accepted);
}

void a_port_that_connects_is_not_taken_from_a_listener() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::TcpListenOptions shared, connecting;
  shared.reuse_port = true;  // as a client's listener of this very process is
  connecting.connects_from_it = true;
  auto listener =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, shared, [](base::UniqueFd, Endpoint) {}));
  CHECK(!TcpListener::open(*loop, listener->local(), connecting, [](base::UniqueFd, Endpoint) {}));
}

void a_refused_connection_is_told() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  Endpoint nobody;
  {
    auto gone = CHECK_OK(TcpListener::open(*loop, kAnyPort, {}, [](base::UniqueFd, Endpoint) {}));
    nobody = gone->local();
  }
  auto out = net::begin_connect(kAnyPort, nobody);
  if (out) {
    pollfd writable{out->get(), POLLOUT, 0};
    CHECK_EQ(::poll(&writable, 1, 5000), 1);
    CHECK(!net::connect_outcome(out->get()));
  }
}

void ipv4_peers_of_a_dual_stack_listener_are_ipv4() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  net::TcpListenOptions options;
  options.v6_only = false;
  Endpoint peer;
  auto opened = TcpListener::open(*loop, *Endpoint::parse("[::]:0"), options,
                                  [&](base::UniqueFd, Endpoint from) {
                                    peer = from;
                                    loop->stop();
                                  });
  if (!opened) lectern_test::skip_test("no IPv6 here");
  const base::UniqueFd client =
      connect_tcp({base::IpAddress::v4(127, 0, 0, 1), (*opened)->local().port});
  loop->run();
  CHECK_EQ(peer, net::local_endpoint(client.get()));
}

// accept(2) without a free descriptor leaves the connection in the queue, readable for ever: a loop
// must not spin on that.
void pauses_without_descriptors_and_goes_on() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int accepted = 0;
  auto listener = CHECK_OK(TcpListener::open(*loop, kAnyPort, {}, [&](base::UniqueFd, Endpoint) {
    ++accepted;
    loop->stop();
  }));
  const base::UniqueFd client = connect_tcp(listener->local());
  rlimit before{};
  CHECK_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 3;
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  net::Timer relief(*loop, [&] { ::setrlimit(RLIMIT_NOFILE, &before); });
  relief.start_after(std::chrono::milliseconds{50});
  loop->run();
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  CHECK_EQ(accepted, 1);
  CHECK_EQ(listener->pauses(), std::uint64_t{1});
  CHECK(loop->turns() < 20);
}

void uses_the_descriptor_that_its_owner_frees() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  int accepted = 0, asked = 0;
  net::TcpListenOptions options;
  rlimit before{};
  CHECK_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  options.free_a_descriptor = [&] {
    ++asked;
    ::setrlimit(RLIMIT_NOFILE, &before);  // as if the owner had closed one
    return asked == 1;
  };
  auto listener =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, options, [&](base::UniqueFd, Endpoint) {
        ++accepted;
        loop->stop();
      }));
  const base::UniqueFd client = connect_tcp(listener->local());
  rlimit none = before;
  none.rlim_cur = 3;
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  loop->run();
  CHECK_EQ(accepted, 1);
  CHECK_EQ(asked, 1);
  CHECK_EQ(listener->pauses(), std::uint64_t{0});
}

// Descriptors from the ceiling on belong to others. A connection that comes then is closed, and the
// owner is told why.
void keeps_descriptors_above_its_ceiling_for_others() {
  auto loop = CHECK_OK(EventLoop::open("t"));
  std::vector<base::UniqueFd> accepted;
  std::vector<base::Error> failures;
  bool may_free = false;
  net::TcpListenOptions options;
  options.on_failure = [&](const base::Error& error) {
    failures.push_back(error);
    loop->stop();
  };
  base::UniqueFd next{::fcntl(0, F_DUPFD_CLOEXEC, 0)};
  options.free_a_descriptor = [&] {
    if (may_free) next.reset();
    return may_free;
  };
  options.descriptor_ceiling = next.get() + 2;  // the listener gets the number of `next` plus one
  auto listener =
      CHECK_OK(TcpListener::open(*loop, kAnyPort, options, [&](base::UniqueFd fd, Endpoint) {
        accepted.push_back(std::move(fd));
        loop->stop();
      }));
  const base::UniqueFd first = connect_tcp(listener->local());
  loop->run();
  CHECK(accepted.empty());
  CHECK_EQ(failures.size(), 1u);
  CHECK_EQ(failures[0].os_error, EMFILE);
  CHECK(failures[0].what.find(listener->local().print()) != std::string::npos);
  char byte = 0;
  CHECK_EQ(::recv(first.get(), &byte, 1, 0), 0);  // closed
  CHECK_EQ(listener->pauses(), std::uint64_t{0});
  may_free = true;  // the owner has closed another one
  const base::UniqueFd second = connect_tcp(listener->local());
  loop->run();
  CHECK_EQ(accepted.size(), 1u);
  CHECK(accepted[0].get() < options.descriptor_ceiling);
  CHECK_EQ(failures.size(), 1u);
  const auto above = TcpListener::open(*loop, kAnyPort, options, [](base::UniqueFd, Endpoint) {});
  CHECK(!above);
  CHECK_EQ(above.error().os_error, EMFILE);
  const auto out = net::begin_connect(kAnyPort, listener->local(), options.descriptor_ceiling);
  CHECK(!out);
  CHECK_EQ(out.error().os_error, EMFILE);
  CHECK(out.error().code == base::Errc::io);
}

void streams_report_blocking_and_ends() {
  int pair[2] = {-1, -1};
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
  net::TcpStream stream(base::UniqueFd{pair[0]}, kAnyPort, kAnyPort);
  base::UniqueFd other{pair[1]};
  std::byte buffer[16];
  CHECK_EQ(CHECK_OK(stream.read(buffer)), std::size_t{0});
  CHECK_EQ(stream.wants(), net::Interest::read);
  CHECK_EQ(CHECK_OK(stream.write(base::as_bytes("abc"))), std::size_t{3});
  const std::vector<std::byte> much(1 << 20);
  std::size_t written = 1;
  while (written != 0) written = CHECK_OK(stream.write(much));
  CHECK_EQ(stream.wants(), net::Interest::write);
  ::shutdown(other.get(), SHUT_WR);
  const auto ended = stream.read(buffer);
  CHECK(!ended);
  CHECK_EQ(ended.error().code, base::Errc::closed);
  other.reset();
  const auto gone = stream.write(base::as_bytes("abc"));  // no SIGPIPE
  CHECK(!gone);
  CHECK_EQ(gone.error().code, base::Errc::closed);
}

}  // namespace

int main() {
  return lectern_test::run(
      "tcp_listener",
      {TEST(accepts_and_tells_who), TEST(names_the_port_that_is_taken),
       TEST(an_address_may_come_later), TEST(workers_share_a_port),
       TEST(connects_from_the_port_it_listens_on),
       TEST(a_port_that_connects_is_not_taken_from_a_listener), TEST(a_refused_connection_is_told),
       TEST(ipv4_peers_of_a_dual_stack_listener_are_ipv4),
       TEST(pauses_without_descriptors_and_goes_on), TEST(uses_the_descriptor_that_its_owner_frees),
       TEST(keeps_descriptors_above_its_ceiling_for_others),
       TEST(streams_report_blocking_and_ends)});
}
