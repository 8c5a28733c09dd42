// SPDX-License-Identifier: MIT
// The datagrams that one worker passes on to the worker that has a mobile client's allocation.
#include "turn/io/moved_clients.hpp"

#include <string>

#include "tests/support/check.hpp"

namespace {

using turn::FiveTuple;
using turn::Leg;
using turn::Transport;
using turn::io::ClientElsewhere;
using turn::io::Parcel;
using turn::io::PassedDatagram;

constexpr turn::WorkerIndex kHere = 0, kThere = 1;

Leg leg(Transport transport, std::uint16_t port) {
  const FiveTuple tuple{transport, base::Endpoint{base::IpAddress::v4(198, 51, 100, 1), port},
                        base::Endpoint{base::IpAddress::v4(192, 0, 2, 1), 3478}};
  return Leg{tuple, 7};
}

// Worker `kHere`, and what it sends to worker `kThere`.
struct Scene {
  Scene() {
    exchange.set(kThere, [this](Parcel parcel) {
      sent.push_back(std::move(parcel));
      return !overloaded;
    });
  }
  bool pass_on_known(const Leg& from) {
    return clients.pass_on_known(from, base::as_bytes("a message"));
  }

  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("t"));
  turn::io::Exchange exchange{2};
  turn::io::Hairpin hairpin{2};
  turn::io::OtherWorkers others{*loop, kHere, exchange, hairpin, [](const Parcel&) {}, [] {}};
  turn::io::LoopClock clock{*loop};
  turn::Stats stats;
  turn::io::MovedClients clients{others, clock, stats};
  std::vector<Parcel> sent;
  bool overloaded = false;
};

void a_datagram_of_an_unknown_client_stays_here() {
  Scene scene;
  CHECK(!scene.pass_on_known(leg(Transport::udp, 4000)));
  scene.clients.learn({leg(Transport::udp, 4000).tuple, kThere});
  CHECK(!scene.pass_on_known(leg(Transport::udp, 4001)));
  CHECK(scene.sent.empty());
}

// The worker that has the allocation answers, and knows which worker received.
void a_datagram_of_a_known_client_goes_to_its_worker() {
  Scene scene;
  const Leg from = leg(Transport::udp, 4000);
  scene.clients.learn({from.tuple, kThere});
  CHECK(scene.pass_on_known(from));
  CHECK_EQ(scene.sent.size(), 1u);
  const auto& passed = std::get<PassedDatagram>(scene.sent[0]);
  CHECK(passed.client.tuple == from.tuple);
  CHECK_EQ(passed.client.socket, from.socket);
  CHECK(passed.client.moved);
  CHECK_EQ(passed.client.via, kHere);
  CHECK_EQ(std::string{base::as_text(passed.message)}, "a message");
}

void what_an_overloaded_worker_does_not_take_is_counted() {
  Scene scene;
  scene.overloaded = true;
  scene.clients.learn({leg(Transport::udp, 4000).tuple, kThere});
  CHECK(scene.pass_on_known(leg(Transport::udp, 4000)));
  CHECK_EQ(scene.stats.drops[static_cast<std::size_t>(turn::Drop::ring_full)].value(), 1u);
}

void the_worker_that_received_is_told_who_has_the_allocation() {
  Scene scene;
  Leg client = leg(Transport::udp, 4000);
  client.via = kThere;
  scene.clients.tell(client);
  CHECK_EQ(scene.sent.size(), 1u);
  const auto& told = std::get<ClientElsewhere>(scene.sent[0]);
  CHECK(told.tuple == client.tuple);
  CHECK_EQ(told.worker, kHere);
}

void only_udp_clients_can_be_handed_over() {
  Scene scene;
  scene.clients.learn({leg(Transport::udp, 4000).tuple, kThere});
  scene.clients.learn({leg(Transport::dtls, 4001).tuple, kThere});
  const auto handed = scene.clients.udp_clients();
  CHECK_EQ(handed.size(), 1u);
  CHECK(handed[0].first == leg(Transport::udp, 4000).tuple);
  CHECK_EQ(handed[0].second, kThere);
}

}  // namespace

int main() {
  return lectern_test::run("moved_clients",
                           {TEST(a_datagram_of_an_unknown_client_stays_here),
                            TEST(a_datagram_of_a_known_client_goes_to_its_worker),
                            TEST(what_an_overloaded_worker_does_not_take_is_counted),
                            TEST(the_worker_that_received_is_told_who_has_the_allocation),
                            TEST(only_udp_clients_can_be_handed_over)});
}
