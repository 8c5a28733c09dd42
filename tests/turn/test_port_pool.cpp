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

// 49984 is a multiple of 64: the range begins and ends with a word of the table.
void a_range_of_whole_words_is_used_whole() {
  for (const std::uint16_t last : {std::uint16_t{50047}, std::uint16_t{50111}}) {
    const std::size_t ports = last - 49984u + 1;
    Pool any{49984, last}, even{49984, last}, pairs{49984, last};
    std::set<std::uint16_t> seen, evens, firsts;
    while (const auto claim = any.claim()) CHECK(seen.insert(claim->relay.port).second);
    while (const auto claim = even.claim(Want::even)) CHECK(evens.insert(claim->relay.port).second);
    while (const auto claim = pairs.claim(Want::even_and_next)) {
      CHECK(firsts.insert(claim->relay.port).second);
      CHECK_EQ(pairs.pool.redeem(*claim->token, "alice", pairs.clock.now())->port,
               claim->relay.port + 1);
    }
    CHECK_EQ(seen.size(), ports);
    CHECK_EQ(evens.size(), ports / 2);
    CHECK_EQ(firsts, evens);
    CHECK_EQ(*seen.begin(), 49984);
    CHECK_EQ(*seen.rbegin(), last);
    for (const auto port : evens) CHECK_EQ(port % 2, 0);
  }
}

void one_port_is_a_range() {
  for (const std::uint16_t port : {std::uint16_t{1}, std::uint16_t{50000}, std::uint16_t{65535}}) {
    Pool p{port, port};
    CHECK_EQ(p.pool.total_ports(), 1u);
    CHECK_EQ(p.claim()->relay.port, port);
    CHECK(!p.claim());
    CHECK_EQ(p.free(), 0u);
  }
}

// Over many first claims every port of the range comes up.
void each_port_may_be_the_first() {
  std::set<std::uint16_t> first;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Pool p{50000, 50003};
    p.random = lectern_test::SeededRandom{seed};
    first.insert(p.claim()->relay.port);
  }
  CHECK_EQ(first.size(), 4u);
}

void ports_are_counted_over_all_addresses() {
  Pool p{50000, 50009, {{kV4, kV4}, {kV4b, kV4b}, {kV6, kV6}}};
  CHECK_EQ(p.pool.total_ports(), 30u);
  CHECK_EQ(p.free(), 30u);
  CHECK_EQ(p.pool.reserved_ports(p.clock.now()), 0u);
  const auto pair = p.claim(Want::even_and_next);
  CHECK_EQ(p.free(), 28u);
  CHECK_EQ(p.pool.reserved_ports(p.clock.now()), 1u);
  p.clock.advance(30s);
  CHECK_EQ(p.pool.reserved_ports(p.clock.now()), 0u);
  CHECK_EQ(p.free(), 29u);
  CHECK(pair->token.has_value());
  CHECK(p.pool.has_family(base::Family::v4));
  CHECK(p.pool.has_family(base::Family::v6));
  Pool v4{50000, 50001};
  CHECK(!v4.pool.has_family(base::Family::v6));
  CHECK(!v4.claim(Want::any, base::Family::v6));
}

void a_place_is_restored_once_and_only_inside_the_range() {
  Pool p{50000, 50009};
  const auto foreign = base::IpAddress::v4(192, 0, 2, 9);
  for (const std::uint16_t port : {std::uint16_t{50000}, std::uint16_t{50009}}) {
    const auto relay = p.pool.restore(PortPool::Place{{kV4, kV4}, port});
    CHECK(relay.has_value());
    CHECK_EQ(relay->port, port);
    CHECK_EQ(p.pool.place(*relay).port, port);
    CHECK_EQ(p.pool.place(*relay).address.local, kV4);
    CHECK(!p.pool.restore(PortPool::Place{{kV4, kV4}, port}));
  }
  CHECK_EQ(p.free(), 8u);
  CHECK(!p.pool.restore(PortPool::Place{{kV4, kV4}, 49999}));
  CHECK(!p.pool.restore(PortPool::Place{{kV4, kV4}, 50010}));
  CHECK(!p.pool.restore(PortPool::Place{{kV4b, kV4}, 50001}));
  CHECK(!p.pool.restore(PortPool::Place{{kV4, kV6}, 50001}));
  CHECK_EQ(p.free(), 8u);
  CHECK(!p.pool.own_address(foreign));
  // Under an external address of earlier days; it stays reachable as long as it is claimed.
  const auto old = p.pool.restore(PortPool::Place{{kV4, foreign}, 50001});
  CHECK(old.has_value());
  CHECK_EQ(p.pool.external(*old).ip, foreign);
  CHECK_EQ(p.pool.own_address(foreign), std::optional{old->address});
  CHECK_EQ(p.pool.own_address(kV4), std::optional<std::uint16_t>{0});
  CHECK_EQ(p.free(), 7u);
  for (int i = 0; i < 7; ++i) CHECK_EQ(p.pool.external(p.claim()->relay).ip, kV4);
  CHECK(!p.claim());
  p.pool.release(*old);
  CHECK_EQ(p.free(), 1u);
}

