// SPDX-License-Identifier: MIT
#include "ctl/local_relay.hpp"

#include "base/listen_address.hpp"
#include "control/client.hpp"
#include "probe/account.hpp"

namespace ctl {
namespace {

using base::Json;
using turn::Transport;

// The addresses at which a client on this machine reaches a listener: loopback for a wildcard, of
// both families for "[::]".
std::vector<base::Endpoint> reached_at(const base::Endpoint& bound) {
  if (!bound.ip.is_unspecified()) return {bound};
  const base::Endpoint v4{base::IpAddress::v4(127, 0, 0, 1), bound.port};
  if (bound.ip.is_v4()) return {v4};
  return {v4, {*base::IpAddress::parse("::1"), bound.port}};
}

void add_ways(const Json& listeners, std::initializer_list<Transport> transports,
              std::vector<probe::Way>& out) {
  for (const Transport transport : transports) {
    for (const Json& listener : listeners.items()) {
      const auto bound = base::ListenAddress::parse(listener.text());
      const bool stream = transport == Transport::tcp || transport == Transport::tls;
      if (!bound || !(stream ? bound->tcp : bound->udp)) continue;
      for (const base::Endpoint& at : reached_at(bound->endpoint))
        out.push_back({transport, "localhost", at});
    }
  }
}

}  // namespace

base::Result<LocalRelay, control::Error> local_relay(const std::string& socket,
                                                     const std::string& user) {
  TRY(const Json status, control::ask_daemon(socket, {"status", Json::object()}));
  const Json listeners = status["listeners"];
  if (listeners["turn"].size() == 0)
    return control::refuse("turn-off", "the relay is off ([turn] enabled = false)");
  TRY(const Json issued,
      control::ask_daemon(
          socket, {"turn-credentials", Json::object({{"user", user}, {"ttl_seconds", 600}})}));
  LocalRelay out;
  auto timed =
      probe::given_account(issued["username"].text(), base::Secret{issued["password"].text()});
  out.account = std::move(timed.account);
  out.expires = timed.expires;
  add_ways(listeners["turn"], {Transport::udp, Transport::tcp}, out.ways);
  add_ways(listeners["https"], {Transport::tls}, out.ways);
  add_ways(listeners["turn_tls"], {Transport::tls, Transport::dtls}, out.ways);
  return out;
}

}  // namespace ctl
