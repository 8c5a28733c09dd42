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
    case Refused::count_: break;
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
