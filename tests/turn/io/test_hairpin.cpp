// SPDX-License-Identifier: MIT
// The rings between workers: order, wrapping, fullness, two threads.
#include "turn/io/hairpin.hpp"

#include <string>
#include <thread>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using turn::PeerEndpoint;
using turn::RelayKey;
using turn::io::Hairpin;
using turn::io::HairpinRing;

const PeerEndpoint kSource{base::Endpoint{base::IpAddress::v4(198, 51, 100, 1), 50000}};

void brings_everything_in_order_around_the_end() {
  HairpinRing ring;
  lectern_test::SeededRandom random;
  std::uint32_t written = 0, read = 0;
  for (int round = 0; round < 2000; ++round) {
    for (std::uint32_t i = random.below(20); i > 0; --i) {
      std::vector<std::byte> payload(4 + random.below(3000));
      base::store_be32(payload.data(), written);
      if (ring.push(RelayKey{1, static_cast<std::uint16_t>(payload.size())}, kSource, payload))
        ++written;
    }
    ring.drain(random.below(25),
               [&](RelayKey target, const PeerEndpoint& source, base::Bytes payload) {
                 CHECK_EQ(base::load_be32(payload.data()), read++);
                 CHECK_EQ(target.port, payload.size());
                 CHECK(source == kSource);
               });
  }
  ring.drain(SIZE_MAX, [&](RelayKey, const PeerEndpoint&, base::Bytes) { ++read; });
  CHECK_EQ(read, written);
  CHECK(written > 10000);
  CHECK(ring.empty());
}

void a_full_ring_refuses_and_loses_nothing_it_took() {
  HairpinRing ring;
  const std::vector<std::byte> payload(65507);
  std::size_t taken = 0;
  while (ring.push(RelayKey{}, kSource, payload)) ++taken;
  CHECK(taken >= 6);
  CHECK_EQ(ring.drain(1, [](RelayKey, const PeerEndpoint&, base::Bytes) {}), 1u);
  CHECK(ring.push(RelayKey{}, kSource, {}));  // an empty datagram is one
  std::size_t got = 0, empty = 0;
  ring.drain(SIZE_MAX, [&](RelayKey, const PeerEndpoint&, base::Bytes p) {
    ++got;
    empty += p.empty() ? 1 : 0;
  });
  CHECK_EQ(got, taken);
  CHECK_EQ(empty, 1u);
}

void only_the_first_push_wakes() {
  Hairpin hairpin{2};
  int wakes = 0;
  hairpin.set_wake(1, [&] { ++wakes; });
  for (int i = 0; i < 5; ++i) CHECK(hairpin.push(0, 1, RelayKey{}, kSource, base::as_bytes("x")));
  CHECK_EQ(wakes, 1);
  std::size_t got = 0;
  const auto count = [&](RelayKey, const PeerEndpoint&, base::Bytes) { ++got; };
  CHECK(hairpin.drain(1, 3, count));  // more are waiting
  CHECK(!hairpin.drain(1, 3, count));
  CHECK_EQ(got, 5u);
  CHECK(hairpin.push(0, 1, RelayKey{}, kSource, base::as_bytes("x")));
  CHECK_EQ(wakes, 2);
}

void two_threads_lose_nothing() {
  Hairpin hairpin{2};
  std::atomic<bool> awake{false};
  hairpin.set_wake(1, [&] {
    awake.store(true);
    awake.notify_one();
  });
  constexpr std::uint32_t kCount = 100'000;
  std::jthread writer([&] {
    std::vector<std::byte> payload(200);
    for (std::uint32_t i = 0; i < kCount; ++i) {
      base::store_be32(payload.data(), i);
      while (!hairpin.push(0, 1, RelayKey{}, kSource, payload)) std::this_thread::yield();
    }
  });
  std::uint32_t next = 0;
  bool ordered = true;
  while (next < kCount) {
    awake.wait(false);
    awake.store(false);
    while (hairpin.drain(1, 64, [&](RelayKey, const PeerEndpoint&, base::Bytes p) {
      ordered = ordered && base::load_be32(p.data()) == next++;
    })) {}
  }
  CHECK(ordered);
}

}  // namespace

int main() {
  return lectern_test::run("hairpin",
                           {TEST(brings_everything_in_order_around_the_end),
                            TEST(a_full_ring_refuses_and_loses_nothing_it_took),
                            TEST(only_the_first_push_wakes), TEST(two_threads_lose_nothing)});
}
