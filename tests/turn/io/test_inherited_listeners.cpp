// SPDX-License-Identifier: MIT
// Which inherited listener serves which address.
#include "turn/io/inherited_listeners.hpp"

#include <sys/eventfd.h>

#include "tests/support/check.hpp"

namespace {

using turn::Transport;
using turn::io::HandedListener;
using turn::io::InheritedListeners;

base::Endpoint at(const char* text) { return *base::Endpoint::parse(text); }

// Two UDP listeners on one address and a DTLS listener; any descriptor will do for a socket.
InheritedListeners three() {
  std::vector<HandedListener> listeners;
  for (const auto& [transport, local] :
       {std::pair{Transport::udp, "192.0.2.1:3478"}, std::pair{Transport::udp, "192.0.2.1:3479"},
        std::pair{Transport::dtls, "192.0.2.1:5349"}})
    listeners.push_back({transport, at(local), base::UniqueFd{::eventfd(0, EFD_CLOEXEC)}});
  return InheritedListeners{std::move(listeners)};
}

void a_socket_is_taken_once() {
  auto listeners = three();
  CHECK(listeners.take(at("192.0.2.1:3479"), Transport::udp));
  CHECK(!listeners.take(at("192.0.2.1:3479"), Transport::udp));
}

void port_0_takes_the_sockets_of_the_address_in_their_order() {
  auto listeners = three();
  CHECK(listeners.take(at("192.0.2.1:0"), Transport::udp));
  CHECK(!listeners.take(at("192.0.2.1:3478"), Transport::udp));
  CHECK(listeners.take(at("192.0.2.1:0"), Transport::udp));
  CHECK(!listeners.take(at("192.0.2.1:0"), Transport::udp));
}

void address_and_transport_have_to_fit() {
  auto listeners = three();
  CHECK(!listeners.take(at("192.0.2.2:3478"), Transport::udp));
  CHECK(!listeners.take(at("192.0.2.1:3478"), Transport::dtls));
  CHECK(listeners.take(at("192.0.2.1:5349"), Transport::dtls));
}

void a_taken_listener_keeps_its_number_and_its_port() {
  auto listeners = three();
  CHECK(listeners.take(at("192.0.2.1:3478"), Transport::udp));
  CHECK(listeners.find(0)->local == at("192.0.2.1:3478"));
  CHECK(listeners.find(3) == nullptr);
  CHECK(listeners.has_port(3478));
  CHECK(!listeners.has_port(3480));
}

}  // namespace

int main() {
  return lectern_test::run(
      "inherited_listeners",
      {TEST(a_socket_is_taken_once), TEST(port_0_takes_the_sockets_of_the_address_in_their_order),
       TEST(address_and_transport_have_to_fit),
       TEST(a_taken_listener_keeps_its_number_and_its_port)});
}
