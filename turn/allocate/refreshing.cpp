// SPDX-License-Identifier: MIT
#include "turn/allocate/refreshing.hpp"

#include "turn/allocate/options.hpp"
#include "turn/stun/attributes.hpp"

namespace turn {

using stun::Attr;
using stun::ErrorCode;

void Refreshing::on_refresh(Request& request) {
  // The retransmission of a deletion gets the same answer, also where the allocation's other
  // address lives on.
  if (deletions_.contains(request.leg.tuple, request.message.transaction_id(), request.now.mono))
    return answer_lifetime(request, std::chrono::seconds{0});
  const auto found = target(request);
  if (!found) return parts_.answers.refuse(request, found.error());
  Allocation& allocation = **found;
  request.allocation = &allocation;
  // RFC 8656 section 8.2: 443 if the allocation has no relayed address of that family. The
  // attribute selects one address of a dual allocation (section 8.1); without it the request is
  // about both.
  std::optional<RelayKey> one;
  if (const auto family_value = request.message.find(Attr::requested_address_family)) {
    const auto family = stun::decode_requested_family(*family_value);
    if (!family) return parts_.answers.refuse(request, ErrorCode::bad_request);
    one = family->family ? allocation.relay_for(*family->family) : std::nullopt;
    if (!one) return parts_.answers.refuse(request, ErrorCode::peer_address_family_mismatch);
  }
  if (request.message.has(Attr::lifetime) && !request.message.u32(Attr::lifetime)) {
    return parts_.answers.refuse(request, ErrorCode::bad_request);
  }
  if (request.message.u32(Attr::lifetime) == 0u) return delete_now(request, one);
  const auto lifetime = granted_lifetime(request.message, parts_.config);
  const base::Instant expires = request.now.mono + lifetime;
  if (!one || *one == allocation.relay) allocation.expires = expires;
  if (allocation.second && (!one || *one == allocation.second->relay))
    allocation.second->expires = expires;
  parts_.lifetimes.restart(allocation);
  if (request.message.has(Attr::mobility_ticket)) parts_.resuming.take_ticket(request, allocation);
  answer_lifetime(request, lifetime);
}

base::Result<Allocation*, ErrorCode> Refreshing::target(const Request& request) const {
  if (request.message.has(Attr::mobility_ticket)) return parts_.resuming.ticket_allocation(request);
  if (request.active() == nullptr) return base::failure(ErrorCode::allocation_mismatch);
  return request.allocation;
}

void Refreshing::delete_now(const Request& request, std::optional<RelayKey> one) {
  Allocation& allocation = *request.allocation;
  deletions_.add(request.leg.tuple, request.message.transaction_id(), request.now.mono);
  answer_lifetime(request, std::chrono::seconds{0});
  if (one && allocation.second) return parts_.lifetimes.end_relay(allocation, *one, request.out);
  parts_.lifetimes.end(allocation, EndReason::deleted, request.now, request.out);
}

void Refreshing::answer_lifetime(const Request& request, std::chrono::seconds lifetime) {
  auto answer = parts_.answers.success(request);
  answer.u32(Attr::lifetime, static_cast<std::uint32_t>(lifetime.count()));
  // RFC 8016 section 3.2: each resumption gives a new ticket.
  if (lifetime.count() != 0 && request.message.has(Attr::mobility_ticket)) {
    answer.text(Attr::mobility_ticket, parts_.resuming.ticket_of(*request.allocation));
  }
  parts_.answers.finish(request, answer);
}

}  // namespace turn
