// SPDX-License-Identifier: MIT
// Where there is no room or no wish for a new allocation: 300 with another server, or 508 (RFC 8656
// section 7.2, check 11; RFC 8489 section 10).
#include <algorithm>

#include "turn/server.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

void Server::refuse_over_quota(const Request& request, Refused kind) {
  stats_.refuse(kind);
  refuse(request, ErrorCode::allocation_quota_reached);
}

void Server::refuse_for_lack_of_room(const Request& request) {
  if (const auto* other = alternate_for(request.leg)) return send_elsewhere(request, *other);
  refuse(request, ErrorCode::insufficient_capacity);
}

// True: answered.
bool Server::turned_away(const Request& request) {
  if (shared_.draining.load(std::memory_order_relaxed)) {
    stats_.refuse(Refused::draining);
    refuse_for_lack_of_room(request);
    return true;
  }
  if (config_.alternate_use != AlternateUse::always) return false;
  const auto* other = alternate_for(request.leg);
  if (other != nullptr) send_elsewhere(request, *other);
  return other != nullptr;
}

// Any of those that the client can reach the way it came. RFC 8489 section 14.15: "MUST be the same
// address family as the source IP address of the request".
const Alternate* Server::alternate_for(const Leg& leg) noexcept {
  const bool secure =
      leg.tuple.transport == Transport::tls || leg.tuple.transport == Transport::dtls;
  const auto fits = [&](const Alternate& a) {
    return a.secure == secure && a.server.ip.family() == leg.tuple.client.ip.family();
  };
  const auto count = static_cast<std::uint32_t>(std::ranges::count_if(config_.alternates, fits));
  if (count == 0) return nullptr;
  std::uint32_t skip = random_.below(count);
  for (const Alternate& alternate : config_.alternates) {
    if (fits(alternate) && skip-- == 0) return &alternate;
  }
  return nullptr;
}

void Server::send_elsewhere(const Request& request, const Alternate& other) {
  stats_.error(static_cast<std::uint16_t>(ErrorCode::try_alternate));
  auto answer = begin(request, stun::Class::error);
  answer.error(ErrorCode::try_alternate).address(Attr::alternate_server, other.server);
  // RFC 8489 section 14.16: the name that the other server's certificate is checked against.
  if (other.secure && !other.domain.empty()) answer.text(Attr::alternate_domain, other.domain);
  finish(request, answer);
}

}  // namespace turn
