// SPDX-License-Identifier: MIT
// Allocate where the system does not give the socket: other ports, other addresses, and 508 with
// its reason.
#include <set>

#include "tests/turn/allocate_requests.hpp"

namespace {

using namespace lectern_test;
using turn::SystemFailure;

void a_port_that_another_program_holds_costs_another_attempt() {
  RelayTest t;
  t.refuse_binds = 3;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(t.opened.size(), 4u);
  CHECK_EQ(alice.relayed().port, t.opened.back().port);
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
}

void no_socket_at_all_is_508_and_leaves_nothing() {
  RelayTest t;
  t.refuse_binds = 1000;
  auto alice = t.client("192.0.2.1:4000");
  CHECK_EQ(allocate_even(alice, true).outcome(), error(508));
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports());
  CHECK_EQ(t.shared.quotas.in_use(), 0u);
  CHECK(!t.server.next_deadline());
  CHECK(t.refuse_binds > 0);
}

// 128 sockets are tried and no more.
void the_128th_refused_port_ends_the_attempt() {
  for (const int refused : {127, 128}) {
    RelayTest t;
    t.refuse_binds = refused;
    CHECK_EQ(t.client("192.0.2.1:4000").allocate(), refused == 127 ? success() : error(508));
    CHECK_EQ(t.opened.size(), 128u);
  }
}

std::uint64_t refused(const RelayTest& t, turn::Refused why) {
  return t.stats.refused[static_cast<std::size_t>(why)].value();
}

// Other programs hold nine of ten ports: the tenth is found each time, and no port is tried twice.
void every_port_of_a_small_range_is_tried() {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RelayTest t{RelayTest::test_config(), RelayTest::test_addresses(), 50000, 50009};
    for (std::uint64_t i = 0; i < seed; ++i) (void)t.random.u32();
    t.system = [](const turn::OpenRelay& open) {
      return open.relay.port == 50007 ? std::nullopt : std::optional{SystemFailure::no_port};
    };
    CHECK_EQ(t.client("192.0.2.1:4000").allocated().relayed().port, 50007);
    CHECK(t.opened.size() <= 10);
    CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
    // The port is taken now. No port is left, and the others are free again afterwards.
    CHECK_EQ(t.client("192.0.2.1:4001").allocate(), error(508));
    CHECK_EQ(refused(t, turn::Refused::no_port), 1u);
    CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
  }
}

// Without descriptors or memory no other port helps, so nothing else is tried.
void a_failure_of_the_system_is_508_and_counted_by_its_reason() {
  const std::pair<SystemFailure, turn::Refused> rows[] = {
      {SystemFailure::no_port, turn::Refused::no_port},
      {SystemFailure::no_descriptor, turn::Refused::no_descriptor},
      {SystemFailure::no_memory, turn::Refused::no_memory},
      {SystemFailure::address_gone, turn::Refused::address_gone},
      {SystemFailure::other, turn::Refused::other}};
  for (const auto& [why, counted] : rows) {
    RelayTest t;
    t.system = [why = why](const turn::OpenRelay&) { return why; };
    for (int i = 0; i < 3; ++i)
      CHECK_EQ(t.client("192.0.2.1:" + std::to_string(4000 + i)).allocate(), error(508));
    CHECK_EQ(refused(t, counted), 3u);
    const bool others = why == SystemFailure::no_port || why == SystemFailure::other;
    CHECK_EQ(t.opened.size(), others ? 3u * 128u : 3u);
    CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports());
    CHECK_EQ(t.shared.quotas.in_use(), 0u);
  }
}

// An address that is gone costs the others nothing: none of its ports is tried again.
void another_address_takes_the_place_of_one_that_is_gone() {
  const auto first = base::IpAddress::v4(198, 51, 100, 1),
             second = base::IpAddress::v4(198, 51, 100, 2);
  for (int i = 0; i < 20; ++i) {
    RelayTest t{RelayTest::test_config(), {{first, first}, {second, second}}};
    for (int skip = 0; skip < i; ++skip) (void)t.random.u32();
    t.system = [&](const turn::OpenRelay& open) {
      return open.local.ip == second ? std::nullopt : std::optional{SystemFailure::address_gone};
    };
    CHECK_EQ(t.client("192.0.2.1:4000").allocated().relayed().ip, second);
    CHECK(t.opened.size() <= 2);
  }
}

// RFC 8656 7.2: with the R bit the next port is the client's, too, so both must be to be had
void a_reserved_port_is_tried_with_the_first_one() {
  RelayTest t;
  std::vector<bool> pairs;
  t.system = [&](const turn::OpenRelay& open) {
    pairs.push_back(open.next_too);
    return pairs.size() < 3 ? std::optional{SystemFailure::no_port} : std::nullopt;
  };
  auto alice = t.client("192.0.2.1:4000");
  const Answer answer = allocate_even(alice, true);
  CHECK_EQ(answer.outcome(), success());
  CHECK(pairs == (std::vector<bool>{true, true, true}));
  CHECK_EQ(t.shared.ports.reserved_ports(t.clock.now()), 1u);
  auto bob = t.client("192.0.2.1:4001");
  CHECK_EQ(allocate_token(bob, token_of(answer)).outcome(), success());
  CHECK(!pairs.back());
  CHECK_EQ(t.client("192.0.2.1:4002").allocate(), success());
  CHECK(!pairs.back());
}

// Another program has taken the reserved port meanwhile: no other port will do.
void a_reserved_port_that_cannot_be_had_is_508() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto token = token_of(allocate_even(alice, true));
  t.system = [](const turn::OpenRelay&) { return SystemFailure::no_port; };
  auto bob = t.client("192.0.2.1:4001");
  t.opened.clear();
  CHECK_EQ(allocate_token(bob, token).outcome(), error(508));
  CHECK_EQ(t.opened.size(), 1u);
  CHECK_EQ(refused(t, turn::Refused::no_port), 1u);
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports() - 1);
}

}  // namespace

int main() {
  return lectern_test::run(
      "allocate_sockets",
      {TEST(a_port_that_another_program_holds_costs_another_attempt),
       TEST(no_socket_at_all_is_508_and_leaves_nothing),
       TEST(the_128th_refused_port_ends_the_attempt), TEST(every_port_of_a_small_range_is_tried),
       TEST(a_failure_of_the_system_is_508_and_counted_by_its_reason),
       TEST(another_address_takes_the_place_of_one_that_is_gone),
       TEST(a_reserved_port_is_tried_with_the_first_one),
       TEST(a_reserved_port_that_cannot_be_had_is_508)});
}
