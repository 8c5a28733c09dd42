// SPDX-License-Identifier: MIT
#include "turn/session.hpp"

namespace turn {

std::string_view to_string(Transport transport) noexcept {
  switch (transport) {
    case Transport::udp: return "udp";
    case Transport::tcp: return "tcp";
    case Transport::tls: return "tls";
    case Transport::dtls: return "dtls";
  }
  return "unknown";
}

std::optional<Transport> transport_of(std::string_view name) noexcept {
  for (const Transport transport :
       {Transport::udp, Transport::tcp, Transport::tls, Transport::dtls}) {
    if (to_string(transport) == name) return transport;
  }
  return std::nullopt;
}

std::optional<EndReason> end_reason_of(std::string_view name) noexcept {
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(EndReason::count_); ++i) {
    if (to_string(static_cast<EndReason>(i)) == name) return static_cast<EndReason>(i);
  }
  return std::nullopt;
}

std::string_view to_string(EndReason reason) noexcept {
  switch (reason) {
    case EndReason::deleted: return "deleted";
    case EndReason::expired: return "expired";
    case EndReason::disconnected: return "disconnected";
    case EndReason::kicked: return "kicked";
    case EndReason::drained: return "drained";
    case EndReason::stopped: return "stopped";
    case EndReason::address_lost: return "address-lost";
    case EndReason::count_: break;
  }
  return "unknown";
}

std::string_view to_string(SessionPeer::Kind kind) noexcept {
  switch (kind) {
    case SessionPeer::Kind::permission: return "permission";
    case SessionPeer::Kind::channel: return "channel";
    case SessionPeer::Kind::connection: return "connection";
  }
  return "unknown";
}

}  // namespace turn
