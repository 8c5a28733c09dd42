// SPDX-License-Identifier: MIT
// Ports: random, even, reserved, never lost.
#include "turn/port_pool.hpp"

#include <algorithm>
#include <set>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using turn::PortPool;
using turn::RelayKey;
using Want = turn::PortPool::Want;

const auto kV4 = base::IpAddress::v4(198, 51, 100, 1);
const auto kV4b = base::IpAddress::v4(198, 51, 100, 2);
const auto kV6 = *base::IpAddress::parse("2001:db8::1");

struct Pool {
  explicit Pool(std::uint16_t first, std::uint16_t last,
                std::vector<turn::RelayAddress> addresses = {{kV4, kV4}})
      : pool(std::move(addresses), first, last, 30s) {}
  std::optional<PortPool::Claim> claim(Want want = Want::any,
                                       base::Family family = base::Family::v4) {
    return pool.claim(family, want, "alice", random, clock.now());
  }
  std::size_t free() { return pool.free_ports(clock.now()); }
  PortPool pool;
  lectern_test::SeededRandom random;
  lectern_test::FakeClock clock;
};

void every_port_of_the_range_once() {
  Pool p{50001, 50130};
  std::set<std::uint16_t> seen;
  while (const auto claim = p.claim()) {
    CHECK(claim->relay.port >= 50001 && claim->relay.port <= 50130);
    CHECK(seen.insert(claim->relay.port).second);
  }
  CHECK_EQ(seen.size(), 130u);
  CHECK_EQ(p.free(), 0u);
  for (const auto port : seen) p.pool.release(RelayKey{0, port});
  CHECK_EQ(p.free(), 130u);
  p.pool.release(RelayKey{0, 50001});  // twice is once
  CHECK_EQ(p.free(), 130u);
}

void the_whole_range_up_to_65535() {
  Pool p{65534, 65535};
  const auto pair = p.claim(Want::even_and_next);
  CHECK_EQ(pair->relay.port, 65534);
  CHECK(!p.claim());
}

void ports_are_not_guessable_in_a_row() {
  Pool p{49152, 65535};
  std::size_t neighbours = 0;
  std::uint16_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto port = p.claim()->relay.port;
    if (port == last + 1) ++neighbours;
    last = port;
  }
  CHECK(neighbours < 20);
}

void even_wishes_find_even_ports_only() {
  Pool p{50001, 50010};
  std::set<std::uint16_t> seen;
  while (const auto claim = p.claim(Want::even)) seen.insert(claim->relay.port);
  CHECK_EQ(seen.size(), 5u);
  CHECK(std::all_of(seen.begin(), seen.end(), [](auto port) { return port % 2 == 0; }));
  CHECK(!p.claim(Want::even_and_next));
  CHECK_EQ(p.free(), 5u);
}

void pairs_need_both_ports() {
  Pool p{50000, 50003};
  p.claim(Want::even);  // 50000 or 50002, its neighbour stays free but alone
  const auto pair = p.claim(Want::even_and_next);
  CHECK(pair.has_value());
  CHECK(!p.claim(Want::even_and_next));
  CHECK_EQ(p.free(), 1u);
}

void reservations_are_redeemed_once_cancelled_or_expire() {
  Pool p{50000, 50001};
  auto pair = p.claim(Want::even_and_next);
  CHECK(!p.pool.redeem(*pair->token, "bob", p.clock.now()));
  CHECK_EQ(p.pool.redeem(*pair->token, "alice", p.clock.now())->port, 50001);
  CHECK(!p.pool.redeem(*pair->token, "alice", p.clock.now()));
  p.pool.release(RelayKey{0, 50000});
  p.pool.release(RelayKey{0, 50001});
  pair = p.claim(Want::even_and_next);
  p.pool.cancel(*pair->token);
  p.pool.release(pair->relay);
  CHECK_EQ(p.free(), 2u);
  pair = p.claim(Want::even_and_next);
  p.clock.advance(29s);
  CHECK_EQ(p.free(), 0u);
  p.clock.advance(1s);
  CHECK_EQ(p.free(), 1u);
  CHECK(!p.pool.redeem(*pair->token, "alice", p.clock.now()));
}

void families_and_several_addresses() {
  Pool p{50000, 50001, {{kV4, kV4}, {kV4b, base::IpAddress::v4(203, 0, 113, 9)}, {kV6, kV6}}};
  CHECK_EQ(p.claim(Want::any, base::Family::v6)->relay.address, 2);
  std::set<int> addresses;
  for (int i = 0; i < 4; ++i) addresses.insert(p.claim()->relay.address);
  CHECK((addresses == std::set<int>{0, 1}));
  CHECK(!p.claim());
  CHECK_EQ(p.pool.own_address(kV4b), std::uint16_t{1});
  CHECK_EQ(p.pool.own_address(base::IpAddress::v4(203, 0, 113, 9)), std::uint16_t{1});
  CHECK(!p.pool.own_address(base::IpAddress::v4(203, 0, 113, 10)));
  CHECK_EQ(p.pool.external(RelayKey{1, 50000}).print(), "203.0.113.9:50000");
  CHECK_EQ(p.pool.local(RelayKey{1, 50000}).ip, kV4b);
}

void owners_are_published_and_withdrawn() {
  Pool p{50000, 50001};
  CHECK(!p.pool.owner(RelayKey{0, 50000}));
  p.pool.publish(RelayKey{0, 50000}, 7);
  CHECK_EQ(p.pool.owner(RelayKey{0, 50000}), turn::WorkerIndex{7});
  CHECK(!p.pool.owner(RelayKey{0, 50000}, turn::RelayTransport::tcp));
  p.pool.publish(RelayKey{0, 50000}, 7, turn::RelayTransport::tcp);
  CHECK(!p.pool.owner(RelayKey{0, 50000}));  // datagrams do not reach a relayed address of TCP
  CHECK_EQ(p.pool.owner(RelayKey{0, 50000}, turn::RelayTransport::tcp), turn::WorkerIndex{7});
  CHECK(!p.pool.owner(RelayKey{0, 50001}));
  p.pool.withdraw(RelayKey{0, 50000});
  CHECK(!p.pool.owner(RelayKey{0, 50000}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "port_pool",
      {TEST(every_port_of_the_range_once), TEST(the_whole_range_up_to_65535),
       TEST(ports_are_not_guessable_in_a_row), TEST(even_wishes_find_even_ports_only),
       TEST(pairs_need_both_ports), TEST(reservations_are_redeemed_once_cancelled_or_expire),
       TEST(families_and_several_addresses), TEST(owners_are_published_and_withdrawn)});
}
