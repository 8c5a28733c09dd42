// SPDX-License-Identifier: MIT
#include "net/end_watch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using net::PeerEnd;

struct Pair {
  base::UniqueFd here;
  base::UniqueFd peer;
};

Pair make_pair() {
  int fds[2] = {-1, -1};
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
  return {base::UniqueFd{fds[0]}, base::UniqueFd{fds[1]}};
}

// A loop that runs for one pass at a time.
struct World {
  using Told = std::vector<std::pair<int, PeerEnd>>;

  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("end-watch"));
  Told told;
  std::unique_ptr<net::EndWatch> watch = CHECK_OK(
      net::EndWatch::open(*loop, [this](int fd, PeerEnd end) { told.emplace_back(fd, end); }));

  Told turn() {
    told.clear();
    loop->stop();
    loop->run();
    return told;
  }
};

void tells_a_half_end_and_a_full_one() {
  World w;
  Pair half = make_pair(), full = make_pair();
  CHECK(w.watch->add(half.here.get()) && w.watch->add(full.here.get()));
  CHECK(w.turn().empty());
  CHECK_EQ(::write(half.peer.get(), "last", 4), 4);  // unread bytes hide no end
  CHECK(w.turn().empty());
  CHECK_EQ(::shutdown(half.peer.get(), SHUT_WR), 0);
  CHECK(w.turn() == (World::Told{{half.here.get(), PeerEnd::half}}));
  CHECK(w.turn().empty());
  full.peer.reset();
  CHECK(w.turn() == (World::Told{{full.here.get(), PeerEnd::full}}));
  half.peer.reset();
  CHECK(w.turn() == (World::Told{{half.here.get(), PeerEnd::full}}));
}

void tells_an_end_that_came_before() {
  World w;
  Pair pair = make_pair();
  pair.peer.reset();
  CHECK(w.watch->add(pair.here.get()));
  CHECK(w.turn() == (World::Told{{pair.here.get(), PeerEnd::full}}));
}

void tells_nothing_of_what_is_removed() {
  World w;
  Pair pair = make_pair();
  CHECK(w.watch->add(pair.here.get()));
  w.watch->remove(pair.here.get());
  pair.peer.reset();
  CHECK(w.turn().empty());
  CHECK(!w.watch->add(-1));
}

}  // namespace

int main() {
  return lectern_test::run(
      "end_watch", {TEST(tells_a_half_end_and_a_full_one), TEST(tells_an_end_that_came_before),
                    TEST(tells_nothing_of_what_is_removed)});
}