void a_reservation_is_restored_with_its_token_and_time() {
  Pool before{50000, 50009}, after{50000, 50009};
  const auto pair = before.claim(Want::even_and_next);
  const auto reserved = before.pool.reserved(before.clock.now());
  CHECK_EQ(reserved.size(), 1u);
  CHECK_EQ(reserved[0].place.port, pair->relay.port + 1);
  CHECK_EQ(reserved[0].identity, "alice");
  CHECK(reserved[0].expires == before.clock.now() + 30s);
  after.pool.restore(reserved[0]);
  after.pool.restore(reserved[0]);  // twice is once
  CHECK_EQ(after.free(), 9u);
  CHECK_EQ(after.pool.reserved_ports(after.clock.now()), 1u);
  CHECK(!after.pool.redeem(*pair->token + 1, "alice", after.clock.now()));
  CHECK_EQ(after.pool.redeem(*pair->token, "alice", after.clock.now())->port, pair->relay.port + 1);
  after.pool.cancel(*pair->token);  // it is redeemed: nothing to cancel
  CHECK_EQ(after.free(), 9u);
}

void a_claimed_port_keeps_its_old_external_address() {
  const auto first = base::IpAddress::v4(192, 0, 2, 1), second = base::IpAddress::v4(192, 0, 2, 2),
             third = base::IpAddress::v4(192, 0, 2, 3);
  Pool p{50000, 50009, {{kV4, first}, {kV4b, kV4b}}};
  std::optional<PortPool::Claim> old;
  for (auto claim = p.claim(); claim; claim = p.claim()) {
    if (claim->relay.address == 0) old = claim;
  }
  CHECK_EQ(p.free(), 0u);
  for (std::uint16_t port = 50000; port <= 50009; ++port) {
    if (port != old->relay.port) p.pool.release(RelayKey{0, port});
    p.pool.release(RelayKey{1, port});
  }
  p.pool.readdress({{kV4, second}, {kV4b, kV4b}});
  CHECK_EQ(p.pool.external(old->relay).ip, first);
  CHECK_EQ(p.pool.own_address(first), std::optional<std::uint16_t>{0});
  const auto now_used = p.pool.own_address(second).value();
  CHECK_EQ(p.pool.own_address(kV4), std::optional{now_used});
  CHECK(now_used >= 2);
  CHECK_EQ(p.free(), 19u);  // both pairs have the same ports
  std::set<int> addresses;
  while (const auto claim = p.claim()) addresses.insert(claim->relay.address);
  CHECK((addresses == std::set<int>{1, now_used}));
  // The first pair is given back, so its entry serves the next address.
  p.pool.release(old->relay);
  p.pool.readdress({{kV4, third}, {kV4b, kV4b}});
  CHECK_EQ(p.pool.own_address(third), std::optional<std::uint16_t>{0});
  CHECK(!p.pool.own_address(first));
  CHECK_EQ(p.pool.own_address(second), std::optional{now_used});
  CHECK_EQ(p.claim()->relay.address, 0);
}

