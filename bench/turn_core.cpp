// SPDX-License-Identifier: MIT
// Measures the cost of one message in the relay's core, without any system call: nanoseconds a
// message, median of several rounds.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "tests/turn/relay_test.hpp"

namespace {

using namespace lectern_test;

constexpr int kRounds = 9;
constexpr int kMessages = 200'000;

template <class F>
void measure(const char* what, F f) {
  std::array<double, kRounds> ns{};
  for (double& round : ns) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kMessages; ++i) f();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    round = took.count() / kMessages;
  }
  std::sort(ns.begin(), ns.end());
  std::printf("%-44s %8.1f ns  (%.1f-%.1f)\n", what, ns[kRounds / 2], ns.front(), ns.back());
}

ByteVector send_indication(const base::Endpoint& to, std::size_t payload) {
  ByteVector room(payload + 64);
  const std::string text(payload, 'm');
  stun::Builder builder{room, stun::Class::indication, stun::Method::send, {}};
  builder.xor_address(stun::Attr::xor_peer_address, to).text(stun::Attr::data, text);
  return {builder.message().begin(), builder.message().end()};
}

ByteVector channel_data(std::uint16_t number, std::uint16_t payload) {
  ByteVector message(stun::kChannelHeaderSize + std::size_t{payload});
  stun::encode_channel_header(message.data(), number, payload);
  return message;
}

}  // namespace

int main() {
  RelayTest t;
  Client alice = t.client("192.0.2.1:4000").allocated();
  if (alice.bind_channel(0x4000, "203.0.113.5:9") != success() ||
      alice.permit("203.0.113.6:9") != success())
    return 1;
  const turn::Now now = t.now();
  const turn::AllocationId allocation = alice.allocation();
  ByteVector room(turn::kHeadRoom + 1200 + turn::kTailRoom);

  const ByteVector data = channel_data(0x4000, 1000);
  measure("ChannelData of 1000 bytes to a peer",
          [&] { (void)t.server.handle_client(alice.leg(), data, now, t.effects); });
  const ByteVector indication = send_indication(endpoint("203.0.113.6:9"), 1000);
  measure("Send indication of 1000 bytes to a peer",
          [&] { (void)t.server.handle_client(alice.leg(), indication, now, t.effects); });
  const auto bound = peer("203.0.113.5:9");
  measure("1000 bytes from a peer as ChannelData",
          [&] { (void)t.server.handle_peer(allocation, bound, room, 1000, now.mono); });
  const auto permitted = peer("203.0.113.6:9");
  measure("1000 bytes from a peer as Data indication",
          [&] { (void)t.server.handle_peer(allocation, permitted, room, 1000, now.mono); });

  std::array<std::byte, 64> binding_room{};
  stun::Builder binding{binding_room, stun::Class::request, stun::Method::binding, {}};
  measure("Binding", [&] {
    (void)t.server.handle_client(alice.leg(), binding.message(), now, t.effects);
    t.effects.clear();
  });
  const ByteVector refresh = alice.signed_request(stun::Method::refresh, {}, alice.nonce());
  measure("Refresh, authenticated and signed", [&] {
    (void)t.server.handle_client(alice.leg(), refresh, now, t.effects);
    t.effects.clear();
  });
  return 0;
}
