// SPDX-License-Identifier: MIT
// The core's data path takes nothing from the heap and no lock. (Log and clock it does not know.)
#include <array>
#include <mutex>

#include "tests/support/counted_calls.hpp"
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// Counts the heap calls and locks of a thousand rounds of `f`, after one round that may warm up.
template <class F>
std::size_t calls_of(F f) {
  f();
  const Calls calls = calls_during([&] {
    for (int i = 0; i < 1000; ++i) f();
  });
  return calls.heap + calls.locks;
}

ByteVector send_indication(const base::Endpoint& to, std::string_view text) {
  ByteVector room(text.size() + 64);
  stun::Builder builder{room, stun::Class::indication, stun::Method::send, {}};
  builder.xor_address(stun::Attr::xor_peer_address, to).text(stun::Attr::data, text).fingerprint();
  return {builder.message().begin(), builder.message().end()};
}

struct Scene {
  RelayTest t;
  Client alice = t.client("192.0.2.1:4000").allocated();
  Client bob = t.client("192.0.2.2:4000").as("bob", "builder").allocated();
  Scene() {
    CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
    CHECK_EQ(alice.permit("203.0.113.6:9"), success());
    CHECK_EQ(alice.permit(bob.relayed().print()), success());
    CHECK_EQ(bob.permit(alice.relayed().print()), success());
  }
};

void counting_works() {
  CHECK_EQ(calls_of([] { std::vector<int>{1}.clear(); }), 1000u);
  std::mutex mutex;
  CHECK_EQ(calls_of([&] { const std::scoped_lock lock(mutex); }), kLocksAreCounted ? 1000u : 0u);
}

void from_clients() {
  Scene s;
  const ByteVector indication = send_indication(endpoint("203.0.113.6:9"), "media media media");
  ByteVector channel = indication;
  stun::encode_channel_header(channel.data(), 0x4000, 20);
  const turn::Now now = s.t.now();
  for (const ByteVector& message : {indication, channel}) {
    CHECK(s.t.server.handle_client(s.alice.leg(), message, now, s.t.effects).kind ==
          Forward::Kind::to_peer);
    CHECK_EQ(
        calls_of([&] { (void)s.t.server.handle_client(s.alice.leg(), message, now, s.t.effects); }),
        0u);
  }
}

void from_peers_and_through_the_hairpin() {
  Scene s;
  ByteVector room(turn::kHeadRoom + 1200 + turn::kTailRoom);
  const turn::AllocationId alice = s.alice.allocation();
  const base::Instant now = s.t.clock.now();
  for (const auto* from : {"203.0.113.5:9", "203.0.113.6:9"}) {
    const auto source = peer(from);
    CHECK(s.t.server.handle_peer(alice, source, room, 1200, now).has_value());
    CHECK_EQ(calls_of([&] { (void)s.t.server.handle_peer(alice, source, room, 1200, now); }), 0u);
  }
  const ByteVector indication = send_indication(s.bob.relayed(), "media");
  CHECK_EQ(calls_of([&] {
             const Forward forward =
                 s.t.server.handle_client(s.alice.leg(), indication, s.t.now(), s.t.effects);
             (void)s.t.server.handle_hairpin(forward.target, forward.source, room, 5, now);
           }),
           0u);
}

void drops_and_bindings() {
  Scene s;
  const ByteVector nowhere = send_indication(endpoint("203.0.113.99:9"), "x");
  std::array<std::byte, 64> room;
  stun::Builder binding{room, stun::Class::request, stun::Method::binding, {}};
  const turn::Now now = s.t.now();
  CHECK_EQ(calls_of([&] {
             (void)s.t.server.handle_client(s.alice.leg(), nowhere, now, s.t.effects);
             (void)s.t.server.handle_client(s.alice.leg(), base::as_bytes("GET / HTTP/1.1"), now,
                                            s.t.effects);
             (void)s.t.server.handle_client(s.alice.leg(), binding.message(), now, s.t.effects);
             s.t.effects.clear();
           }),
           0u);
}

}  // namespace

int main() {
  return lectern_test::run("no_heap",
                           {TEST(counting_works), TEST(from_clients),
                            TEST(from_peers_and_through_the_hairpin), TEST(drops_and_bindings)});
}
