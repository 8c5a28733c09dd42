// SPDX-License-Identifier: MIT
// RFC 8016 over real sockets and several workers: the kernel gives each new 5-tuple to any of them.
#include <string>

#include "tests/support/check.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace lectern_test;
using base::Endpoint;
using base::IpAddress;
using stun::Attr;
using stun::Builder;
using stun::Method;

const IpAddress kLoopback = IpAddress::v4(127, 0, 0, 1);

turn::io::Settings two_workers() {
  auto settings = lectern_test::plain_settings();
  settings.workers = 2;
  return settings;
}

ByteVector ticket_in(const ByteVector& answer) {
  const auto view = stun::MessageView::decode(answer).value();
  const auto value = view.find(Attr::mobility_ticket).value();
  return {value.begin(), value.end()};
}

// Alice talks to Bob, both behind us, from one new socket after the other: whichever worker hears
// her, all of it arrives.
void chase(TurnClient::Over over) {
  lectern_test::RunningRelay server{two_workers()};
  TurnClient bob{server.at, TurnClient::Over::udp};
  bob.allocate();
  auto alice = std::make_unique<TurnClient>(server.at, over);
  CHECK_EQ(alice->request(Method::allocate,
                          [](Builder& b) {
                            b.u32(Attr::requested_transport, 17u << 24).flag(Attr::mobility_ticket);
                          }),
           0);
  const Endpoint relayed = TurnClient::address(alice->answer(), Attr::xor_relayed_address).value();
  auto ticket = ticket_in(alice->answer());
  CHECK_EQ(alice->bind_channel(0x4000, bob.relayed()), 0);
  CHECK_EQ(bob.bind_channel(0x4000, relayed), 0);
  for (int i = 0; i < 12; ++i) {
    auto next = std::make_unique<TurnClient>(server.at, over);
    CHECK_EQ(
        next->request(Method::refresh, [&](Builder& b) { b.bytes(Attr::mobility_ticket, ticket); }),
        0);
    ticket = ticket_in(next->answer());
    alice = std::move(next);
    for (int n = 0; n < 3; ++n) {
      ByteVector message(8, std::byte{0x61});
      stun::encode_channel_header(message.data(), 0x4000, 4);
      alice->send(message);
      CHECK_EQ(bob.receive().value().size(), 8u);
      bob.send(message);
      CHECK_EQ(alice->receive().value().size(), 8u);
    }
    CHECK_EQ(alice->permit(bob.relayed()), 0);
  }
  CHECK_EQ(server.relay->sessions().size(), 2u);
  CHECK_EQ(alice->request(Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 0); }), 0);
  CHECK_EQ(server.relay->sessions().size(), 1u);
}

// RFC 8016 3.2: the allocation goes along between workers, over UDP
void over_udp() { chase(TurnClient::Over::udp); }
// RFC 8016 3.2: the same over TCP, where the connection itself changes hands
void over_tcp() { chase(TurnClient::Over::tcp); }

}  // namespace

int main() {
  return lectern_test::run("mobility between workers", {TEST(over_udp), TEST(over_tcp)});
}
