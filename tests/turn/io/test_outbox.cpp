// SPDX-License-Identifier: MIT
#include "turn/io/outbox.hpp"

#include <poll.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using base::Endpoint;
using turn::io::Outbox;
using turn::io::OutSocket;

OutSocket open() {
  net::UdpOptions options;
  options.receive_buffer = 1 << 20;
  options.runs = net::ReceiveRuns::always;  // and so a few hundred small ones fit into a buffer
                                            // that may not grow
  return OutSocket{CHECK_OK(net::UdpSocket::open(*Endpoint::parse("127.0.0.1:0"), options))};
}

// The datagrams that have come to `socket`, by sender, in order.
std::map<std::uint16_t, std::vector<std::string>> all_of(OutSocket& socket, std::size_t count) {
  net::ReceiveBatch batch{16, 65535, 0};
  std::map<std::uint16_t, std::vector<std::string>> got;
  for (std::size_t n = 0; n < count;) {
    pollfd p{socket.socket.fd(), POLLIN, 0};
    if (::poll(&p, 1, 2000) <= 0) break;
    const std::size_t received = socket.socket.receive(batch);
    for (std::size_t i = 0; i < received; ++i) {
      got[batch.peer(i).port].emplace_back(base::as_text(base::Bytes{batch.payload(i)}));
    }
    n += received;
  }
  return got;
}

struct World {
  turn::Stats stats;
  Outbox box{stats};
  OutSocket a = open(), b = open(), x = open(), y = open();
  std::vector<std::string> kept = [] {
    std::vector<std::string> texts;
    texts.reserve(1000);
    return texts;
  }();

  void add(OutSocket& from, const OutSocket& to, std::string text) {
    kept.push_back(std::move(text));
    box.add(from, to.socket.local(), base::as_bytes(kept.back()), std::nullopt, false);
  }
};

void mixed_flows_arrive_each_in_its_order() {
  World w;
  for (const char* n : {"1", "2", "3"}) {
    w.add(w.a, w.x, std::string{"ax"} + n);
    w.add(w.b, w.x, std::string{"bx"} + n);
    w.add(w.a, w.y, std::string{"ay"} + n);
  }
  CHECK(!w.box.empty());
  w.box.flush();
  CHECK(w.box.empty());
  auto x = all_of(w.x, 6), y = all_of(w.y, 3);
  CHECK((x[w.a.socket.local().port] == std::vector<std::string>{"ax1", "ax2", "ax3"}));
  CHECK((x[w.b.socket.local().port] == std::vector<std::string>{"bx1", "bx2", "bx3"}));
  CHECK((y[w.a.socket.local().port] == std::vector<std::string>{"ay1", "ay2", "ay3"}));
}

void a_box_that_is_full_sends_and_goes_on() {
  World w;
  for (int i = 0; i < 300; ++i) w.add(i % 3 == 0 ? w.b : w.a, w.x, std::to_string(1000 + i));
  w.box.flush();
  auto x = all_of(w.x, 300);
  std::vector<std::string> of_a, of_b;
  for (int i = 0; i < 300; ++i) (i % 3 == 0 ? of_b : of_a).push_back(std::to_string(1000 + i));
  CHECK(x[w.a.socket.local().port] == of_a);
  CHECK(x[w.b.socket.local().port] == of_b);
}

// Sockets come and go between two rounds, at the same addresses in memory.
void a_round_leaves_nothing_for_the_next() {
  World w;
  for (int round = 0; round < 3; ++round) {
    w.a = open();
    w.add(w.a, w.x, "round " + std::to_string(round));
    w.add(w.a, w.y, "round " + std::to_string(round));
    w.box.flush();
    CHECK((all_of(w.x, 1)[w.a.socket.local().port] ==
           std::vector<std::string>{"round " + std::to_string(round)}));
    CHECK((all_of(w.y, 1)[w.a.socket.local().port] ==
           std::vector<std::string>{"round " + std::to_string(round)}));
  }
}

void a_change_of_the_wish_about_fragments_keeps_the_order() {
  World w;
  w.kept = {"one", "two", "three"};
  for (std::size_t i = 0; i < 3; ++i) {
    w.box.add(w.a, w.x.socket.local(), base::as_bytes(w.kept[i]), std::nullopt, i == 1);
  }
  w.box.flush();
  CHECK(!w.a.dont_fragment);
  CHECK(all_of(w.x, 3)[w.a.socket.local().port] == w.kept);
}

}  // namespace

int main() {
  return lectern_test::run("outbox", {TEST(mixed_flows_arrive_each_in_its_order),
                                      TEST(a_box_that_is_full_sends_and_goes_on),
                                      TEST(a_round_leaves_nothing_for_the_next),
                                      TEST(a_change_of_the_wish_about_fragments_keeps_the_order)});
}
