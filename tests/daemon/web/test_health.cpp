// SPDX-License-Identifier: MIT
// The answer of /readyz for states of the units.
#include "daemon/web/health.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;

namespace {

std::string words(const api::Health& health) {
  std::string out;
  for (const auto& [part, word] : health.parts)
    out.append(out.empty() ? "" : " ").append(part).append("=").append(word);
  return out;
}

}  // namespace

static void all_is_well() {
  const api::Health health = health_of({Beat::well, Beat::well, RelayState::running, {}});
  CHECK(health.ready && !health.draining);
  CHECK_EQ(words(health), "store=ok turn=ok signaling=ok workers=ok addresses=ok");
}

static void a_relay_that_is_off_is_no_fault() {
  const api::Health health = health_of({Beat::well, Beat::well, RelayState::off, {}});
  CHECK(health.ready && !health.draining);
  CHECK_EQ(words(health), "store=ok turn=off signaling=ok workers=ok addresses=ok");
}

static void a_store_that_does_not_answer_is_a_fault() {
  const api::Health health = health_of({Beat::failing, Beat::well, RelayState::running, {}});
  CHECK(!health.ready);
  CHECK_EQ(words(health), "store=failing turn=ok signaling=ok workers=ok addresses=ok");
}

// The store that does not answer in time: a worker waits for the disk, and nobody else does.
static void a_busy_store_is_not_ready_and_busy_workers_are() {
  const api::Health store = health_of({Beat::busy, Beat::well, RelayState::running, {}});
  CHECK(!store.ready);
  CHECK_EQ(words(store), "store=busy turn=ok signaling=ok workers=ok addresses=ok");
  const api::Health workers = health_of({Beat::well, Beat::busy, RelayState::running, {}});
  CHECK(workers.ready);
  CHECK_EQ(words(workers), "store=ok turn=ok signaling=ok workers=busy addresses=ok");
}

static void a_draining_node_is_not_ready() {
  const api::Health health = health_of({Beat::well, Beat::well, RelayState::draining, {}});
  CHECK(!health.ready && health.draining);
  CHECK_EQ(words(health), "store=ok turn=draining signaling=ok workers=ok addresses=ok");
}

static void a_loop_that_hangs_is_named_by_its_part() {
  CHECK_EQ(words(health_of({Beat::well, Beat::well, RelayState::draining, {"relay 2"}})),
           "store=ok turn=stalled signaling=ok workers=ok addresses=ok");
  CHECK_EQ(words(health_of({Beat::well, Beat::well, RelayState::running, {"signaling"}})),
           "store=ok turn=ok signaling=stalled workers=ok addresses=ok");
  const api::Health other = health_of({Beat::well, Beat::well, RelayState::running, {"front"}});
  CHECK(!other.ready);
  CHECK_EQ(words(other), "store=ok turn=ok signaling=ok workers=ok addresses=ok");
}

static void a_machine_without_its_addresses_is_not_ready() {
  const auto with = [](AddressState addresses) {
    return health_of({Beat::well, Beat::well, RelayState::running, {}, addresses});
  };
  CHECK(!with(AddressState::waiting).ready && !with(AddressState::waiting).draining);
  CHECK_EQ(words(with(AddressState::waiting)),
           "store=ok turn=ok signaling=ok workers=ok addresses=waiting");
  // One of several is missing: the others serve.
  CHECK(with(AddressState::missing).ready);
  CHECK_EQ(words(with(AddressState::missing)),
           "store=ok turn=ok signaling=ok workers=ok addresses=missing");
}

int main() {
  return lectern_test::run(
      "health", {TEST(all_is_well), TEST(a_relay_that_is_off_is_no_fault),
                 TEST(a_store_that_does_not_answer_is_a_fault),
                 TEST(a_busy_store_is_not_ready_and_busy_workers_are),
                 TEST(a_draining_node_is_not_ready), TEST(a_loop_that_hangs_is_named_by_its_part),
                 TEST(a_machine_without_its_addresses_is_not_ready)});
}
