// SPDX-License-Identifier: MIT
#include "probe/stun_query.hpp"

#include "probe/turn_session.hpp"

namespace probe {

using base::Errc;
using base::failure;

namespace {

constexpr std::uint32_t kOtherAddressAndPort = 0x06;  // RFC 5780 section 7.2

}  // namespace

base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source,
                                 std::chrono::milliseconds patience) {
  TRY(auto wire,
      Wire::open(turn::Transport::udp, server, {}, net::client::now() + patience, source));
  const turn::client::Account nobody;
  TurnSession session{std::move(wire), nobody, patience};
  const auto answer = session.ask(stun::Method::binding);
  if (!answer && answer.error().code == Errc::timeout)
    return failure(Errc::timeout, server.print() + " does not answer");
  if (!answer) return failure(answer.error());
  if (!answer->ok())
    return failure(Errc::unavailable, server.print() + " refuses Binding requests");
  const auto mapped = answer->mapped ? answer->mapped : answer->plain_mapped;
  if (!mapped || mapped->ip.is_unspecified() || mapped->port == 0)
    return failure(Errc::corrupt, server.print() + " answers without a mapped address");
  return Mapping{session.wire().local(), *mapped, answer->round_trip, answer->other};
}

base::Result<bool> strangers_reach(const base::Endpoint& source, const base::Endpoint& server,
                                   std::chrono::milliseconds patience) {
  TRY(auto wire, Wire::open_to_all(server, source));
  const turn::client::Account nobody;
  TurnSession session{std::move(wire), nobody, patience};
  const auto answer = session.ask(stun::Method::binding, [](stun::Builder& b) {
    b.u32(stun::Attr::change_request, kOtherAddressAndPort);
  });
  if (!answer && answer.error().code == Errc::timeout) return false;
  if (!answer) return failure(answer.error());
  if (!answer->ok())
    return failure(Errc::unsupported, server.print() + " does not answer from elsewhere");
  return true;
}

}  // namespace probe
