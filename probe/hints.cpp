// SPDX-License-Identifier: MIT
#include "probe/hints.hpp"

#include "turn/peer_policy.hpp"

namespace probe {
namespace {

using base::Errc;
using stun::Method;
using turn::Transport;

std::string hint_for_401(const TestWish& wish, base::WallTime now) {
  if (!wish.expires)
    return "user or password are wrong (of a shared secret: give --secret, not --password)";
  const auto left = std::chrono::ceil<std::chrono::minutes>(*wish.expires - now).count();
  if (left <= 0) return "the credential has expired";
  return "the server has another secret, or its clock is about " + std::to_string(left) +
         " min ahead of ours: compare the secrets (coturn: static-auth-secret with "
         "use-auth-secret), then `timedatectl` on both";
}

std::string hint_for_403(Method method) {
  if (method == Method::allocate)
    return "the server relays for nobody: it has neither a secret nor users";
  return "the server does not let its own relayed address be a peer (coturn: allowed-peer-ip, "
         "denied-peer-ip; Lectern: "
         "turn.peers); "
         "calls between two relayed sides do not work then";
}

}  // namespace

bool is_public(const base::IpAddress& ip) {
  static const turn::PeerPolicy policy{turn::Config{}};
  return policy.allows(ip);
}

std::string hint_for_silence(const base::Error& error, const Way& way) {
  const std::string port = std::to_string(way.server.port);
  const bool datagrams = way.transport == Transport::udp || way.transport == Transport::dtls;
  if (error.code == Errc::timeout) {
    return std::string{datagrams ? "UDP" : "TCP"} + " port " + port +
           " is dropped by a firewall on the way, or nobody listens there; on the server: `ss -" +
           (datagrams ? "u" : "t") + "lnp`, and the cloud's security group";
  }
  if (error.code == Errc::unauthenticated)
    return "--ca names the authority's certificate; --insecure tests without trust";
  if (error.what.find("refused") != std::string::npos)
    return "nobody listens on port " + port + " there";
  if (error.code == Errc::closed) {
    return way.transport == Transport::tls
               ? "no TLS is spoken there, or a proxy on the way does not let it pass"
               : "something else than TURN listens there, or a proxy on the way ends it";
  }
  if (error.what.find("unreachable") != std::string::npos)
    return "there is no route to it from here";
  return {};
}

std::string hint_for_code(const Answer& answer, Method method, const TestWish& wish,
                          base::WallTime now) {
  switch (answer.code) {
    case 300:
      return "the server sends its clients elsewhere" +
             (answer.alternate ? ": test turn:" + answer.alternate->print() : std::string{});
    case 401: return hint_for_401(wish, now);
    case 403: return hint_for_403(method);
    case 437:
      return "the server has forgotten the allocation: a NAT or load balancer on the way changes "
             "our port";
    case 438:
      return "nonces become stale at once: several servers behind one address that do not know of "
             "each other?";
    case 440: return "the server has no relay address of that family";
    case 441: return "the allocation belongs to other credentials";
    case 442: return "the server does not relay UDP";
    case 486: return "the user's quota is used up (`lecternctl turn sessions` shows by whom)";
    case 508:
      return "the server has no address to relay on or no relay port left, has reached its total "
             "quota, or drains (`lecternctl status` on it shows its addresses)";
    default: return {};
  }
}

}  // namespace probe