void local_addresses_come_and_go() {
  Pool p{50000, 50009, {}};
  CHECK(!p.pool.has_address());
  CHECK(!p.claim());
  CHECK_EQ(p.pool.total_ports(), 0u);
  p.pool.readdress({{kV4, kV4}, {kV6, kV6}});
  CHECK(p.pool.has_address() && p.pool.has_family(base::Family::v6));
  CHECK_EQ(p.pool.total_ports(), 20u);
  const auto old = p.claim();
  CHECK_EQ(p.free(), 19u);
  // The IPv4 address goes: no claim gets it, and the claim that has it stays until it is released.
  p.pool.readdress({{kV6, kV6}});
  CHECK(!p.pool.has_family(base::Family::v4));
  CHECK(!p.claim());
  CHECK_EQ(p.pool.local(old->relay).ip, kV4);
  CHECK_EQ(p.free(), 10u);
  CHECK_EQ(p.pool.total_ports(), 10u);
  p.pool.release(old->relay);
  p.pool.readdress({{kV6, kV6}});
  CHECK(!p.pool.own_address(kV4));  // it may be another host's
  // Another one comes, and then both: every port of each is there once.
  p.pool.readdress({{kV4b, kV4b}, {kV4, kV4}});
  CHECK_EQ(p.free(), 20u);
  std::set<std::pair<int, int>> claimed;
  while (const auto claim = p.claim()) claimed.emplace(claim->relay.address, claim->relay.port);
  CHECK_EQ(claimed.size(), 20u);
  CHECK_EQ(p.free(), 0u);
}

void a_reservation_goes_with_its_address() {
  Pool p{50000, 50009};
  const auto pair = p.claim(Want::even_and_next);
  p.pool.readdress({{kV4, kV4b}});  // only the external address differs
  CHECK_EQ(p.pool.reserved_ports(p.clock.now()), 1u);
  p.pool.readdress({{kV6, kV6}});
  CHECK_EQ(p.pool.reserved_ports(p.clock.now()), 0u);
  CHECK(!p.pool.redeem(*pair->token, "alice", p.clock.now()));
  p.pool.readdress({{kV4, kV4}});
  CHECK_EQ(p.free(), 9u);  // the claim itself stays until it is released
}

// A claim on an address that went away keeps its port when the address comes back.
void an_address_that_comes_back_knows_its_claims() {
  Pool p{50000, 50001};
  const auto old = p.claim();
  p.pool.readdress({});
  p.pool.readdress({{kV4, kV4}});
  CHECK_EQ(p.free(), 1u);
  CHECK(p.claim()->relay.port != old->relay.port);
  CHECK(!p.claim());
}

void a_thousand_prefixes_cost_one_table_entry() {
  Pool p{50000, 50009, {{kV6, kV6}}};
  for (unsigned i = 1; i <= 1000; ++i) {
    const auto next = *base::IpAddress::parse("2001:db8:" + std::to_string(i) + "::1");
    p.pool.readdress({{next, next}});
    CHECK_EQ(p.pool.own_address(next), std::optional<std::uint16_t>{0});
    CHECK_EQ(p.free(), 10u);
  }
  CHECK(!p.pool.own_address(base::IpAddress{}));
}

void every_worker_may_own_a_port() {
  Pool p{50000, 50001};
  for (const unsigned number : {0u, 1u, 255u, 1000u}) {
    const auto worker = static_cast<turn::WorkerIndex>(number);
    for (const auto transport : {turn::RelayTransport::udp, turn::RelayTransport::tcp}) {
      p.pool.publish(RelayKey{0, 50000}, worker, transport);
      CHECK_EQ(p.pool.owner(RelayKey{0, 50000}, transport), std::optional{worker});
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run("port_pool", {TEST(every_port_of_the_range_once),
                                         TEST(the_whole_range_up_to_65535),
                                         TEST(ports_are_not_guessable_in_a_row),
                                         TEST(even_wishes_find_even_ports_only),
                                         TEST(pairs_need_both_ports),
                                         TEST(reservations_are_redeemed_once_cancelled_or_expire),
                                         TEST(families_and_several_addresses),
                                         TEST(owners_are_published_and_withdrawn),
                                         TEST(a_range_of_whole_words_is_used_whole),
                                         TEST(one_port_is_a_range),
                                         TEST(each_port_may_be_the_first),
                                         TEST(ports_are_counted_over_all_addresses),
                                         TEST(a_place_is_restored_once_and_only_inside_the_range),
                                         TEST(a_reservation_is_restored_with_its_token_and_time),
                                         TEST(a_claimed_port_keeps_its_old_external_address),
                                         TEST(local_addresses_come_and_go),
                                         TEST(a_reservation_goes_with_its_address),
                                         TEST(an_address_that_comes_back_knows_its_claims),
                                         TEST(a_thousand_prefixes_cost_one_table_entry),
                                         TEST(every_worker_may_own_a_port)});
}
