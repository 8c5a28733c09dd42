// SPDX-License-Identifier: MIT
#include "daemon/ctl/local_relay.hpp"

#include "daemon/control_client.hpp"
#include "turn/credentials.hpp"

namespace lecternd::ctl {
namespace {

using base::Json;
using turn::Transport;

// A wildcard is asked over loopback, "[::]" over both families.
std::vector<base::Endpoint> reached_at(const base::Endpoint& bound) {
  if (!bound.ip.is_unspecified()) return {bound};
  const base::Endpoint v4{base::IpAddress::v4(127, 0, 0, 1), bound.port};
  if (bound.ip.is_v4()) return {v4};
  return {v4, {*base::IpAddress::parse("::1"), bound.port}};
}

void add_ways(const Json& listeners, std::initializer_list<Transport> transports, std::vector<probe::Way>& out) {
  for (const Transport transport : transports) {
    for (std::size_t i = 0; i < listeners.size(); ++i) {
      const auto bound = base::Endpoint::parse(listeners.at(i).as_string().value_or(""));
      if (!bound) continue;
      for (const base::Endpoint& at : reached_at(*bound)) out.push_back({transport, "localhost", at});
    }
  }
}

}  // namespace

base::Result<LocalRelay, ControlError> local_relay(const std::string& socket, const std::string& user) {
  const auto status = ask_daemon(socket, {"status", Json::object()});
  if (!status) return base::failure(status.error());
  const Json listeners = (*status)["listeners"];
  if (listeners["turn"].size() == 0) return control_failure("turn-off", "the relay is off ([turn] enabled = false)");
  const auto issued = ask_daemon(socket, {"turn-credentials", Json::object({{"user", user}, {"ttl_seconds", 600}})});
  if (!issued) return base::failure(issued.error());
  LocalRelay out;
  out.account.username = (*issued)["username"].as_string().value_or("");
  out.account.password = base::Secret{std::string{(*issued)["password"].as_string().value_or("")}};
  if (const auto timed = turn::parse_timed_name(out.account.username)) out.expires = timed->expires;
  add_ways(listeners["turn"], {Transport::udp, Transport::tcp}, out.ways);
  add_ways(listeners["https"], {Transport::tls}, out.ways);
  add_ways(listeners["turn_tls"], {Transport::tls, Transport::dtls}, out.ways);
  return out;
}

}  // namespace lecternd::ctl
