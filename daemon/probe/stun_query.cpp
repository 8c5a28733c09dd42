// SPDX-License-Identifier: MIT
#include "daemon/probe/stun_query.hpp"

#include "daemon/probe/turn_session.hpp"

namespace lecternd::probe {

using base::Errc;
using base::failure;

base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source, std::chrono::milliseconds patience) {
  auto wire = Wire::open(turn::Transport::udp, server, {}, net::client::now() + patience, source);
  if (!wire) return failure(wire.error());
  const turn::client::Account nobody;
  TurnSession session{std::move(*wire), nobody, patience};
  const auto answer = session.ask(stun::Method::binding);
  if (!answer && answer.error().code == Errc::timeout) return failure(Errc::timeout, server.print() + " does not answer");
  if (!answer) return failure(answer.error());
  if (!answer->ok()) return failure(Errc::unavailable, server.print() + " refuses Binding requests");
  const auto mapped = answer->mapped ? answer->mapped : answer->plain_mapped;
  if (!mapped || mapped->ip.is_unspecified() || mapped->port == 0)
    return failure(Errc::corrupt, server.print() + " answers without a mapped address");
  return Mapping{session.wire().local(), *mapped, answer->round_trip, answer->other};
}

}  // namespace lecternd::probe
