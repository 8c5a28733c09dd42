// SPDX-License-Identifier: MIT
#include "turn/stats.hpp"

namespace turn {

std::string_view to_string(Drop reason) noexcept {
  switch (reason) {
    case Drop::not_turn: return "not_turn";
    case Drop::malformed: return "malformed";
    case Drop::bad_fingerprint: return "bad_fingerprint";
    case Drop::not_for_servers: return "not_for_servers";
    case Drop::unknown_method: return "unknown_method";
    case Drop::rate_limited: return "rate_limited";
    case Drop::no_allocation: return "no_allocation";
    case Drop::bad_indication: return "bad_indication";
    case Drop::no_channel: return "no_channel";
    case Drop::no_permission: return "no_permission";
    case Drop::wrong_family: return "wrong_family";
    case Drop::own_port: return "own_port";
    case Drop::from_own_address: return "from_own_address";
    case Drop::client_away: return "client_away";
    case Drop::duplicate: return "duplicate";
    case Drop::too_long: return "too_long";
    case Drop::send_blocked: return "send_blocked";
    case Drop::send_failed: return "send_failed";
    case Drop::stream_slow: return "stream_slow";
    case Drop::over_rate: return "over_rate";
    case Drop::tcp_allocation: return "tcp_allocation";
    case Drop::too_many_connections: return "too_many_connections";
    case Drop::ring_full: return "ring_full";
    case Drop::proxy_header: return "proxy_header";
    case Drop::count_: break;
  }
  return "unknown";
}

std::string_view to_string(Refused reason) noexcept {
  switch (reason) {
    case Refused::user_quota: return "user_quota";
    case Refused::meeting_quota: return "meeting_quota";
    case Refused::source_quota: return "source_quota";
    case Refused::total_quota: return "total_quota";
    case Refused::no_port: return "no_port";
    case Refused::draining: return "draining";
    case Refused::no_descriptor: return "no_descriptor";
    case Refused::no_memory: return "no_memory";
    case Refused::address_gone: return "address_gone";
    case Refused::other: return "other";
    case Refused::count_: break;
  }
  return "unknown";
}

Refused refused_for(SystemFailure reason) noexcept {
  switch (reason) {
    case SystemFailure::no_port: return Refused::no_port;
    case SystemFailure::no_descriptor: return Refused::no_descriptor;
    case SystemFailure::no_memory: return Refused::no_memory;
    case SystemFailure::address_gone: return Refused::address_gone;
    case SystemFailure::other:
    case SystemFailure::count_: break;
  }
  return Refused::other;
}

std::string_view to_string(SystemFailure reason) noexcept { return to_string(refused_for(reason)); }

std::string_view to_string(SocketPurpose purpose) noexcept {
  switch (purpose) {
    case SocketPurpose::relayed_address: return "relayed_address";
    case SocketPurpose::connection_to_peer: return "connection_to_peer";
    case SocketPurpose::connection_of_peer: return "connection_of_peer";
    case SocketPurpose::connection_of_client: return "connection_of_client";
    case SocketPurpose::handover: return "handover";
    case SocketPurpose::count_: break;
  }
  return "unknown";
}

std::uint64_t LegStats::packets() const noexcept {
  std::uint64_t total = 0;
  for (const auto& of_transport : flows)
    total += of_transport[0].packets.value() + of_transport[1].packets.value();
  return total;
}

std::uint64_t LegStats::bytes() const noexcept {
  std::uint64_t total = 0;
  for (const auto& of_transport : flows)
    total += of_transport[0].bytes.value() + of_transport[1].bytes.value();
  return total;
}

void SessionLengths::add(std::uint64_t length) noexcept {
  std::size_t at = 0;
  while (at < kUpTo.size() && length > kUpTo[at]) ++at;
  counts[at].add();
  seconds.add(length);
}

std::string_view to_string(AuthFailure reason) noexcept {
  switch (reason) {
    case AuthFailure::no_credentials: return "no_credentials";
    case AuthFailure::incomplete: return "incomplete";
    case AuthFailure::wrong_realm: return "wrong_realm";
    case AuthFailure::unknown_user: return "unknown_user";
    case AuthFailure::expired: return "expired";
    case AuthFailure::revoked: return "revoked";
    case AuthFailure::bad_integrity: return "bad_integrity";
    case AuthFailure::stale_nonce: return "stale_nonce";
    case AuthFailure::wrong_credentials: return "wrong_credentials";
    case AuthFailure::count_: break;
  }
  return "unknown";
}

}  // namespace turn
