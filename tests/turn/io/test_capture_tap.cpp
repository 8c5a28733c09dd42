// SPDX-License-Identifier: MIT
#include "turn/io/capture_tap.hpp"

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using turn::io::CapturedPacket;
using turn::io::CaptureTap;

turn::FiveTuple client() {
  return {turn::Transport::udp, base::Endpoint::parse("192.0.2.1:4000").value(), {}};
}

struct Tap {
  explicit Tap(std::uint32_t snaplen = 65535) : tap({3, 7}, client(), snaplen, clock.now()) {}
  std::size_t drained() {
    std::size_t count = 0;
    goes_on = tap.drain(clock.now(), [&](const CapturedPacket& packet, base::Bytes payload) {
      ++count;
      last = packet;
      text.assign(base::as_text(payload));
    });
    return count;
  }
  lectern_test::FakeClock clock;
  CaptureTap tap;
  bool goes_on = true;
  CapturedPacket last;
  std::string text;
};

void packets_come_out_as_they_went_in() {
  Tap t{4};
  CapturedPacket packet;
  packet.leg = turn::io::CaptureLeg::relay;
  packet.outbound = true;
  packet.destination = base::Endpoint::parse("[2001:db8::1]:9").value();
  packet.original = 9;
  CHECK_EQ(t.drained(), 0u);
  t.tap.record({}, base::as_bytes("ab"));
  t.tap.record(packet, base::as_bytes("too long!"));
  CHECK_EQ(t.drained(), 2u);
  CHECK_EQ(t.text, "too ");
  CHECK_EQ(t.last.destination, packet.destination);
  CHECK(t.last.leg == packet.leg && t.last.outbound);
  CHECK_EQ(t.last.original, 9u);
  CHECK_EQ(t.drained(), 0u);
  CHECK_EQ(t.tap.recorded(), 2u);
}

void what_finds_no_room_is_counted() {
  Tap t;
  const std::string text(1000, 'x');
  std::uint64_t sent = 0;
  for (; sent < 10'000; ++sent) t.tap.record({}, base::as_bytes(text));
  CHECK(t.tap.lost() > 0);
  CHECK_EQ(t.tap.recorded() + t.tap.lost(), sent);
  CHECK_EQ(t.drained(), t.tap.recorded());
  t.tap.record({}, base::as_bytes(text));  // there is room again
  CHECK_EQ(t.drained(), 1u);
}

void the_end_comes_after_the_last_packet() {
  Tap t;
  t.tap.record({}, base::as_bytes("last"));
  t.tap.end();
  CHECK_EQ(t.drained(), 1u);
  CHECK(!t.goes_on);
}

void nobody_reads_any_more() {
  Tap t;
  t.clock.advance(14s);
  CHECK(!t.tap.abandoned(t.clock.now()));
  t.drained();
  t.clock.advance(14s);
  CHECK(!t.tap.abandoned(t.clock.now()));
  t.clock.advance(2s);
  CHECK(t.tap.abandoned(t.clock.now()));
}

}  // namespace

int main() {
  return lectern_test::run(
      "capture_tap", {TEST(packets_come_out_as_they_went_in), TEST(what_finds_no_room_is_counted),
                      TEST(the_end_comes_after_the_last_packet), TEST(nobody_reads_any_more)});
}
