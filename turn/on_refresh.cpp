// SPDX-License-Identifier: MIT
// Refresh (RFC 8656 section 8): prolongs an allocation, or deletes it at once with lifetime 0.
#include <algorithm>

#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {
namespace {

using stun::Attr;
using stun::ErrorCode;

// RFC 8489 section 6.2.1: no client retransmits a request for longer.
constexpr std::chrono::seconds kRetransmission{40};

}  // namespace

void Server::on_refresh(Request& request) {
  // The retransmission of a deletion gets the same answer, also where the allocation's other
  // address lives on.
  if (was_deleted(request)) return answer_lifetime(request, std::chrono::seconds{0});
  const auto meant = to_refresh(request);
  if (!meant) return refuse(request, meant.error());
  Allocation& allocation = **meant;
  request.allocation = &allocation;
  // RFC 8656 section 8.2: 443 where the allocation has no relayed address of that family. Of a dual
  // allocation the attribute names one address (section 8.1); without it both are meant.
  std::optional<RelayKey> one;
  if (const auto family_value = request.message.find(Attr::requested_address_family)) {
    const auto family = stun::decode_requested_family(*family_value);
    if (!family) return refuse(request, ErrorCode::bad_request);
    one = family->family ? allocation.relay_for(*family->family) : std::nullopt;
    if (!one) return refuse(request, ErrorCode::peer_address_family_mismatch);
  }
  if (request.message.has(Attr::lifetime) && !request.message.u32(Attr::lifetime)) {
    return refuse(request, ErrorCode::bad_request);
  }
  if (request.message.u32(Attr::lifetime) == 0u) return delete_now(request, one);
  const auto lifetime = granted_lifetime(request.message);
  const base::Instant expires = request.now.mono + lifetime;
  if (!one || *one == allocation.relay) allocation.expires = expires;
  if (allocation.second && (!one || *one == allocation.second->relay))
    allocation.second->expires = expires;
  timers_.reschedule(allocation.timer, allocation.first_expiry());
  if (request.message.has(Attr::mobility_ticket)) take_ticket(request, allocation);
  answer_lifetime(request, lifetime);
}

base::Result<Allocation*, ErrorCode> Server::to_refresh(const Request& request) {
  if (request.message.has(Attr::mobility_ticket)) return shown_allocation(request);
  if (request.allocation == nullptr || request.allocation->state != Allocation::State::active) {
    return base::failure(ErrorCode::allocation_mismatch);
  }
  return request.allocation;
}

void Server::delete_now(Request& request, std::optional<RelayKey> one) {
  Allocation& allocation = *request.allocation;
  deletions_[next_deletion_++ % deletions_.size()] = Deletion{
      request.leg.tuple, request.message.transaction_id(), request.now.mono + kRetransmission};
  answer_lifetime(request, std::chrono::seconds{0});
  if (one && allocation.second) return end_relay(allocation, *one, request.out);
  end(allocation, EndReason::deleted, request.now, request.out);
}

void Server::answer_lifetime(const Request& request, std::chrono::seconds lifetime) {
  auto answer = begin(request, stun::Class::success);
  answer.u32(Attr::lifetime, static_cast<std::uint32_t>(lifetime.count()));
  // RFC 8016 section 3.2: each resumption gives a new ticket.
  if (lifetime.count() != 0 && request.message.has(Attr::mobility_ticket)) {
    answer.text(Attr::mobility_ticket, shared_.tickets.seal({worker_, request.allocation->id,
                                                             request.allocation->serial}));
  }
  finish(request, answer);
}

bool Server::was_deleted(const Request& request) const {
  return std::any_of(deletions_.begin(), deletions_.end(), [&](const Deletion& d) {
    return d.until > request.now.mono && d.transaction == request.message.transaction_id() &&
           d.tuple == request.leg.tuple;
  });
}

}  // namespace turn
